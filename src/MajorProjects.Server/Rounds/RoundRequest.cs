using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Rounds;

/// <summary>What is sent to publish a round. What was not published is left out.</summary>
public sealed record RoundRequest
{
    public required string Number { get; init; }

    public required string Name { get; init; }

    /// <summary>The day, not after today.</summary>
    public required DateOnly HeldOn { get; init; }

    /// <summary>Where it was published.</summary>
    public required string Source { get; init; }

    public PublishedBatch? Signed { get; init; }

    public PublishedBatch? Started { get; init; }

    public PublishedBatch? Commissioned { get; init; }

    /// <summary>All three together, without a list of its own.</summary>
    public PublishedBatch? Total { get; init; }

    /// <summary>Whether it stands in the place of what is on record of that number; both are kept.</summary>
    public bool Corrects { get; init; }

    /// <summary>The round that a body tells of, or the refusal of what is none.</summary>
    internal static (RoundPublished? Round, bool Corrects, Refusal? Refusal) Read(byte[] body)
    {
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return (null, false, malformed);
        var (read, refusal) = RequestBody.Read(json, typeof(RoundRequest));
        if (read is not RoundRequest request) return (null, false, refusal);
        var round = request.ToRound();
        var errors = new FieldErrors();
        round.CheckShape(errors);
        return errors.Any ? (null, false, Refusal.Malformed(errors.All)) : (round, request.Corrects, null);
    }

    /// <summary>Describes it in the OpenAPI document.</summary>
    internal static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: false);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(RoundRequest), null, cancellation) },
            },
        };
    }

    private RoundPublished ToRound() => new(Number, Name, HeldOn, Signed ?? new(), Started ?? new(), Commissioned ?? new(), Total ?? new(), Source);
}
