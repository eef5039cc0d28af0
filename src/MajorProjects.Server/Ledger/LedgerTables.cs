using MajorProjects.Server.Storage;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Ledger;

/// <summary>
/// The tables of the ledger. The application only adds to them, and each primary key names a place in a tree: whoever comes second with something
/// else for the same place fails.
/// </summary>
internal static class LedgerTables
{
    public static IEnumerable<Table> All => [Log(), Leaf(), Node(), Checkpoint(), Alarm()];

    /// <summary>The logs that a city has had: one, and one more after each restore from a backup.</summary>
    private static GuardedTable Log()
    {
        var table = OfLog("ledger_log");
        table.AddColumn("origin", "text").NotNull();
        table.AddColumn("begun_at", "timestamptz").NotNull();
        table.AddColumn("previous", "text");
        table.AddColumn("reason", "text");
        table.AddColumn("begun_by", "text");
        return table;
    }

    /// <summary>The leaves, each with the fact that it stands for.</summary>
    private static GuardedTable Leaf()
    {
        var table = OfLog("ledger_leaf");
        table.AddColumn("leaf", "bigint").AsPrimaryKey();
        table.AddColumn("seq", "bigint").NotNull();
        table.AddColumn("event_id", "uuid").NotNull();
        table.AddColumn("project", "uuid").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        table.AddColumn("hash", "bytea").NotNull();
        table.Indexes.Add(new IndexDefinition("ux_ledger_leaf_seq") { Columns = ["city", "incarnation", "seq"], IsUnique = true });
        return table;
    }

    /// <summary>The hashes above full tiles: with the leaves, all that tiles are made of.</summary>
    private static GuardedTable Node()
    {
        var table = OfLog("ledger_node");
        table.AddColumn("level", "smallint").AsPrimaryKey();
        table.AddColumn("place", "bigint").AsPrimaryKey();
        table.AddColumn("hash", "bytea").NotNull();
        return table;
    }

    /// <summary>What was signed.</summary>
    private static GuardedTable Checkpoint()
    {
        var table = OfLog("ledger_checkpoint");
        table.AddColumn("size", "bigint").AsPrimaryKey();
        table.AddColumn("note", "text").NotNull();
        table.AddColumn("signed_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>What was noticed that must not be, once each.</summary>
    private static GuardedTable Alarm()
    {
        var table = OfLog("ledger_alarm");
        table.AddColumn("kind", "varchar(20)").AsPrimaryKey();
        table.AddColumn("seq", "bigint").AsPrimaryKey();
        table.AddColumn("leaf", "bigint");
        table.AddColumn("project", "uuid");
        table.AddColumn("detail", "text").NotNull();
        table.AddColumn("raised_at", "timestamptz").NotNull();
        return table;
    }

    private static GuardedTable OfLog(string name)
    {
        var table = new GuardedTable(name, app: "select, insert", auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("incarnation", "integer").AsPrimaryKey();
        return table;
    }
}
