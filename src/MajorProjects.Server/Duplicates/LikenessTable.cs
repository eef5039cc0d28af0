using MajorProjects.Server.Storage;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Duplicates;

/// <summary>By what projects are found alike: one row for each as it is now, written in the transaction of the fact that changes it.</summary>
internal static class LikenessTable
{
    public const string Name = "project_likeness";

    public const string NameIndex = "ix_project_likeness_name";

    /// <summary>In the order in which they have to be made.</summary>
    public static IEnumerable<ISchemaObject> All => [new Extension("pg_trgm"), ProjectLikeness()];

    private static GuardedTable ProjectLikeness()
    {
        var table = new GuardedTable(Name, app: "select, insert, update", GuardedTable.Nothing);
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("project_id", "uuid").AsPrimaryKey();
        // As pg_trgm can compare it: see Trigrams.
        table.AddColumn("name_stem", "text").NotNull();
        table.AddColumn("name_numbers", "text").NotNull();
        table.AddColumn("owner", "text");
        table.AddColumn("address", "text");
        table.AddColumn("national_code", "varchar(40)");
        table.AddColumn("parent", "uuid");
        // Each write is followed by a search, which would have to go through all that is pending and, now and then, to file it.
        table.Indexes.Add(new IndexDefinition(NameIndex)
        {
            Columns = ["name_stem"], Method = IndexMethod.gin, Mask = "? gin_trgm_ops", StorageParameters = { ["fastupdate"] = "off" },
        });
        table.Indexes.Add(new IndexDefinition("ix_project_likeness_owner_site") { Columns = ["city", "owner", "address"], Predicate = "owner is not null and address is not null" });
        table.Indexes.Add(new IndexDefinition("ix_project_likeness_code") { Columns = ["city", "national_code"], Predicate = "national_code is not null" });
        return table;
    }
}
