using System.Collections.Concurrent;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;
using Weasel.Postgresql.Tables.Partitioning;

namespace MajorProjects.Server.Storage;

/// <summary>
/// The cities that keep their projects here. Each is a tenant of the event store with a log of its own; its counties and industries
/// are data, taken from the seeds when the city is registered.
/// </summary>
public sealed class Cities(SchemaOwner owner, NpgsqlDataSource database)
{
    // What a city was registered with does not change, so each is read once and kept.
    private readonly ConcurrentDictionary<RegionCode, City> known = new();

    internal static IEnumerable<Table> Tables
    {
        get
        {
            var table = new GuardedTable("city", app: "select", auditor: "select");
            table.AddColumn("code", "varchar(6)").AsPrimaryKey();
            table.AddColumn("name", "text").NotNull();
            table.AddColumn("regions", "jsonb").NotNull();
            table.AddColumn("industries", "jsonb").NotNull();
            yield return table;
        }
    }

    /// <summary>Registers a city, once: its counties from the list of regions, or, in the 99 range, six simulated ones.</summary>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="CommandFailedException">the connection of the schema's owner, whose task this is, is not known; or the city's partitions cannot be made for now.</exception>
    public async Task<bool> AddAsync(RegionCode code, string name, CancellationToken cancellation)
    {
        if (!code.IsCity) throw new ArgumentException($"{code} 不是设区市代码（应以 00 结尾）。", nameof(code));
        await using var turn = await owner.TakeTurnAsync(cancellation);
        await using var insert = owner.Database.CreateCommand(
            "insert into city (code, name, regions, industries) values ($1, $2, $3, $4) on conflict (code) do nothing");
        insert.Parameters.AddWithValue(code.ToString());
        insert.Parameters.AddWithValue(name);
        insert.Parameters.Add(Jsonb(RegionsOf(code)));
        insert.Parameters.Add(Jsonb(ReadSeed("industries.csv")));
        var isNew = await insert.ExecuteNonQueryAsync(cancellation) == 1;
        // Also when it was there: a registration cut short between the two is completed by the next.
        await PartitionAsync(code, cancellation);
        await owner.GrantAsync(cancellation);
        return isNew;
    }

    public async Task<City?> FindAsync(RegionCode code, CancellationToken cancellation)
    {
        if (known.TryGetValue(code, out var city)) return city;
        await using var select = database.CreateCommand("select name, regions, industries from city where code = $1");
        select.Parameters.AddWithValue(code.ToString());
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return known[code] = new(code, reader.GetString(0), Read(reader.GetString(1)), Read(reader.GetString(2)));

        static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
    }

    public async Task<IReadOnlyList<RegionCode>> AllAsync(CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select code from city order by code");
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var codes = new List<RegionCode>();
        while (await reader.ReadAsync(cancellation)) codes.Add(RegionCode.Parse(reader.GetString(0)));
        return codes;
    }

    // What Marten could not partition it says, and throws nothing; a lock that somebody else has for a moment is the usual cause.
    private async Task PartitionAsync(RegionCode code, CancellationToken cancellation)
    {
        const int Attempts = 3;
        IReadOnlyList<string> missing = [];
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            missing = [.. (await owner.Store.Advanced.AddMartenManagedTenantsAsync(cancellation, code.ToString()))
                .Where(table => table.Status != PartitionMigrationStatus.Complete).Select(table => table.Identifier.Name)];
            if (missing.Count == 0) return;
        }
        throw new CommandFailedException(
            $"{code} 的分区未能全部建立（{string.Join("、", missing)}），请再执行一次 / not all partitions of {code} could be made ({string.Join(", ", missing)}): do it again");
    }

    private static Dictionary<string, string> RegionsOf(RegionCode city) => city.IsSimulated
        ? Enumerable.Range(1, 6).ToDictionary(n => $"{city.ToString()[..4]}{n:00}", n => $"模拟{n}县", StringComparer.Ordinal)
        : ReadSeed("regions.csv")
            .Where(region => RegionCode.TryParse(region.Key, out var code) && code.City == city && !code.IsCity)
            .ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadSeed(string file) =>
        Csv.Read(Path.Combine(AppContext.BaseDirectory, "seeds", file)).ToDictionary(row => row["code"], row => row["name"], StringComparer.Ordinal);

    private static NpgsqlParameter Jsonb(Dictionary<string, string> value) =>
        new() { Value = JsonSerializer.Serialize(value), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
