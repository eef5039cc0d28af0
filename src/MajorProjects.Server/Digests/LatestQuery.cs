using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Digests;

/// <summary>What a list that goes back from the latest can be asked: how much of it, and from where on.</summary>
public record LatestQuery
{
    private const int UsualLimit = 50, MostListed = 500;

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, from its Link header.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }

    /// <summary>How many are asked for, and after which; what cannot be read is noted.</summary>
    internal (int Limit, Guid? Before) Page(FieldErrors errors)
    {
        var limit = (int)(QueryText.Number(errors, "limit", Limit, 1, MostListed) ?? UsualLimit);
        var before = Guid.TryParse(Cursor, out var cursor) ? cursor : (Guid?)null;
        if (Cursor is not null && before is null) errors.Add("cursor", "应为上一页 Link 头中的值。", "The value of the page before's Link header is expected.");
        return (limit, before);
    }

    /// <summary>The page, of one entry more than was asked for where there is one: that one leads to the next page.</summary>
    internal static List<T> Page<T>(List<T> entries, int limit, HttpContext context, Func<T, Guid> cursor)
    {
        if (entries.Count <= limit) return entries;
        entries.RemoveAt(limit);
        context.LinkNextPage($"{cursor(entries[^1])}");
        return entries;
    }
}
