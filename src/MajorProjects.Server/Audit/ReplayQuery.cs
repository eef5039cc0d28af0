using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Marten;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Audit;

/// <summary>What a replay is asked for.</summary>
public sealed record ReplayQuery
{
    [FromQuery(Name = "project"), Description("Only this project: its id, its national code or its local code.")]
    public string? Project { get; init; }

    [FromQuery(Name = "region"), Description("Only facts of projects that were filed under exactly this region before or after them.")]
    public string? Region { get; init; }

    [FromQuery(Name = "from"), Description("Facts recorded from this instant (RFC 3339) or the beginning of this day in Asia/Shanghai; default: from the first.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Facts recorded by this instant or the end of this day; default: to the last.")]
    public string? To { get; init; }

    [FromQuery(Name = "fromPosition"), Description("In place of from: facts from this position of the city's log.")]
    public string? FromPosition { get; init; }

    [FromQuery(Name = "toPosition"), Description("In place of to: facts up to this position.")]
    public string? ToPosition { get; init; }

    [FromQuery(Name = "by"), Description("The periods of the cells that are moved: month, quarter (default), half or year.")]
    public string? By { get; init; }

    [FromQuery(Name = "confirmed"), Description("true: states and cells by confirmed facts, and those that need no review, alone. The lines are those of all facts.")]
    public string? Confirmed { get; init; }

    [FromQuery(Name = "fresh"), Description("true: to the last fact recorded before this request, once the views show it.")]
    public string? Fresh { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }

    /// <summary>The part of the log that is meant.</summary>
    /// <exception cref="RefusedException">what cannot be read, is not covered, or is not there.</exception>
    internal async Task<ReplayRange> ReadAsync(Caller caller, Viewpoints viewpoints, ProjectCodes codes, IDocumentStore store, CancellationToken cancellation)
    {
        var filter = new ViewQuery { Region = Region }.Filter(caller);
        var errors = new FieldErrors();
        var by = QueryText.Key<PeriodKind>(errors, "by", By ?? "quarter");
        if (by is "plan" or "trailing" or "week") errors.Add("by", "应为 month、quarter、half 或 year。", "month, quarter, half or year is expected.");
        var from = Beginning(errors);
        var fromPosition = QueryText.Number(errors, "fromPosition", FromPosition, 1, ReadTables.LastPosition);
        if (From is not null && FromPosition is not null) errors.Add("fromPosition", "fromPosition 与 from 只能给出一个。", "Give fromPosition or from, not both.");
        QueryText.Refuse(errors);

        var end = await viewpoints.ResolveAsync(
            caller.City, new() { KnownAt = To, Position = ToPosition, Confirmed = Confirmed, Fresh = Fresh, Names = new("", "to", "toPosition") }, cancellation);
        var after = fromPosition - 1 ?? (from is null ? 0 : await viewpoints.KnownAsync(caller.City, from, cancellation) ?? end.Position);
        return new(after, end.Position, await ProjectAsync(caller, codes, store, cancellation), filter, Enum.Parse<PeriodKind>(by!, ignoreCase: true), end.Confirmed);
    }

    // The last instant before the first that is asked for.
    private DateTimeOffset? Beginning(FieldErrors errors) => From is { Length: 10 }
        ? QueryText.Day(errors, "from", From) is { } day ? Clock.EndOf(day.AddDays(-1)) : null
        : QueryText.Instant(errors, "from", From)?.AddMicroseconds(-1);

    private async Task<Guid?> ProjectAsync(Caller caller, ProjectCodes codes, IDocumentStore store, CancellationToken cancellation)
    {
        if (Project is null) return null;
        await using var session = store.QuerySession(caller.City.Code.ToString());
        return await codes.FindAsync(caller.City, Project, cancellation) is { } id && (await session.FetchCoveredAsync(caller, id, cancellation)).Count > 0
            ? id
            : throw new RefusedException(Refused.UnknownProject(Project));
    }
}
