using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Facts;

/// <summary>进度: what one month brought. A month filed again stands in place of its earlier filing.</summary>
[FactType("progressReported", "进度", "progress reported")]
public sealed record ProgressReported : Fact
{
    /// <summary>The month that is reported on.</summary>
    public required YearMonth Month { get; init; }

    /// <summary>Investment completed in that month, 万元.</summary>
    public Wan? CompletedWan { get; init; }

    /// <summary>Value of what was produced in that month (产值), 万元; for works in use.</summary>
    public Wan? OutputWan { get; init; }

    /// <summary>形象进度: how much of the works stands at the end of the month, 0 to 100.</summary>
    public decimal? Percent { get; init; }

    /// <summary>形象进度 in words.</summary>
    public string? Text { get; init; }

    public override Refusal? RefusedBy(History history, Recording recording)
    {
        if (Month.First > OccurredOn)
            return Refusal.Rule("inFuture",
                $"填报日期 {OccurredOn:yyyy-MM-dd} 时，所报月份 {Month} 尚未开始，请核对月份和日期。",
                $"{Month} had not begun on {OccurredOn:yyyy-MM-dd}, the day of the report; check the month and the day.");
        if (Works.NotBegun(history, Month.Last) is { } notBegun) return notBegun;
        return SuspendedThroughout(history) ? Refusal.IsSuspended : null;
    }

    public override Project Apply(Project project) =>
        project.LatestProgress is { } latest && latest.Month > Month ? project : project with { LatestProgress = this };

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.Range("percent", Percent, 0, 100);
        errors.Text("text", Text, LongestText);
    }

    private bool SuspendedThroughout(History history) =>
        history.On(Month.First).IsSuspended
        && !history.Standing.Any(f => f.Fact is ProjectResumed && YearMonth.Of(f.Fact.OccurredOn) == Month);
}
