using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.RollingViews;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace MajorProjects.Server.Digests.Rendering;

/// <summary>The documents of issued digests: those that went out as they went out, the others made when they are asked for.</summary>
internal sealed class DigestDocuments(NpgsqlDataSource database, DigestReadings readings, DigestRenderer renderer, IConfiguration configuration) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    // Many recipients of one digest get the same letter.
    private readonly MemoryCache letters = new(new MemoryCacheOptions { SizeLimit = 8 });

    /// <summary>The document in a form.</summary>
    /// <exception cref="FormUnavailableException">it did not go out in that form, and the machine cannot make it.</exception>
    public async Task<DigestDocument> GetAsync(City city, StoredDigest digest, DigestForm form, CancellationToken cancellation) =>
        await FindAsync(city, digest.Id, form, cancellation)
        ?? await renderer.RenderAsync(StoredDigests.Read(await database.ContentAsync(city, digest.Id, cancellation)), digest.Stamp, form, cancellation);

    /// <summary>What goes out by a channel.</summary>
    public async Task<DigestLetter> LetterAsync(City city, Guid digest, Channel channel, CancellationToken cancellation)
    {
        if (letters.TryGetValue((digest, channel), out DigestLetter? made)) return made!;
        var stored = (await database.DigestAsync(city, digest, cancellation))!;
        var bytes = await database.ContentAsync(city, digest, cancellation);
        var content = StoredDigests.Read(bytes);
        var issued = await readings.IssuedAsync(city, digest, cancellation);
        var attached = new List<DigestDocument>();
        foreach (var form in issued.Attachments) attached.Add(await GetAsync(city, stored, form, cancellation));
        var mail = renderer.Mail(content, stored.Stamp);
        var link = LinkTo(digest);
        return letters.Set((digest, channel), new DigestLetter(
            digest, $"{city.Code}", issued.Kind, issued.Period, issued.Late, content.Subject.Simulated, mail.Subject, mail.Html, mail.Images,
            DigestRenderer.Summary(content, stored.Stamp, link, channel.LongestSummary()), attached, link, bytes), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Kept });
    }

    public void Dispose() => letters.Dispose();

    // Where this server is reached from outside is not for it to know.
    private Uri? LinkTo(Guid digest) => configuration["Digests:PublicUrl"] is { Length: > 0 } server ? new(new Uri(server), $"/api/v1/digests/{digest}.html") : null;

    private async Task<DigestDocument?> FindAsync(City city, Guid digest, DigestForm form, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select media_type, file_name, bytes from digest_document where city = $1 and digest = $2 and form = $3");
        foreach (var value in new object[] { $"{city.Code}", digest, form.ToKey() }) select.Parameters.AddWithValue(value);
        return (await select.ReadAsync(row => new DigestDocument(form, row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), cancellation)).SingleOrDefault();
    }
}
