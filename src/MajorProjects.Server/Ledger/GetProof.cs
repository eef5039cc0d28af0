using System.ComponentModel;
using MajorProjects.Ledger;
using MajorProjects.Server.Access;
using Microsoft.AspNetCore.Mvc;

namespace MajorProjects.Server.Ledger;

/// <summary>Which fact a proof or an entry is asked for.</summary>
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
    public static async Task<IResult> Get([AsParameters] FactQuery query, Caller caller, LedgerFacts facts, LedgerEntries entries, ServedProofs proofs, CancellationToken cancellation)
    {
        var (log, signed, position) = await facts.FindAsync(query, caller, cancellation);
        var leaves = await entries.LeavesAsync(log, [position], signed.Size, cancellation);
        var proof = new TlogProof(leaves[0].Leaf, (await proofs.OfAsync(log, signed, leaves, cancellation))[0], signed.Note);
        return Results.Text(proof.ToString(), "text/plain; charset=utf-8");
    }
}

/// <summary><c>GET /ledger/{city}/entry?project=&amp;version=</c>: what the leaf of a fact is the hash of, byte by byte.</summary>
internal static class GetEntry
{
    public static async Task<IResult> Get([AsParameters] FactQuery query, Caller caller, LedgerFacts facts, LedgerEntries entries, CancellationToken cancellation)
    {
        var (log, signed, position) = await facts.FindAsync(query, caller, cancellation);
        return Results.Bytes((await entries.OfFactsAsync(log, [position], signed.Size, cancellation))[0].Entry.ToBytes(), "application/json");
    }
}
