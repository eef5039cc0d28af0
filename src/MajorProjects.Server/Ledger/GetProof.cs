using System.ComponentModel;
using MajorProjects.Ledger;
using MajorProjects.Server.Access;
using Microsoft.AspNetCore.Mvc;

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
