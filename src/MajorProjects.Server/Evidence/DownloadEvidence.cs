using System.ComponentModel;
using System.Security.Cryptography;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;

namespace MajorProjects.Server.Evidence;

/// <summary>
/// <c>GET /projects/{project}/evidence/{sha256}</c>: the content, only ever as a download, so that no browser shows or runs, under this
/// system's name, what somebody uploaded. A voided attachment is still given: it stays on record, and so does what it was.
/// </summary>
public static class DownloadEvidence
{
    public static async Task<IResult> Get(
        string project, [Description("The SHA-256 of the content, as the list of evidence has it.")] string sha256, HttpContext context, Caller caller,
        IDocumentStore store, ProjectCodes codes, EvidenceFiles files, CancellationToken cancellation)
    {
        if (await codes.FindAsync(caller.City, project, cancellation) is not { } id) return Refused.UnknownProject(project).ToResult(context);
        var history = await store.HistoryAsync(caller, id, cancellation);
        if (history.Count == 0) return Refused.UnknownProject(project).ToResult(context);
        // By what this project has and not by what is on disk: another project's content does not even show that it exists.
        if (history.Attached().LastOrDefault(a => a.Fact.Sha256 == sha256) is not { Fact: { } fact, Event: { } recorded })
            return EvidenceRefused.Unknown.ToResult(context);
        if (await OpenAsync(files, caller, fact, cancellation) is not { } content) return EvidenceRefused.NotHere.ToResult(context);

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "private, no-store";
        return Results.Stream(content, fact.MediaType, fact.FileName, recorded.Timestamp, new($"\"{fact.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Opens a content and checks all of it, length and hash, before the first byte is given: what is damaged is an error and no answer. None where it is not here.</summary>
    private static async Task<FileStream?> OpenAsync(EvidenceFiles files, Caller caller, EvidenceAttached fact, CancellationToken cancellation)
    {
        if (!files.Holds(caller.City, fact.Sha256)) return null;
        var content = files.Open(caller.City, fact.Sha256);
        try
        {
            if (content.Length != fact.SizeBytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)) != fact.Sha256)
                throw new InvalidDataException($"佐证材料已损坏 / evidence is damaged: {content.Name}");
            content.Position = 0;
            return content;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }
}
