using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Digests.Reading;

/// <summary>What a digest can be asked when it is read again.</summary>
public sealed record DigestQuery
{
    [FromRoute(Name = "id"), Description("The digest's id.")]
    public required string Id { get; init; }

    [FromQuery(Name = "recompute"), Description("true: compute it anew at the point that it is pinned to, and compare.")]
    public string? Recompute { get; init; }

    [FromQuery(Name = "knownAt"), Description("now, an instant (RFC 3339) or a day: the same days as they were known then, with what differs.")]
    public string? KnownAt { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }
}

/// <summary>Why a digest computed anew is another one.</summary>
public enum RecomputedCause
{
    /// <summary>Figures go by other versions of the rules now.</summary>
    Rules,

    /// <summary>Content has another shape now.</summary>
    Shape,

    /// <summary>What is kept of the content is not what was issued: its hash is another one.</summary>
    Content,

    /// <summary>The records up to its position are not what they were; <c>verify</c> tells which.</summary>
    Records,
}

/// <summary>A digest computed anew at its own point.</summary>
/// <param name="Equal">Whether it is the same to the byte.</param>
/// <param name="Sha256">Of the content computed anew.</param>
/// <param name="Cause">Why it is not; null where it is.</param>
/// <param name="Detail">What to do, in Chinese; English under <c>Accept-Language: en</c>.</param>
/// <param name="Differences">The values that differ.</param>
public sealed record Recomputed(bool Equal, string Sha256, RecomputedCause? Cause, string? Detail, IReadOnlyList<ContentDifference> Differences);

/// <summary>The same days as they were known at another point.</summary>
/// <param name="KnownAt">When.</param>
/// <param name="Position">The position of the log that it was computed at.</param>
/// <param name="Differences">The values that differ from what the digest said.</param>
/// <param name="Content">What the digest would say.</param>
public sealed record KnownSince(DateTimeOffset KnownAt, long Position, IReadOnlyList<ContentDifference> Differences, JsonElement Content);

/// <summary>An issued digest with all that it said.</summary>
public sealed record DigestAnswer(StoredDigest Digest, JsonElement Content, Recomputed? Recomputed, KnownSince? Since);

/// <summary>
/// <c>GET /digests/{id}</c>: a digest as it was issued; computed anew at the point that it is pinned to, on request; and the same days as they are known
/// since.
/// </summary>
internal static class GetDigest
{
    public static async Task<DigestAnswer> Get(
        [AsParameters] DigestQuery query, HttpContext context, Caller caller, DigestReadings readings, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var recompute = QueryText.Flag(errors, "recompute", query.Recompute);
        var knownAt = query.KnownAt == "now" ? clock.GetUtcNow() : QueryText.Instant(errors, "knownAt", query.KnownAt);
        QueryText.Refuse(errors);
        var digest = await database.DigestAsync(caller, query.Id, cancellation);
        var content = await database.ContentAsync(caller.City, digest.Id, cancellation);
        StoredDigests.Read(content);
        return new(
            digest, JsonSerializer.Deserialize<JsonElement>(content),
            recompute ? await readings.RecomputeAsync(caller.City, digest, content, Problems.ReadsEnglish(context.Request), cancellation) : null,
            knownAt is { } since ? await readings.SinceAsync(caller.City, digest, content, since, fresh: query.KnownAt == "now", cancellation) : null);
    }
}

/// <summary>Reads digests again: at their own point, and at another.</summary>
internal sealed class DigestReadings(IDocumentStore store, DigestComposer composer, Viewpoints viewpoints)
{
    /// <summary>What a digest was pinned to, by its own stream.</summary>
    public async Task<DigestIssued> IssuedAsync(City city, Guid digest, CancellationToken cancellation)
    {
        await using var session = store.QuerySession($"{city.Code}");
        return (DigestIssued)(await session.Events.FetchStreamAsync(digest, version: 1, token: cancellation))[0].Data;
    }

    public async Task<Recomputed> RecomputeAsync(City city, StoredDigest digest, byte[] said, bool english, CancellationToken cancellation)
    {
        var issued = await IssuedAsync(city, digest.Id, cancellation);
        var anew = await composer.ComposeAsync(city, DigestPins.Of(issued), cancellation);
        var bytes = anew.ToBytes();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sha256 == issued.Sha256 && bytes.AsSpan().SequenceEqual(said)) return new(Equal: true, sha256, null, null, []);
        var then = StoredDigests.Read(said);
        RecomputedCause cause =
            Convert.ToHexStringLower(SHA256.HashData(said)) != issued.Sha256 ? RecomputedCause.Content
            : then.Version != anew.Version ? RecomputedCause.Shape
            : !then.Point.Rules.OrderBy(r => r.Key, StringComparer.Ordinal).SequenceEqual(anew.Point.Rules.OrderBy(r => r.Key, StringComparer.Ordinal)) ? RecomputedCause.Rules
            : RecomputedCause.Records;
        var detail = DetailOf(cause);
        return new(Equal: false, sha256, cause, english ? detail.En : detail.Zh, ContentDifference.Between(then, anew));
    }

    public async Task<KnownSince> SinceAsync(City city, StoredDigest digest, byte[] said, DateTimeOffset knownAt, bool fresh, CancellationToken cancellation)
    {
        var pins = DigestPins.Of(await IssuedAsync(city, digest.Id, cancellation));
        var viewpoint = await viewpoints.ResolveAsync(city, new()
        {
            AsOf = $"{digest.AsOf:yyyy-MM-dd}", KnownAt = fresh ? null : $"{knownAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}", Fresh = fresh ? "true" : null,
        }, cancellation);
        var content = await composer.ComposeAsync(city, pins with { Viewpoint = viewpoint }, cancellation);
        return new(
            viewpoint.KnownAt, viewpoint.Position, ContentDifference.Between(StoredDigests.Read(said), content), JsonSerializer.Deserialize<JsonElement>(content.ToBytes()));
    }

    private static Text DetailOf(RecomputedCause cause) => cause switch
    {
        RecomputedCause.Rules => new("计算规则的版本已变更，通报仍以发出时的规则为准。", "The rules have other versions by now; the digest stands by those that it was issued with."),
        RecomputedCause.Shape => new("通报内容的格式版本已变更，通报仍以发出时的内容为准。", "Content has another shape by now; the digest stands as it was issued."),
        RecomputedCause.Content => new("保存的通报内容与发出时的散列值不符，内容可能被改动，请用 verify 核查并联系审计人员。", "The content that is kept does not have the hash that was issued; it may have been changed: run verify and tell the auditors."),
        _ => new("截至该位置的记录与发出时不同，请用 verify 核查哪些记录被改动。", "The records up to its position are not what they were; run verify to see which were changed."),
    };
}
