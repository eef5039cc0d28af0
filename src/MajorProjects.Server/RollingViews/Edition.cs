using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// Conditions, in SQL, on facts of the log itself where the two editions differ: all that is reported, or what was confirmed and what needs
/// no review. The read tables have each edition as rows.
/// </summary>
internal static class Edition
{
    private static readonly string Reviewed = string.Join(", ", FactType.All.Where(t => t.NeedsReview).Select(t => $"'{t.Name}'"));

    private static readonly string Confirming = FactType.All.First(t => t.Class == typeof(FactConfirmed)).Name;

    /// <summary>Whether a fact needs a review, as the domain says; the delay that a granted extension brings does not.</summary>
    public static string NeedsReview(string fact) => $"({fact}.type in ({Reviewed}) and {fact}.data ->> 'extension' is distinct from 'true')";

    /// <summary>Whether a position knows a fact in the edition that <c>@confirmed</c> says.</summary>
    public static string Knows(string position, string fact) => $"""
        ({fact}.seq_id <= {position} and (not @confirmed or not {NeedsReview(fact)} or exists (
            select from mt_events c
            where c.tenant_id = @city and c.stream_id = {fact}.stream_id and c.type = '{Confirming}' and (c.data ->> 'version')::int = {fact}.version
                  and c.seq_id <= {position})))
        """;
}
