using System.ComponentModel;
using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Ledger;
using MajorProjects.Ledger.Packages;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>What a package is to answer: all facts of a project, those behind one cell of the rolling view, or those behind a digest.</summary>
public sealed record EvidencePackageQuery : ViewQuery
{
    [FromQuery(Name = "project"), Description("All facts of this project: its id, its national code or its local code.")]
    public string? Project { get; init; }

    [FromQuery(Name = "kind"), Description("In place of project: the facts behind one cell of the rolling view, signed, started or commissioned …")]
    public string? Kind { get; init; }

    [FromQuery(Name = "period"), Description("… in this period: 2024-11, 2024Q4, 2024H2, 2024, 2021-2025, or trailing90.")]
    public string? Period { get; init; }

    [FromQuery(Name = "digest"), Description("In place of project: the facts behind the batches of this digest, by its id, and that it was issued.")]
    public string? Digest { get; init; }

    /// <exception cref="RefusedException">it asks for none of them or for more than one.</exception>
    internal void CheckQuestion()
    {
        var errors = new FieldErrors();
        if (new[] { Project, Kind, Digest }.OfType<string>().Count() != 1)
            errors.Add("project", "请给出 project，或 kind 和 period，或 digest，三者取其一。", "Give project, or kind and period, or digest: one of the three.");
        else if (Kind is null != (Period is null)) errors.Add("period", "kind 和 period 须同时给出。", "kind and period go together.");
        QueryText.Refuse(errors);
    }
}

/// <summary>
/// <c>GET /ledger/{city}/evidence</c>: one question with the facts that answer it and their proofs, in a ZIP that is checked without this system
/// (<c>MajorProjects.Verifier check</c>).
/// </summary>
internal static class GetEvidencePackage
{
    public static async Task<IResult> Get(
        [AsParameters] LogQuery log, [AsParameters] EvidencePackageQuery query, Caller caller, EvidenceAnswers answers, LedgerEntries entries, ServedProofs proofs, LedgerKeys keys,
        NpgsqlDataSource database, HttpContext context, CancellationToken cancellation)
    {
        query.CheckQuestion();
        // What files a project tells of its whole way, which may have led through other counties.
        if (query.Project is null && caller.Regions is not null) throw new RefusedException(Refused.OfWholeCity);
        var (current, signed) = await log.SignedAsync(database, cancellation);
        var (question, facts) = query switch
        {
            { Project: not null } => await answers.OfProjectAsync(query, caller, cancellation),
            { Digest: not null } => await answers.OfDigestAsync(query, caller, cancellation),
            _ => await answers.OfBatchAsync(query, caller, cancellation),
        };
        var placed = await entries.OfFactsAsync(current, facts, signed.Size, cancellation);
        var proven = (await proofs.OfAsync(current, signed, [.. placed.Select(p => p.Leaf)], cancellation)).Zip(placed, (proof, p) => new ProvenEntry(p.Leaf.Leaf, p.Entry, proof));
        var package = new MemoryStream();
        EvidencePackage.Write(package, question, signed.Note, [.. keys.Of(current.City).Select(key => key.Verifier).Where(signed.Note.IsSignedBy)], [.. proven]);
        package.Position = 0;
        // curl takes the plain name, browsers the other.
        context.Response.GetTypedHeaders().ContentDisposition = new("attachment")
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"evidence-{current.City}-{signed.Size}-{facts.Count}.zip"), FileNameStar = $"证据包 {question.Question}.zip",
        };
        return Results.Stream(package, "application/zip");
    }
}
