using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>续建复工, and the works that stand still.</summary>
internal static class WorksFigures
{
    private static readonly string Suspended = $"""
        select e.project_id, e.name, e.region, f.occurred_on, f.reason
        from ({ProjectStates.Sql}) e
        cross join lateral (
            select f.occurred_on, f.reason from milestone_fact f
            where f.city = @city and f.confirmed = @confirmed and f.project_id = e.project_id and f.kind = '{ProjectSuspended.Kind}'
                  and f.known_from <= @position and f.known_to > @position and f.occurred_on <= @asOf
            order by f.occurred_on desc, f.version desc limit 1) f
        where e.counted and e.stage = '{Stage.Suspended.ToKey()}' and {ProjectFilter.Condition}
        order by f.occurred_on, e.project_id
        """;

    public static async Task<WorksSection> ReadAsync(DigestView view, Task<IReadOnlyDictionary<string, Ratio>> reading, CancellationToken cancellation)
    {
        await using var select = view.Ask(Suspended);
        var suspended = await select.ReadAsync(row => new SuspendedLine(
            new(row.GetGuid(0), row.GetString(1), row.GetString(2)), row.GetFieldValue<DateOnly>(3), row.TextOrNull(4)), cancellation);
        var rates = await reading;
        var resumed = rates["resumeRate"];
        return new((int)resumed.Denominator, (int)resumed.Numerator, resumed, rates["startAndResumeRate"], Listed.Of(suspended));
    }
}
