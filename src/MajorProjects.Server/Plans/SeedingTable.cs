using MajorProjects.Server.Storage;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Plans;

/// <summary>Whether the first loading of the seeds has begun and has ended; at most one row.</summary>
internal static class SeedingTable
{
    public static Table Table
    {
        get
        {
            var table = new GuardedTable("seeding", app: "select, insert, update (completed)", GuardedTable.Nothing);
            table.AddColumn("only", "boolean").AsPrimaryKey().DefaultValueByExpression("true");
            table.AddColumn("begun", "timestamptz").NotNull();
            table.AddColumn("completed", "timestamptz");
            return table;
        }
    }
}
