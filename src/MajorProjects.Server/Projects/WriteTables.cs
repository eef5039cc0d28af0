using MajorProjects.Server.Storage;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Projects;

/// <summary>What is written with a fact, in its transaction, so that a code is given once and a repeated request is answered once.</summary>
internal static class WriteTables
{
    /// <summary>The table of whose each code is.</summary>
    public const string CodesName = "project_code";

    public static IEnumerable<Table> All => [ProjectCode(), IdempotentAnswer()];

    private static GuardedTable ProjectCode()
    {
        var table = new GuardedTable(CodesName, app: "select, insert", auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("code", "varchar(60)").AsPrimaryKey();
        table.AddColumn("project_id", "uuid").NotNull();
        return table;
    }

    private static GuardedTable IdempotentAnswer()
    {
        var table = new GuardedTable("idempotent_answer", app: "select, insert, update (answered_at)", GuardedTable.Nothing);
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("caller", "varchar(200)").AsPrimaryKey();
        table.AddColumn("key", "varchar(320)").AsPrimaryKey();
        table.AddColumn("request_sha256", "bytea").NotNull();
        table.AddColumn("answer", "jsonb").NotNull();
        table.AddColumn("answered_at", "timestamptz").NotNull();
        return table;
    }
}
