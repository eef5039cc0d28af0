using Microsoft.AspNetCore.Http.Extensions;

namespace MajorProjects.Server.RollingViews;

/// <summary>How a list leads to its next page: by the <c>Link</c> header, with the same question at the same viewpoint.</summary>
internal static class NextPage
{
    public static void LinkNextPage(this HttpContext context, Viewpoint viewpoint, string cursor)
    {
        var request = context.Request;
        var query = new QueryBuilder(request.Query
            .Where(q => q.Key is not ("knownAt" or "position" or "asOf" or "fresh" or "cursor"))
            .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? ""))))
        {
            { "asOf", $"{viewpoint.AsOf:yyyy-MM-dd}" },
            { "position", $"{viewpoint.Position}" },
            { "cursor", cursor },
        };
        context.Response.Headers.Link = $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }
}
