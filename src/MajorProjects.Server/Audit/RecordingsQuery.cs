using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Audit;

/// <summary>What a view of who recorded what can be asked: the days of recording, besides what every view can be.</summary>
public record RecordingsQuery : ViewQuery
{
    [FromQuery(Name = "from"), Description("Only of facts recorded on this day or later, in Asia/Shanghai; default: all.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only of facts recorded on this day or earlier, in Asia/Shanghai; default: all.")]
    public string? To { get; init; }

    /// <summary>The condition on a fact <c>f</c> of <see cref="LoggedFacts"/>, with <c>@from</c> and <c>@to</c>.</summary>
    internal const string Condition = "f.recorded_on between @from and @to";

    /// <summary>The days; the ends of the calendar where they are left open.</summary>
    internal (DateOnly From, DateOnly To) RecordedWithin(FieldErrors errors) => (
        QueryText.Day(errors, "from", From) ?? DateOnly.MinValue, QueryText.Day(errors, "to", To) ?? ReadTables.LastDay);
}
