using System.Data;
using MajorProjects.Domain;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>Keeps the batches of the cities that are asked about in memory, each edition by itself, and brings them up to the position that is asked for.</summary>
public sealed class BatchMemory(NpgsqlDataSource database) : IDisposable
{
    // Projects whose batches could have changed since a position; of a city that is new to the memory, all.
    private static readonly string Changed = $"""
        with changed as materialized (
            select project_id from milestone_fact where city = @city and confirmed = @confirmed and kind = any(@kinds) and known_from > @reach
            union select project_id from milestone_fact where city = @city and confirmed = @confirmed and kind = any(@kinds) and known_to > @reach and {ReadTables.Closed}
            union select project_id from project_version where city = @city and confirmed = @confirmed and known_from > @reach
            union select project_id from project_version where city = @city and confirmed = @confirmed and known_to > @reach and {ReadTables.Closed})
        """;

    private static readonly string Facts = $"""
        {Changed}
        select f.project_id, f.kind, f.version, f.occurred_on, f.round, f.known_from, f.known_to from milestone_fact f
        where f.city = @city and f.confirmed = @confirmed and f.kind = any(@kinds) and (@reach = 0 or f.project_id in (select project_id from changed))
        """;

    private static readonly string Versions = $"""
        {Changed}
        select v.project_id, v.counted, v.region, v.industry, v.class, v.sector, v.total_investment_wan, v.valid_from, v.valid_to, v.known_from, v.known_to
        from project_version v
        where v.city = @city and v.confirmed = @confirmed and (@reach = 0 or v.project_id in (select project_id from changed))
        """;

    // As many cities as a large province has; each takes some ten megabytes for a hundred thousand projects.
    private readonly MemoryCache cities = new(new MemoryCacheOptions { SizeLimit = 400 });
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>The city's batches up to a viewpoint at the least.</summary>
    internal async Task<CityBatches> ReachingAsync(City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        if (Find(city, viewpoint) is { } ready) return ready;
        await gate.WaitAsync(cancellation);
        try
        {
            if (Find(city, viewpoint) is { } meanwhile) return meanwhile;
            var batches = await ExtendedAsync(city, viewpoint.Confirmed, Held(city, viewpoint.Confirmed), cancellation);
            if (batches.Reach < viewpoint.Position) throw new Http.RefusedException(Http.Refused.NotYetShown);
            return cities.Set((city.Code, viewpoint.Confirmed), batches, new MemoryCacheEntryOptions { Size = 1 });
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        cities.Dispose();
        gate.Dispose();
    }

    private CityBatches? Held(City city, bool confirmed) => cities.TryGetValue((city.Code, confirmed), out CityBatches? batches) ? batches : null;

    private CityBatches? Find(City city, Viewpoint viewpoint) =>
        Held(city, viewpoint.Confirmed) is { } held && held.Reach >= viewpoint.Position && held.Rewinds == viewpoint.Rewinds ? held : null;

    // Both tables as one moment has them. Where they were taken back, a rebuild is putting something right: what was read before is forgotten.
    private async Task<CityBatches> ExtendedAsync(City city, bool confirmed, CityBatches? held, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var shown = new NpgsqlCommand(ReadTables.Reach, connection, moment) { Parameters = { new("city", city.Code.ToString()) } };
        var (reach, rewinds) = (await shown.ReadAsync(row => (row.GetInt64(0), row.GetInt64(1)), cancellation)).FirstOrDefault();
        var batches = held is not null && held.Rewinds == rewinds ? held : new CityBatches(rewinds);
        if (reach <= batches.Reach) return batches;
        await using var selectFacts = Ask(Facts);
        var facts = (await selectFacts.ReadAsync(row => (Project: row.GetGuid(0), Fact: new CountedFact(
            row.GetString(1), row.GetInt32(2), row.GetFieldValue<DateOnly>(3), row.TextOrNull(4), row.GetInt64(5), row.GetInt64(6))), cancellation)).ToLookup(f => f.Project, f => f.Fact);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var selectVersions = Ask(Versions);
        var versions = (await selectVersions.ReadAsync(row => (Project: row.GetGuid(0), Version: new FiledVersion(
            row.GetBoolean(1) ? new(Same(row.GetString(2)), Same(row.GetString(3)), Same(row.GetString(4)), Same(row.GetString(5)), row.WanOrNull(6)) : null,
            row.GetFieldValue<DateOnly>(7), row.GetFieldValue<DateOnly>(8), row.GetInt64(9), row.GetInt64(10))), cancellation)).ToLookup(v => v.Project, v => v.Version);
        batches.Extend(reach, versions.Select(v => (v.Key, BatchEntries.Of(v.Key, [.. facts[v.Key]], [.. v]))));
        return batches;

        NpgsqlCommand Ask(string sql)
        {
            var command = new NpgsqlCommand(sql, connection, moment);
            command.Parameters.AddWithValue("city", city.Code.ToString());
            command.Parameters.AddWithValue("confirmed", confirmed);
            command.Parameters.AddWithValue("kinds", Batch.Kinds.ToArray());
            command.Parameters.AddWithValue("reach", batches.Reach);
            return command;
        }

        // A hundred thousand projects are filed under a few dozen texts.
        string Same(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;
    }
}
