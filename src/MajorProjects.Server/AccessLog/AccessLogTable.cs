using System.Runtime.CompilerServices;
using MajorProjects.Server.Storage;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.AccessLog;

/// <summary>The access log in the database: only ever added to.</summary>
internal static class AccessLogTable
{
    private const string Columns = "day, number, city, at, subject, roles, address, method, route, path, query, status, code, times, previous, hash";

    public static IEnumerable<Table> All
    {
        get
        {
            var table = new GuardedTable("access_log", app: "select, insert", auditor: GuardedTable.Nothing);
            table.AddColumn("city", "varchar(6)").AsPrimaryKey();
            table.AddColumn("day", "date").AsPrimaryKey();
            table.AddColumn("number", "bigint").AsPrimaryKey();
            table.AddColumn("at", "timestamptz").NotNull();
            table.AddColumn("subject", "text");
            table.AddColumn("roles", "text");
            table.AddColumn("address", "text");
            table.AddColumn("method", "text").NotNull();
            table.AddColumn("route", "text");
            table.AddColumn("path", "text").NotNull();
            table.AddColumn("query", "text");
            table.AddColumn("status", "integer").NotNull();
            table.AddColumn("code", "text");
            table.AddColumn("times", "integer").NotNull();
            table.AddColumn("previous", "bytea").NotNull();
            table.AddColumn("hash", "bytea").NotNull();
            yield return table;
        }
    }

    /// <summary>Adds requests to the chains of their cities, all or none; other servers wait for their turn.</summary>
    /// <param name="database">Where.</param>
    /// <param name="entries">The requests.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="day">The day, where it is not the database's today: of several servers one clock must tell, and a wrong one would have the last word for ever.</param>
    public static async Task AppendAsync(NpgsqlDataSource database, IReadOnlyCollection<AccessEntry> entries, CancellationToken cancellation, DateOnly? day = null)
    {
        // In one order everywhere, so that two servers never wait for each other.
        var cities = entries.GroupBy(e => e.City, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (today, ends) = await TakeTurnsAsync(connection, transaction, cities.ConvertAll(c => c.Key), cancellation);
        var chains = cities.Zip(ends, (city, end) => Chain(end, day ?? today, city)).SelectMany(chain => chain).ToList();
        await InsertAsync(connection, transaction, chains, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The hash of the last entry before a day: zeros where there never was one, null where days before it were pruned.</summary>
    public static async Task<byte[]?> AnchorAsync(NpgsqlDataSource database, string city, DateOnly day, CancellationToken cancellation)
    {
        await using var find = database.CreateCommand($"""
            select (select hash from access_log where city = $1 and day < $2 order by day desc, number desc limit 1),
                   exists (select from access_log where city = $1 and method = '{AccessEntry.Pruned}')
            """);
        find.Parameters.AddWithValue(city);
        find.Parameters.AddWithValue(day);
        await using var row = await find.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return !row.IsDBNull(0) ? row.GetFieldValue<byte[]>(0) : row.GetBoolean(1) ? null : ChainedEntry.Nothing;
    }

    /// <summary>A day's entries in their order, with the hashes kept with them.</summary>
    public static async IAsyncEnumerable<(ChainedEntry Entry, byte[] Hash)> ReadAsync(
        NpgsqlDataSource database, string city, DateOnly day, long after, int limit, string? subject, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"""
            select {Columns} from access_log
            where city = $1 and day = $2 and number > $3 and ($5 is null or subject = $5) order by number limit $4
            """);
        select.Parameters.AddWithValue(city);
        select.Parameters.AddWithValue(day);
        select.Parameters.AddWithValue(after);
        select.Parameters.AddWithValue(limit);
        select.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = subject, NpgsqlDbType = NpgsqlDbType.Text });
        await using var row = await select.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            yield return (
                new(row.GetFieldValue<DateOnly>(0), row.GetInt64(1),
                    new(row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), Text(4), Text(5), Text(6), row.GetString(7), Text(8), row.GetString(9), Text(10),
                        row.GetInt32(11), Text(12), row.GetInt32(13)),
                    row.GetFieldValue<byte[]>(14)),
                row.GetFieldValue<byte[]>(15));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>Waits for the turn at each city's chain, which lasts as long as the transaction; all in one message, as whoever asked for something waits for it.</summary>
    /// <returns>The day, and where each chain ends.</returns>
    private static async Task<(DateOnly Today, IReadOnlyList<(DateOnly Day, long Number, byte[] Hash)> Ends)> TakeTurnsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<string> cities, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new("select (now() at time zone 'Asia/Shanghai')::date"));
        foreach (var city in cities)
        {
            batch.BatchCommands.Add(new("select pg_advisory_xact_lock(hashtextextended('access-log/' || $1, 0))") { Parameters = { new() { Value = city } } });
            batch.BatchCommands.Add(new("select day, number, hash from access_log where city = $1 order by day desc, number desc limit 1") { Parameters = { new() { Value = city } } });
        }
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var today = row.GetFieldValue<DateOnly>(0);
        var ends = new List<(DateOnly, long, byte[])>();
        foreach (var _ in cities)
        {
            await row.NextResultAsync(cancellation);
            await row.NextResultAsync(cancellation);
            ends.Add(await row.ReadAsync(cancellation)
                ? (row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2))
                : (DateOnly.MinValue, 0, ChainedEntry.Nothing));
        }
        return (today, ends);
    }

    private static List<ChainedEntry> Chain((DateOnly Day, long Number, byte[] Hash) last, DateOnly today, IEnumerable<AccessEntry> entries)
    {
        var chain = new List<ChainedEntry>();
        foreach (var entry in entries)
        {
            // A transaction that began before midnight may come after one that began behind it.
            var day = today > last.Day ? today : last.Day;
            var chained = new ChainedEntry(day, day == last.Day ? last.Number + 1 : 1, entry, last.Hash);
            chain.Add(chained);
            last = (day, chained.Number, chained.Hash());
        }
        return chain;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<ChainedEntry> chain, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand($"""
            insert into access_log ({Columns})
            select * from unnest(@day, @number, @city, @at, @subject, @roles, @address, @method, @route, @path, @query, @status, @code, @times, @previous, @hash)
            """, connection, transaction);
        Add("day", chain.ConvertAll(c => c.Day));
        Add("number", chain.ConvertAll(c => c.Number));
        Add("city", chain.ConvertAll(c => c.Entry.City));
        Add("at", chain.ConvertAll(c => c.Entry.At.UtcDateTime));
        Add("subject", chain.ConvertAll(c => c.Entry.Subject));
        Add("roles", chain.ConvertAll(c => c.Entry.Roles));
        Add("address", chain.ConvertAll(c => c.Entry.Address));
        Add("method", chain.ConvertAll(c => c.Entry.Method));
        Add("route", chain.ConvertAll(c => c.Entry.Route));
        Add("path", chain.ConvertAll(c => c.Entry.Path));
        Add("query", chain.ConvertAll(c => c.Entry.Query));
        Add("status", chain.ConvertAll(c => c.Entry.Status));
        Add("code", chain.ConvertAll(c => c.Entry.Code));
        Add("times", chain.ConvertAll(c => c.Entry.Times));
        Add("previous", chain.ConvertAll(c => c.Previous));
        Add("hash", chain.ConvertAll(c => c.Hash()));
        await insert.ExecuteNonQueryAsync(cancellation);

        void Add<T>(string name, List<T> values) => insert.Parameters.Add(new NpgsqlParameter<List<T>>(name, values));
    }
}
