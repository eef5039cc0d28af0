using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace MajorProjects.Server.AccessLog;

/// <summary>One request as the access log keeps it: who, as what, when, from where, what, with which result. No body, no token, no free text of a query.</summary>
/// <param name="City">The city that it was about; empty where that did not become known.</param>
/// <param name="At">When it came, to the microsecond.</param>
/// <param name="Subject">Who called, by his token; null where it told nobody.</param>
/// <param name="Roles">As what, by the keys of his roles.</param>
/// <param name="Address">From where.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The endpoint; null where there is none.</param>
/// <param name="Path">What was asked for.</param>
/// <param name="Query">With which of the known parameters.</param>
/// <param name="Status">The HTTP status of the answer; 499 where the caller did not wait for it.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Times">How often in a row, where a flood of the same refusal is told as one.</param>
public sealed record AccessEntry(
    string City, DateTimeOffset At, string? Subject, string? Roles, string? Address, string Method, string? Route, string Path, string? Query, int Status,
    string? Code, int Times = 1)
{
    /// <summary>In place of a method: that days before it were removed, as they may be after half a year.</summary>
    public const string Pruned = "PRUNE";

    /// <summary>What a flood of it has in common, of which one entry tells: the same caller, turned away for the same reason; null for what is told one by one.</summary>
    internal AccessEntry? Flood => Status is 401 or 429 or 503 ? this with { At = default, Method = "", Route = null, Path = "", Query = null, Times = 1 } : null;
}

/// <summary>An entry in its place: each carries the hash of the one before it, so that none can be changed or left out without the rest telling.</summary>
/// <param name="Day">The day on which it was written down, in Asia/Shanghai; each day of a city is a chain.</param>
/// <param name="Number">Its place in the day, from 1.</param>
/// <param name="Entry">The request.</param>
/// <param name="Previous">The hash of the entry before it; of a day's first, that of the last entry of the city's last day before it, or zeros.</param>
public sealed record ChainedEntry(DateOnly Day, long Number, AccessEntry Entry, byte[] Previous)
{
    /// <summary>What comes before the first entry of all.</summary>
    public static byte[] Nothing { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of the hash before it and of all its fields, written as one JSON array.</summary>
    public byte[] Hash()
    {
        var fields = JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Number, Entry.City, Entry.At.UtcTicks / TimeSpan.TicksPerMicrosecond, Entry.Subject, Entry.Roles,
            Entry.Address, Entry.Method, Entry.Route, Entry.Path, Entry.Query, Entry.Status, Entry.Code, Entry.Times,
        });
        return SHA256.HashData([.. Previous, .. fields]);
    }
}

/// <summary>What checking a chain found.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Intact">Whether each follows from the one before it.</param>
/// <param name="BrokenAt">The number of the first that does not, or null.</param>
/// <param name="Head">The hash of the last entry, in hex; null without any. Kept elsewhere, it shows later that none was cut off the end.</param>
public sealed record ChainCheck(long Entries, bool Intact, long? BrokenAt, string? Head)
{
    /// <summary>Checks one day's entries.</summary>
    /// <param name="anchor">The hash of the last entry before that day; null where that day is no longer kept.</param>
    /// <param name="chain">The entries in order, each with the hash that is kept with it.</param>
    public static async Task<ChainCheck> OfAsync(byte[]? anchor, IAsyncEnumerable<(ChainedEntry Entry, byte[] Hash)> chain)
    {
        var (count, brokenAt, previous) = (0L, (long?)null, anchor);
        await foreach (var (entry, hash) in chain)
        {
            count++;
            var follows = entry.Number == count && (previous is null || entry.Previous.AsSpan().SequenceEqual(previous)) && entry.Hash().AsSpan().SequenceEqual(hash);
            if (!follows) brokenAt ??= entry.Number;
            previous = hash;
        }
        return new(count, brokenAt is null, brokenAt, count == 0 ? null : Convert.ToHexStringLower(previous!));
    }
}
