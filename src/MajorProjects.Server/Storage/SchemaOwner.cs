using Marten;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>
/// The store as the owner of its schema has it, for the few tasks that are the owner's: to set the schema up, to register a city, to write a
/// simulated one, to compute anew what is computed. Between them it holds no connection.
/// </summary>
public sealed class SchemaOwner : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> database;
    private readonly Lazy<DocumentStore> store;

    public SchemaOwner(Connections connections, IServiceProvider services)
    {
        IsApart = connections.Owner is not null;
        database = new(() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connections.Owner ?? connections.Application)
        {
            ApplicationName = "major-projects-owner",
            SearchPath = "public",
            Pooling = false,
        }));
        store = new(() => new DocumentStore(Configuration.OwnersOptions(services, Database)));
    }

    /// <summary>Whether it is another role than the application's.</summary>
    public bool IsApart { get; }

    public NpgsqlDataSource Database => database.Value;

    public IDocumentStore Store => store.Value;

    /// <summary>Whether the schema may be changed: false where the server knows the application's connection alone, and that is not the owner's.</summary>
    public async Task<bool> MayChangeAsync(CancellationToken cancellation)
    {
        if (IsApart) return true;
        await using var ask = Database.CreateCommand("select has_schema_privilege('public', 'create')");
        return (bool)(await ask.ExecuteScalarAsync(cancellation))!;
    }

    /// <exception cref="CommandFailedException">the owner's connection is not known.</exception>
    internal async Task InsistAsync(CancellationToken cancellation)
    {
        if (!await MayChangeAsync(cancellation)) throw new CommandFailedException(NotKnown);
    }

    /// <summary>Makes those who change the schema wait for each other, until this is disposed.</summary>
    /// <exception cref="CommandFailedException">the owner's connection is not known.</exception>
    internal async Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellation)
    {
        await InsistAsync(cancellation);
        var turn = await Database.OpenConnectionAsync(cancellation);
        await using var take = new NpgsqlCommand("begin; select pg_advisory_xact_lock(hashtext('schema'))", turn) { CommandTimeout = 0 };
        await take.ExecuteNonQueryAsync(cancellation);
        return turn;
    }

    /// <summary>Gives the other roles what they need of what was made.</summary>
    /// <returns>Whether there are the roles.</returns>
    internal Task<bool> GrantAsync(CancellationToken cancellation) => Grants.ApplyAsync(Database, Grants.Of(store.Value.Options), cancellation);

    internal static string NotKnown =>
        $"数据库结构只能由其所有者修改：请用环境变量 ConnectionStrings__{Storage.Database.OwnerConnectionName} 给出角色 {DatabaseRole.Owner.Name()} 的连接字符串（见 deploy/roles.sql） / "
        + $"only the owner changes the schema: give the connection string of {DatabaseRole.Owner.Name()} in ConnectionStrings__{Storage.Database.OwnerConnectionName} (see deploy/roles.sql)";

    public async ValueTask DisposeAsync()
    {
        if (store.IsValueCreated) store.Value.Dispose();
        if (database.IsValueCreated) await database.Value.DisposeAsync();
    }
}
