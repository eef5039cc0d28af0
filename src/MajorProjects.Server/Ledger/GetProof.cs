using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Ledger;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Ledger;

public sealed record FactQuery : LogQuery
{
    [FromQuery(Name = "project"), Description("The project: its id, its national code or its local code.")]
    public string? Project { get; init; }

    [FromQuery(Name = "version"), Description("The place of the fact in the project's history, from 1.")]
    public string? Version { get; init; }
}

/// <summary><c>GET /ledger/{city}/proof?project=&amp;version=</c>: the proof that a fact is in the signed ledger (c2sp.org/tlog-proof).</summary>
internal static class GetProof
{
    public static async Task<IResult> Get([AsParameters] FactQuery query, Caller caller, LedgerFacts facts, LedgerTiles tiles, CancellationToken cancellation)
    {
        var (log, signed, placed) = await facts.FindAsync(query, caller, cancellation);
        var proof = new TlogProof(placed.Leaf, await tiles.Tree(log, signed.Size).InclusionAsync(placed.Leaf, cancellation), signed.Note);
        return Results.Text(proof.ToString(), "text/plain; charset=utf-8");
    }
}

/// <summary><c>GET /ledger/{city}/entry?project=&amp;version=</c>: what the leaf of a fact is the hash of, byte by byte.</summary>
internal static class GetEntry
{
    public static async Task<IResult> Get([AsParameters] FactQuery query, Caller caller, LedgerFacts facts, CancellationToken cancellation) =>
        Results.Bytes((await facts.FindAsync(query, caller, cancellation)).Placed.Entry.ToBytes(), "application/json");
}

/// <summary>Finds a fact's place in the ledger.</summary>
internal sealed class LedgerFacts(NpgsqlDataSource database, IDocumentStore store, ProjectCodes codes, LedgerEntries entries)
{
    /// <exception cref="RefusedException">there is no such fact, it is not the caller's to see, or it is not signed yet.</exception>
    public async Task<(LedgerLog Log, SignedCheckpoint Signed, PlacedEntry Placed)> FindAsync(FactQuery query, Caller caller, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        if (query.Project is null) errors.Add("project", "必填：项目标识或代码。", "Required: the project's id or code.");
        var version = QueryText.Number(errors, "version", query.Version, 1, int.MaxValue);
        if (query.Version is null) errors.Add("version", "必填：记录的版本号。", "Required: the version of the fact.");
        QueryText.Refuse(errors);
        var events = await EventsAsync(query.Project!, caller, cancellation);
        var fact = events.FirstOrDefault(e => e.Version == version) ?? throw new RefusedException(LedgerRefused.UnknownFact(query.Project!, version!.Value));
        await InsistCoversAsync(caller, [fact], cancellation);
        var (log, signed) = await query.SignedAsync(database, cancellation);
        return (log, signed, (await entries.OfFactsAsync(log, [fact.Sequence], signed.Size, cancellation))[0]);
    }

    /// <summary>An entry is shown whole or not at all: what speaks of another county's project is not for this one.</summary>
    /// <exception cref="RefusedException">one speaks of a project that the caller's token does not cover.</exception>
    public async Task InsistCoversAsync(Caller caller, IEnumerable<JasperFx.Events.IEvent> events, CancellationToken cancellation)
    {
        var others = events.Select(e => ((Fact)e.Data).Concerns()).OfType<Guid>().Distinct().ToList();
        await using var session = store.QuerySession(caller.City.Code.ToString());
        if ((await session.CoveredAsync(caller, others, cancellation)).Count < others.Count) throw new RefusedException(Refused.OutOfScope);
    }

    /// <summary>What is recorded of a project that the caller may see.</summary>
    /// <exception cref="RefusedException">there is none such.</exception>
    public async Task<IReadOnlyList<JasperFx.Events.IEvent>> EventsAsync(string project, Caller caller, CancellationToken cancellation)
    {
        var id = await codes.FindAsync(caller.City, project, cancellation) ?? throw new RefusedException(Refused.UnknownProject(project));
        await using var session = store.QuerySession(caller.City.Code.ToString());
        var events = await session.FetchCoveredAsync(caller, id, cancellation);
        return events.Count > 0 ? events : throw new RefusedException(Refused.UnknownProject(project));
    }
}
