using Marten;
using MajorProjects.Server.RollingViews;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql.Tables;
using Wolverine.Persistence.Durability;

namespace MajorProjects.Server.Storage;

/// <summary>Whether the database has the shape that this version needs, as far as the application can see.</summary>
internal sealed class SchemaCheck(IDocumentStore store, IMessageStore messages, NpgsqlDataSource database)
{
    /// <exception cref="CommandFailedException">it has not; the message tells what is missing, and what to do.</exception>
    public async Task InsistAsync(CancellationToken cancellation)
    {
        var missing = await MissingAsync(cancellation);
        if (missing.Count == 0) return;
        throw new CommandFailedException(
            $"数据库结构与本版本不符（{string.Join("、", missing)}）：请先以所有者身份运行 db-apply。{SchemaOwner.NotKnown} / "
            + $"the database lacks what this version needs ({string.Join(", ", missing)}): run db-apply as the owner first");
    }

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var missing = new List<string>();
        foreach (var part in new[] { (IDatabase)store.Storage.Database, (IDatabase)messages })
            missing.AddRange((await part.CreateMigrationAsync(cancellation)).Deltas.Where(Differs).Select(delta => delta.SchemaObject.Identifier.Name));
        await using var rest = new NpgsqlCommand($"select to_regclass('{StoreSetup.RareIndex}') is not null", connection);
        if (await rest.ExecuteScalarAsync(cancellation) is not true) missing.Add(StoreSetup.RareIndex);
        if (await ReadTables.HaveOtherShapeAsync(database, cancellation)) missing.Add("read_position");
        return missing;
    }

    private static bool Differs(ISchemaObjectDelta delta)
    {
        if (delta is not TableDelta { Actual: { PrimaryKeyColumns.Count: 0 } actual, Expected: var expected } || actual.PrimaryKeyName != expected.PrimaryKeyName)
            return delta.Difference != SchemaPatchDifference.None;
        // Of a table that somebody may only read, PostgreSQL shows him the name of the primary key and not its columns.
        foreach (var column in expected.PrimaryKeyColumns.Where(actual.HasColumn)) actual.ModifyColumn(column).AsPrimaryKey();
        return new TableDelta(expected, actual).Difference != SchemaPatchDifference.None;
    }
}
