using MajorProjects.Server.Storage;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>
/// The tables of issued digests, written with the events from which they follow, in one transaction: what there is to list, what each said, and the
/// documents that went out.
/// </summary>
internal static class DigestTables
{
    /// <summary>The table of what there is to list.</summary>
    public const string Name = "digest";

    /// <summary>The table of what each said.</summary>
    public const string ContentName = "digest_content";

    /// <summary>The table of the documents that went out.</summary>
    public const string DocumentName = "digest_document";

    public static IEnumerable<Table> All => [Digest(), Content(), Document()];

    private static GuardedTable Digest()
    {
        var table = OfDigest(Name, app: "select, insert, update (rendered_at, render_attempts, render_at, render_error)");
        table.AddColumn("schedule", "text");
        table.AddColumn("kind", "varchar(20)").NotNull();
        table.AddColumn("region", "varchar(6)");
        table.AddColumn("industry", "text");
        table.AddColumn("period", "text").NotNull();
        table.AddColumn("round", "text");
        table.AddColumn("as_of", "date").NotNull();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("issued_at", "timestamptz").NotNull();
        table.AddColumn("issued_by", "text");
        table.AddColumn("due_at", "timestamptz");
        table.AddColumn("late", "boolean").NotNull();
        table.AddColumn("sha256", "varchar(64)").NotNull();
        table.AddColumn("rendered_at", "timestamptz");
        table.AddColumn("render_attempts", "integer").NotNull().DefaultValueByExpression("0");
        table.AddColumn("render_at", "timestamptz");
        table.AddColumn("render_error", "text");
        table.Indexes.Add(new IndexDefinition("ix_digest_issued") { Columns = ["city", "issued_at", "digest"] });
        table.Indexes.Add(new IndexDefinition("ix_digest_unrendered") { Columns = ["render_at"], Predicate = "render_at is not null" });
        return table;
    }

    private static GuardedTable Content()
    {
        var table = OfDigest(ContentName, app: "select, insert");
        table.AddColumn("content", "bytea").NotNull();
        return table;
    }

    private static GuardedTable Document()
    {
        var table = OfDigest(DocumentName, app: "select, insert");
        table.AddColumn("form", "varchar(10)").AsPrimaryKey();
        table.AddColumn("media_type", "text").NotNull();
        table.AddColumn("file_name", "text").NotNull();
        table.AddColumn("sha256", "varchar(64)").NotNull();
        table.AddColumn("bytes", "bytea").NotNull();
        return table;
    }

    private static GuardedTable OfDigest(string name, string app)
    {
        var table = new GuardedTable(name, app, auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("digest", "uuid").AsPrimaryKey();
        return table;
    }
}
