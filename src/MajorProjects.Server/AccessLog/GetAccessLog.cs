using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.AccessLog;

/// <summary>Which day's entries are asked for.</summary>
public record AccessDayQuery
{
    [FromQuery(Name = "day"), Description("The day in Asia/Shanghai; default: today.")]
    public string? Day { get; init; }

    [FromQuery(Name = "unattributed"), Description("true: the requests of which it did not become known what city they were about.")]
    public string? Unattributed { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }

    internal (DateOnly Day, string City) Read(Caller caller, TimeProvider clock, FieldErrors errors) => (
        QueryText.Day(errors, "day", Day) ?? clock.Today(),
        QueryText.Flag(errors, "unattributed", Unattributed) ? "" : caller.City.Code.ToString());
}

public sealed record AccessLogQuery : AccessDayQuery
{
    [FromQuery(Name = "subject"), Description("Only those of this caller.")]
    public string? Subject { get; init; }

    [FromQuery(Name = "after"), Description("Only those after this number of the day.")]
    public string? After { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 1000; default: 200.")]
    public string? Limit { get; init; }
}

/// <summary>A request in its place in the log of its day.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Request">Who, as what, when, from where, what, with which result.</param>
/// <param name="Hash">SHA-256 over the one before it and all of this, in hex.</param>
public sealed record AccessView(long Number, AccessEntry Request, string Hash);

public sealed record AccessLogAnswer(DateOnly Day, IReadOnlyList<AccessView> Entries);

/// <summary><c>GET /access-log</c>: the requests of a day, in order.</summary>
public static class GetAccessLog
{
    public static async Task<AccessLogAnswer> Get(
        [AsParameters] AccessLogQuery query, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var (day, city) = query.Read(caller, clock, errors);
        errors.Text("subject", query.Subject, 200);
        var after = QueryText.Number(errors, "after", query.After, 0, long.MaxValue) ?? 0;
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 1000) ?? 200);
        QueryText.Refuse(errors);
        var entries = await AccessLogTable.ReadAsync(database, city, day, after, limit, query.Subject, cancellation)
            .Select(e => new AccessView(e.Entry.Number, e.Entry.Entry, Convert.ToHexStringLower(e.Hash))).ToListAsync(cancellation);
        return new(day, entries);
    }
}

/// <summary><c>GET /access-log/check</c>: whether a day's entries are all there and as they were written.</summary>
public static class CheckAccessLog
{
    public static async Task<ChainCheck> Get(
        [AsParameters] AccessDayQuery query, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var (day, city) = query.Read(caller, clock, errors);
        QueryText.Refuse(errors);
        var anchor = await AccessLogTable.AnchorAsync(database, city, day, cancellation);
        return await ChainCheck.OfAsync(anchor, AccessLogTable.ReadAsync(database, city, day, 0, int.MaxValue, null, cancellation));
    }
}
