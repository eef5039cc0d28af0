using Microsoft.AspNetCore.Http.Extensions;

namespace MajorProjects.Server.RollingViews;

/// <summary>How a list leads to its next page: by the <c>Link</c> header, with the same question, at the same viewpoint where it has one.</summary>
internal static class NextPage
{
    public static void LinkNextPage(this HttpContext context, Viewpoint viewpoint, string cursor) => context.Link(
        ["knownAt", "position", "asOf", "fresh", "cursor"], ("asOf", $"{viewpoint.AsOf:yyyy-MM-dd}"), ("position", $"{viewpoint.Position}"), ("cursor", cursor));

    public static void LinkNextPage(this HttpContext context, string cursor) => context.Link(["cursor"], ("cursor", cursor));

    private static void Link(this HttpContext context, string[] without, params ReadOnlySpan<(string Name, string Value)> with)
    {
        var request = context.Request;
        var query = new QueryBuilder(request.Query.Where(q => !without.Contains(q.Key, StringComparer.Ordinal)).SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? ""))));
        foreach (var (name, value) in with) query.Add(name, value);
        context.Response.Headers.Link = $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }
}
