using System.Reflection;
using MajorProjects.Domain;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not have: a misspelt filter would otherwise answer, in silence, a different question.
/// </summary>
internal static class UnknownParameters
{
    public static RouteGroupBuilder RefuseUnknownParameters(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((endpoint, next) =>
    {
        // Every endpoint takes the city, from which a caller with several says which he means.
        var known = endpoint.MethodInfo.GetParameters()
            .Where(p => p.IsDefined(typeof(AsParametersAttribute)))
            .SelectMany(p => p.ParameterType.GetProperties())
            .Select(p => p.GetCustomAttribute<FromQueryAttribute>()?.Name)
            .OfType<string>().Append("city").ToHashSet(StringComparer.Ordinal);
        return invocation =>
        {
            var errors = new FieldErrors();
            foreach (var name in invocation.HttpContext.Request.Query.Keys.Where(name => !known.Contains(name)))
                errors.Add(name, "没有这个参数。", "There is no such parameter.");
            QueryText.Refuse(errors);
            return next(invocation);
        };
    });
}
