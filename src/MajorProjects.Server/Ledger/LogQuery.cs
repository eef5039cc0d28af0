using System.ComponentModel;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Which log a request is about: the current one of a city, or one that it continues.</summary>
public record LogQuery
{
    [FromRoute(Name = "city"), Description("The city's six-digit code.")]
    public required string LogOf { get; init; }

    [FromQuery(Name = "incarnation"), Description("Which of the city's logs, from 1: one more with each restore from a backup. Default: the current one.")]
    public string? Incarnation { get; init; }

    /// <summary>The request, whose path may name the log as well: <c>/ledger/140500/i2/…</c>.</summary>
    public required HttpContext Context { get; init; }

    /// <summary>Whether the request names the log: then what it answers is of that log for ever.</summary>
    internal bool NamesLog => Incarnation is not null || OfPath is not null;

    private string? OfPath => Context.GetRouteValue(InPath) as string;

    /// <summary>The part of a path that names the log: <c>i2</c>.</summary>
    internal const string InPath = "log";

    /// <exception cref="RefusedException">there is no such log, or nothing is in it yet.</exception>
    internal async Task<LedgerLog> LogAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var logs = RegionCode.TryParse(LogOf, out _) ? await LedgerLog.AllAsync(database, LogOf, cancellation) : [];
        return logs.LastOrDefault(log => (Incarnation is null || Incarnation == $"{log.Incarnation}") && (OfPath is null || OfPath == $"i{log.Incarnation}")) ?? throw new RefusedException(LedgerRefused.UnknownLog(LogOf));
    }

    /// <summary>The log, and what was signed of it last.</summary>
    /// <exception cref="RefusedException">there is no such log, or nothing of it is signed yet.</exception>
    internal async Task<(LedgerLog Log, SignedCheckpoint Signed)> SignedAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var log = await LogAsync(database, cancellation);
        return (log, await SignedCheckpoint.LastAsync(database, log, cancellation) ?? throw await NotSigned.WhyAsync(database, log, cancellation));
    }
}
