using MajorProjects.Domain;
using MajorProjects.Server.Storage;
using Npgsql;
using Weasel.Postgresql.Functions;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// The tables that every view is one SQL query over. Three are bitemporal: a row says what holds of a project (<c>valid_*</c>,
/// <c>occurred_on</c>) and between which positions of the city's log the store believed so (<c>known_from</c> included,
/// <c>known_to</c> not). Rows are added and closed, never changed. Each of the three has two editions: of all that is reported; and, where
/// <c>confirmed</c>, of the same log in which what needs a review comes only at the position where it was confirmed.
/// </summary>
internal static class ReadTables
{
    /// <summary>The end of a range that is still open.</summary>
    public const long Open = long.MaxValue;

    /// <summary>
    /// The condition on a row whose range is closed: a literal, as a parameter would not be seen to match the index of closed rows, and
    /// written as PostgreSQL writes it back, or the index would pass for another one and be made anew at every start.
    /// </summary>
    public static string Closed { get; } = FormattableString.Invariant($"known_to < '{Open}'::bigint");

    /// <summary>A position and a day that come after every fact: what is believed now.</summary>
    public const long LastPosition = Open - 1;

    public static DateOnly LastDay { get; } = DateOnly.MaxValue.AddDays(-1);

    /// <summary>Goes up with each change of a table's columns, or of what is written into them.</summary>
    private const int Shape = 3;

    /// <summary>
    /// Drops tables of another version's shape, so that they are made and filled anew from the log when the views run: nothing in them is
    /// anything but derived.
    /// </summary>
    public static async Task DropOtherShapesAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (!await HaveOtherShapeAsync(database, cancellation)) return;
        await using var drop = database.CreateCommand($"""
            drop table if exists {string.Join(", ", Tables.Select(t => t.Identifier.QualifiedName))};
            delete from mt_event_progression where name like '{ReadTablesProjection.Name}:%'
            """);
        await drop.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Whether there are tables, and of another version's shape.</summary>
    public static async Task<bool> HaveOtherShapeAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var find = database.CreateCommand(
            $"select c.oid is not null and obj_description(c.oid, 'pg_class') is distinct from 'shape {Shape}' from pg_class c where c.oid = to_regclass('read_position')");
        return await find.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Says of tables that were just made what shape they have.</summary>
    public static async Task MarkShapeAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var mark = database.CreateCommand($"comment on table read_position is 'shape {Shape}'");
        await mark.ExecuteNonQueryAsync(cancellation);
    }

    public static IEnumerable<Table> Tables => [ProjectVersion(), MilestoneFact(), ProgressFact(), ReadPosition(), ReadRewind(), RecordedBlock()];

    /// <summary>Names of those tables that follow from the events; all but that which counts how often they were taken back.</summary>
    public const string ProjectVersions = "project_version", MilestoneFacts = "milestone_fact", ProgressFacts = "progress_fact", RecordedBlocks = "recorded_block", Positions = "read_position";

    /// <summary>The name of <see cref="AnalyzeFunction"/>.</summary>
    public const string Analyze = "analyze_read_tables";

    /// <summary>Gathers, as their owner, who alone may do so, the statistics of the tables. Written as PostgreSQL writes it back.</summary>
    public static Function AnalyzeFunction => Function.ForSql($"""
        CREATE OR REPLACE FUNCTION public.{Analyze}()
         RETURNS void
         LANGUAGE sql
         SECURITY DEFINER
         SET search_path TO 'pg_catalog', 'pg_temp'
        AS $function$ analyze (skip_locked) public.milestone_fact, public.project_version $function$;
        """);

    /// <summary>How far a city's tables reach, and how often they were taken back; no row before they reach anywhere.</summary>
    public const string Reach = "select p.position, coalesce((select r.times from read_rewind r where r.city = p.city), 0) from read_position p where p.city = @city";

    private static GuardedTable ProjectVersion()
    {
        // Named, as the name that its columns make is longer than PostgreSQL keeps one.
        var table = new GuardedTable(ProjectVersions, GuardedTable.Everything, auditor: "select") { PrimaryKeyName = "pkey_project_version" };
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("confirmed", "boolean").AsPrimaryKey();
        table.AddColumn("project_id", "uuid").AsPrimaryKey();
        table.AddColumn("known_from", "bigint").AsPrimaryKey();
        table.AddColumn("valid_from", "date").AsPrimaryKey();
        table.AddColumn("known_to", "bigint").NotNull();
        table.AddColumn("valid_to", "date").NotNull();
        table.AddColumn("registered_on", "date").NotNull();
        table.AddColumn("name", "text").NotNull();
        table.AddColumn("region", "varchar(6)").NotNull();
        table.AddColumn("industry", "varchar(40)").NotNull();
        table.AddColumn("class", "varchar(20)").NotNull();
        table.AddColumn("sector", "varchar(20)").NotNull();
        table.AddColumn("total_investment_wan", "numeric(16,6)");
        table.AddColumn("counted", "boolean").NotNull();
        // The last day on which each step would be as planned now, and as planned before any delay.
        foreach (var step in PlannedMilestones.All)
        {
            table.AddColumn($"planned_{step.ToKey()}", "date");
            table.AddColumn($"baseline_{step.ToKey()}", "date");
        }
        table.AddColumn("details", "jsonb").NotNull();
        AddRewindIndexes(table);
        return table;
    }

    private static GuardedTable MilestoneFact()
    {
        var table = new GuardedTable(MilestoneFacts, GuardedTable.Everything, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("confirmed", "boolean").AsPrimaryKey();
        table.AddColumn("project_id", "uuid").AsPrimaryKey();
        table.AddColumn("version", "integer").AsPrimaryKey();
        table.AddColumn("kind", "varchar(40)").NotNull();
        table.AddColumn("occurred_on", "date").NotNull();
        table.AddColumn("reaches", "smallint");
        table.AddColumn("amount_wan", "numeric(16,6)");
        table.AddColumn("round", "varchar(40)");
        table.AddColumn("reason", "varchar(20)");
        table.AddColumn("subject", "varchar(40)");
        table.AddColumn("to_date", "date");
        table.AddColumn("known_from", "bigint").NotNull();
        table.AddColumn("known_to", "bigint").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_milestone_fact_kind") { Columns = ["city", "confirmed", "kind", "occurred_on"] });
        AddRewindIndexes(table);
        return table;
    }

    /// <summary>The monthly reports: apart from the milestones, which they outnumber, and which no view but those on investment reads with them.</summary>
    private static GuardedTable ProgressFact()
    {
        var table = new GuardedTable(ProgressFacts, GuardedTable.Everything, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("confirmed", "boolean").AsPrimaryKey();
        table.AddColumn("project_id", "uuid").AsPrimaryKey();
        table.AddColumn("version", "integer").AsPrimaryKey();
        table.AddColumn("month", "date").NotNull();
        table.AddColumn("occurred_on", "date").NotNull();
        table.AddColumn("completed_wan", "numeric(16,6)");
        table.AddColumn("output_wan", "numeric(16,6)");
        table.AddColumn("percent", "numeric");
        table.AddColumn("known_from", "bigint").NotNull();
        table.AddColumn("known_to", "bigint").NotNull();
        AddRewindIndexes(table);
        return table;
    }

    // Of both editions, which are taken back together. Closed rows alone: an index that most rows share one value of would only tempt the planner.
    private static void AddRewindIndexes(Table table)
    {
        table.Indexes.Add(new IndexDefinition($"ix_{table.Identifier.Name}_known_from") { Columns = ["city", "known_from"] });
        table.Indexes.Add(new IndexDefinition($"ix_{table.Identifier.Name}_closed") { Columns = ["city", "known_to"], Predicate = Closed });
    }

    /// <summary>How far into the city's log the tables reach.</summary>
    private static GuardedTable ReadPosition()
    {
        var table = new GuardedTable(Positions, GuardedTable.Everything, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("position", "bigint").NotNull();
        return table;
    }

    /// <summary>How often a city's tables were taken back, so that what was read from them before is known to be from before.</summary>
    private static GuardedTable ReadRewind()
    {
        var table = new GuardedTable("read_rewind", GuardedTable.Everything, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("times", "bigint").NotNull();
        return table;
    }

    /// <summary>How many positions of the log make a block.</summary>
    public const int BlockLength = 1024;

    /// <summary>
    /// The latest instant at which a fact of each block of the log was recorded, so that the first fact after an instant is found without
    /// reading all of them: instants may disagree with positions by a moment, so they cannot be searched as if they were in order.
    /// </summary>
    private static GuardedTable RecordedBlock()
    {
        var table = new GuardedTable(RecordedBlocks, GuardedTable.Everything, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("block", "bigint").AsPrimaryKey();
        table.AddColumn("latest", "timestamptz").NotNull();
        return table;
    }
}
