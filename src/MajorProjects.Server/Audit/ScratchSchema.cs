using MajorProjects.Domain;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>
/// A schema in which the tables that are computed from the events are filled again beside the live ones, as one moment of the database has both. It
/// exists within a transaction that is never committed, so nothing of it is left, whatever happens, and nobody else sees it or waits for it.
/// </summary>
internal sealed class ScratchSchema : IAsyncDisposable
{
    /// <summary>As many differing rows of a table are told.</summary>
    private const int MostExamples = 20;

    /// <summary>So much is told of each value of such a row, in characters: a document is long.</summary>
    private const int LongestValue = 1_000;

    private readonly string name;

    private ScratchSchema(string name, City city, NpgsqlConnection connection, NpgsqlTransaction transaction, IQuerySession events, DigestComposer digests) =>
        (this.name, City, Connection, Transaction, Events, Digests) = (name, city, connection, transaction, events, digests);

    public City City { get; }

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    /// <summary>The city's events at that moment.</summary>
    public IQuerySession Events { get; }

    /// <summary>Computes what the city's digests said.</summary>
    public DigestComposer Digests { get; }

    /// <summary>Makes the schema with empty tables as the live ones are; a table without a schema to its name is then the scratch one.</summary>
    public static async Task<ScratchSchema> MakeAsync(SchemaOwner owner, DigestComposer digests, City city, IEnumerable<string> tables, CancellationToken cancellation)
    {
        var connection = await owner.Database.OpenConnectionAsync(cancellation);
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        // Its own, or a second check would wait for the first.
        var schema = $"scratch_{Guid.NewGuid():N}";
        await using var make = new NpgsqlCommand($"""
            {Look.StandAside};
            create schema {schema};
            {string.Concat(tables.Select(table => $"create table {schema}.{table} (like public.{table} including all);"))}
            create function {schema}.{ReadTables.Analyze}() returns void language sql as $$ analyze {schema}.milestone_fact, {schema}.project_version $$;
            set local search_path to {schema}, public;
            """, connection, transaction) { CommandTimeout = 0 };
        await make.ExecuteNonQueryAsync(cancellation);
        var options = Marten.Services.SessionOptions.ForTransaction(transaction);
        options.TenantId = city.Code.ToString();
        return new(schema, city, connection, transaction, owner.Store.QuerySession(options), digests);
    }

    /// <summary>A command of the transaction; <c>@city</c> is the city.</summary>
    public NpgsqlCommand Command(string sql) =>
        new(sql, Connection, Transaction) { CommandTimeout = 0, Parameters = { new("city", City.Code.ToString()) } };

    /// <summary>Whether a live table is what the scratch one has become.</summary>
    public async Task<TableCheck> CompareAsync(string table, CancellationToken cancellation)
    {
        var (rows, hash) = await SumAsync($"public.{table}", cancellation);
        var (expected, expectedHash) = await SumAsync($"{name}.{table}", cancellation);
        if (hash == expectedHash) return new(table, rows, expected, hash, expectedHash, 0, []);
        await using var select = Command($"""
            with differing as (
                (select true as stored, to_jsonb(t)::text as row from public.{table} t where t.city = @city except all select true, to_jsonb(t)::text from {name}.{table} t where t.city = @city)
                union all
                (select false, to_jsonb(t)::text from {name}.{table} t where t.city = @city except all select false, to_jsonb(t)::text from public.{table} t where t.city = @city))
            select stored,
                   (select jsonb_object_agg(key, case when length(value::text) > {LongestValue} then to_jsonb(left(value::text, {LongestValue}) || '…') else value end)::text from jsonb_each(row::jsonb)),
                   count(*) over ()
            from differing order by row collate "C", stored limit {MostExamples}
            """);
        var differing = await select.ReadAsync(row => (Row: new DifferingRow(row.GetBoolean(0), row.GetString(1)), All: row.GetInt64(2)), cancellation);
        return new(table, rows, expected, hash, expectedHash, differing[0].All, differing.ConvertAll(d => d.Row));
    }

    private async Task<(long Rows, string Hash)> SumAsync(string table, CancellationToken cancellation)
    {
        await using var select = Command($"""
            select count(*), encode(sha256(coalesce(string_agg(r.hash, ''::bytea order by r.hash), ''::bytea)), 'hex')
            from (select sha256(convert_to(t::text, 'UTF8')) as hash from {table} t where t.city = @city) r
            """);
        return (await select.ReadAsync(row => (row.GetInt64(0), row.GetString(1)), cancellation))[0];
    }

    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
