using Marten;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>What the application and the auditor may do with a table.</summary>
internal sealed record TableGrant(string Table, string App, string Auditor);

/// <summary>
/// Who may do what with the tables, in one place: those of the libraries here, ours as their definitions say (<see cref="GuardedTable"/>). The
/// owner gives these rights after each change of the schema, and takes back whatever else was given. A partition has none: it is reached through its
/// table alone.
/// </summary>
internal static class Grants
{
    private const string Nothing = GuardedTable.Nothing, Everything = GuardedTable.Everything, Read = "select";

    private static readonly TableGrant[] Libraries =
    [
        // The log: read and added to. An append locks its stream's row and moves its version on; that takes these two columns.
        new("mt_events", "select, insert", Read),
        new("mt_streams", "select, insert, update (version, timestamp)", Read),
        new("mt_tenant_partitions", Read, Nothing),
        // How far the projections are, and what they stumbled over.
        new("mt_event_progression", Everything, Read),
        new("mt_event_projection_floors", Everything, Nothing),
        new("mt_high_water_skips", Everything, Nothing),
        new("mt_doc_deadletterevent", Everything, Nothing),
        // Wolverine's nodes and messages.
        .. new[]
        {
            "mt_doc_envelope", "wolverine_agent_restrictions", "wolverine_control_queue", "wolverine_dead_letter_history", "wolverine_dead_letters",
            "wolverine_incoming_envelopes", "wolverine_node_assignments", "wolverine_node_records", "wolverine_nodes", "wolverine_outgoing_envelopes", "wolverine_recurring_messages",
        }.Select(table => new TableGrant(table, Everything, Nothing)),
    ];

    /// <summary>The functions that the application calls; they run with its own rights, but for the last, which gathers statistics as the owner.</summary>
    private static readonly string[] Functions =
        ["mt_quick_append_events", "mt_mark_event_progression", "mt_mark_progression_with_skip", RollingViews.ReadTables.Analyze];

    private static readonly string App = DatabaseRole.App.Name(), Auditor = DatabaseRole.Auditor.Name();

    /// <summary>Every table on which there is a decision.</summary>
    public static IReadOnlyList<TableGrant> Of(StoreOptions store) =>
        [.. Libraries, .. store.Storage.ExtendedSchemaObjects.OfType<GuardedTable>().Select(table => table.Grant)];

    /// <summary>Gives each role exactly its rights, all at once; without the roles there is nobody to give them to.</summary>
    /// <returns>Whether there are the roles.</returns>
    public static async Task<bool> ApplyAsync(NpgsqlDataSource owner, IReadOnlyList<TableGrant> tables, CancellationToken cancellation)
    {
        await using var find = owner.CreateCommand("select count(*) = 2 from pg_roles where rolname in ($1, $2)");
        find.Parameters.AddWithValue(App);
        find.Parameters.AddWithValue(Auditor);
        if (await find.ExecuteScalarAsync(cancellation) is not true) return false;

        await using var batch = owner.CreateBatch();
        foreach (var statement in new[] { TakeBack }.Concat(tables.Select(Give)).Append(GiveSequencesAndFunctions)) batch.BatchCommands.Add(new(statement));
        await batch.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private static string Give(TableGrant table) => IfThere(table.Table, [
        .. table.App == Nothing ? Array.Empty<string>() : [$"grant {table.App} on {table.Table} to {App};"],
        .. table.Auditor == Nothing ? Array.Empty<string>() : [$"grant {table.Auditor} on {table.Table} to {Auditor};"],
    ]);

    private static string IfThere(string table, IReadOnlyList<string> grants) =>
        $"do $$ begin if to_regclass('{table}') is not null then {string.Join(' ', grants)} end if; end $$";

    private static readonly string TakeBack = $"""
        do $$
        declare
          thing record;
        begin
          for thing in
            select c.oid::regclass as name, case c.relkind when 'S' then 'sequence' else 'table' end as kind from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and pg_get_userbyid(c.relowner) = current_user
                  and (c.relacl is not null or exists (select from pg_attribute a where a.attrelid = c.oid and a.attacl is not null))
          loop
            execute format('revoke all on %s %s from public, {App}, {Auditor}', thing.kind, thing.name);
          end loop;
          for thing in
            select p.oid::regprocedure as name from pg_proc p
            where p.pronamespace = 'public'::regnamespace and pg_get_userbyid(p.proowner) = current_user
                  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
          loop
            execute format('revoke all on routine %s from public, {App}, {Auditor}', thing.name);
          end loop;
          alter default privileges revoke execute on routines from public;
        end $$
        """;

    // An append takes the next number; to set a number back is nobody's.
    private static readonly string GiveSequencesAndFunctions = $"""
        do $$
        declare
          thing record;
        begin
          for thing in
            select c.oid::regclass as name from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and pg_get_userbyid(c.relowner) = current_user
          loop
            execute format('grant usage, select on sequence %s to {App}', thing.name);
          end loop;
          for thing in
            select p.oid::regprocedure as name from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname in ({string.Join(", ", Functions.Select(name => $"'{name}'"))})
          loop
            execute format('grant execute on routine %s to {App}', thing.name);
          end loop;
        end $$
        """;
}
