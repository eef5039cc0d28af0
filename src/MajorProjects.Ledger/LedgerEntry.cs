using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MajorProjects.Ledger;

/// <summary>
/// A fact as the ledger keeps it: everything about it that must never change, and nothing that may (version 1 of the form).
/// </summary>
/// <param name="City">The six-digit code of the city whose log it is in.</param>
/// <param name="Seq">Its position in that log.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Project">The id of the project, or of the round, that it was recorded of.</param>
/// <param name="Version">Its place among the facts of that project, from 1.</param>
/// <param name="Type">The kind of fact.</param>
/// <param name="OccurredOn">The day it happened, as its data say; null where they say none.</param>
/// <param name="RecordedAt">The instant it was recorded, to the microsecond.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Role">As what.</param>
/// <param name="Reason">Why, where its data say so.</param>
/// <param name="Data">All its fields, in the canonical form; in their place their SHA-256, where the entry would be too long with them.</param>
public sealed record LedgerEntry(
    string City, long Seq, Guid EventId, Guid Project, long Version, string Type, string? OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy, string? Role,
    string? Reason, ReadOnlyMemory<byte> Data)
{
    /// <summary>The version of the form, <c>v</c>.</summary>
    public const int Form = 1;

    /// <summary>The fact that the log went on, after a restore, from another one: the first entry of each log but the first.</summary>
    public const string Continued = "ledgerContinued";

    /// <summary>Of a row of the store, with its data as JSON.</summary>
    public static LedgerEntry Of(
        string city, long seq, Guid eventId, Guid project, long version, string type, DateTimeOffset recordedAt, string? recordedBy, string? role, ReadOnlyMemory<byte> data)
    {
        using var json = JsonDocument.Parse(data);
        var canonical = new ArrayBufferWriter<byte>(data.Length + 64);
        CanonicalJson.Write(canonical, json.RootElement);
        return new(city, seq, eventId, project, version, type, Text("occurredOn"), recordedAt, recordedBy, role, Text("reason"), canonical.WrittenMemory);

        string? Text(string name) =>
            json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    /// <summary>
    /// The entry in its canonical form, which is what its leaf is the hash of; at most 65,535 bytes. A reason that would be too long beside the SHA-256 of
    /// the data is in the data alone.
    /// </summary>
    public byte[] ToBytes()
    {
        var bytes = Write(Data.Span);
        if (bytes.Length <= TileBytes.LongestEntry) return bytes;
        var attached = this with { Data = Attached(Data.Span) };
        bytes = attached.Write(attached.Data.Span);
        return bytes.Length <= TileBytes.LongestEntry ? bytes : (attached with { Reason = null }).Write(attached.Data.Span);
    }

    /// <summary>The SHA-256, in hex, of data that lie beside the entry; null where it holds its data itself.</summary>
    public string? AttachedSha256
    {
        get
        {
            using var json = JsonDocument.Parse(Data);
            return json.RootElement is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("sha256", out var hash) && hash.ValueKind == JsonValueKind.String
                && data.TryGetProperty("length", out var length) && length.TryGetInt64(out var bytes) && Data.Span.SequenceEqual(Attached(hash.GetString()!, bytes)) ? hash.GetString() : null;
        }
    }

    /// <summary>Reads an entry from its canonical form.</summary>
    /// <exception cref="FormatException">it is no entry, or not in that form.</exception>
    public static LedgerEntry Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var e = json.RootElement;
            if (e.GetProperty("v").GetInt32() != Form) throw new FormatException("The entry is of another form.");
            var entry = new LedgerEntry(
                Required("city"), e.GetProperty("seq").GetInt64(), e.GetProperty("eventId").GetGuid(), e.GetProperty("project").GetGuid(),
                e.GetProperty("version").GetInt64(), Required("type"), e.GetProperty("occurredOn").GetString(),
                DateTimeOffset.Parse(Required("recordedAt"), CultureInfo.InvariantCulture), e.GetProperty("recordedBy").GetString(),
                e.GetProperty("role").GetString(), e.GetProperty("reason").GetString(), CanonicalJson.Of(e.GetProperty("data")));
            return entry.ToBytes().AsSpan().SequenceEqual(bytes.Span) ? entry : throw new FormatException("The entry is not in the canonical form.");

            string Required(string name) => e.GetProperty(name).GetString() ?? throw new FormatException($"The entry has no {name}.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("It is no entry.", e);
        }
    }

    /// <summary>Data that are too long for an entry: it has their SHA-256 and their length in bytes instead.</summary>
    public static byte[] Attached(ReadOnlySpan<byte> data) => Attached(Convert.ToHexStringLower(SHA256.HashData(data)), data.Length);

    private static byte[] Attached(string sha256, long length) => Encoding.UTF8.GetBytes($$"""{"length":{{length.ToString(CultureInfo.InvariantCulture)}},"sha256":"{{sha256}}"}""");

    private byte[] Write(ReadOnlySpan<byte> data)
    {
        var output = new ArrayBufferWriter<byte>(data.Length + 512);
        // In the order of RFC 8785.
        output.Write("{\"city\":"u8);
        CanonicalJson.Write(output, City);
        output.Write(",\"data\":"u8);
        output.Write(data);
        Plain(",\"eventId\":"u8, EventId, "D");
        Name(",\"occurredOn\":"u8, OccurredOn);
        Plain(",\"project\":"u8, Project, "D");
        Name(",\"reason\":"u8, Reason);
        Plain(",\"recordedAt\":"u8, RecordedAt.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
        Name(",\"recordedBy\":"u8, RecordedBy);
        Name(",\"role\":"u8, Role);
        output.Write(",\"seq\":"u8);
        CanonicalJson.Write(output, Seq);
        Name(",\"type\":"u8, Type);
        output.Write(",\"v\":1,\"version\":"u8);
        CanonicalJson.Write(output, Version);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();

        void Plain<T>(ReadOnlySpan<byte> name, T value, string format) where T : IUtf8SpanFormattable
        {
            output.Write(name);
            output.Write("\""u8);
            CanonicalJson.Write(output, value, format);
            output.Write("\""u8);
        }

        void Name(ReadOnlySpan<byte> name, string? value)
        {
            output.Write(name);
            if (value is null) output.Write("null"u8);
            else CanonicalJson.Write(output, value);
        }
    }
}
