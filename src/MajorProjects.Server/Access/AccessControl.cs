using MajorProjects.Domain;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Access;

/// <summary>What a caller must be allowed to do to be let in: one of these.</summary>
public sealed record Requirement(params IReadOnlyList<Operation> AnyOf)
{
    /// <summary>For everybody, with a token or without.</summary>
    public static Requirement None { get; } = new();

    /// <summary>Why a caller is not let in, or null.</summary>
    public Refusal? Refuses(Caller caller)
    {
        var refusals = AnyOf.Select(caller.Refuses).ToList();
        return refusals.Contains(null) ? null : refusals[0];
    }
}

/// <summary>Lets each caller do what <see cref="Permissions"/> allows, before anything of his request is read.</summary>
internal static class AccessControl
{
    /// <summary>Says what a caller must be allowed to do.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, params Operation[] anyOf) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Requirement(anyOf));

    /// <summary>Says that everybody may call, with a token or without.</summary>
    public static RouteHandlerBuilder IsPublic(this RouteHandlerBuilder endpoint) => endpoint.AllowAnonymous().WithMetadata(Requirement.None);

    /// <summary>Every endpoint of a group must say so, or the server does not start.</summary>
    public static RouteGroupBuilder RequireRequirements(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (!endpoint.Metadata.OfType<Requirement>().Any()) throw new InvalidOperationException($"{endpoint.DisplayName} does not say who may call it.");
        });
        return group;
    }

    public static void UseAccessControl(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Requirement>() is { AnyOf.Count: > 0 } requirement)
        {
            var caller = await Caller.OfAsync(context);
            context.Features.Set(caller);
            if (requirement.Refuses(caller) is { } refusal) throw new RefusedException(refusal);
        }
        await next(context);
    });
}
