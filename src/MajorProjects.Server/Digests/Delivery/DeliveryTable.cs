using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Storage;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>
/// The deliveries of issued digests as their streams have them, kept in the same transactions: what is still to be delivered is what this table says,
/// so nothing is lost with a message or a process.
/// </summary>
internal static class DeliveryTable
{
    /// <summary>The table.</summary>
    public const string Name = "digest_delivery";

    public static Table Create()
    {
        var table = new GuardedTable(
            Name, app: "select, insert, update (state, attempts, next_attempt_at, last_error, delivered_at)", auditor: "select");
        table.AddColumn("city", "varchar(6)").AsPrimaryKey();
        table.AddColumn("digest", "uuid").AsPrimaryKey();
        table.AddColumn("delivery", "uuid").AsPrimaryKey();
        table.AddColumn("channel", "varchar(20)").NotNull();
        table.AddColumn("recipient", "text").NotNull();
        table.AddColumn("name", "text");
        // The region that the digest is about, null for the whole city: whose token covers it sees the delivery.
        table.AddColumn("region", "varchar(6)");
        table.AddColumn("issued_at", "timestamptz").NotNull();
        table.AddColumn("state", "varchar(10)").NotNull();
        table.AddColumn("attempts", "integer").NotNull();
        table.AddColumn("next_attempt_at", "timestamptz");
        table.AddColumn("last_error", "text");
        table.AddColumn("delivered_at", "timestamptz");
        table.Indexes.Add(new IndexDefinition("ix_digest_delivery_due") { Columns = ["next_attempt_at"], Predicate = "next_attempt_at is not null" });
        table.Indexes.Add(new IndexDefinition("ix_digest_delivery_listed") { Columns = ["city", "issued_at", "delivery"] });
        return table;
    }

    /// <summary>The rows of a digest that is issued, all of them due at once.</summary>
    public static NpgsqlBatchCommand Insert(City city, Guid digest, DigestIssued issued)
    {
        var to = issued.Deliveries;
        return new("""
            insert into digest_delivery (city, digest, delivery, channel, recipient, name, region, issued_at, state, attempts, next_attempt_at)
            select $1, $2, d.delivery, d.channel, d.recipient, nullif(d.name, ''), $3, $4, 'waiting', 0, $4
            from unnest($5::uuid[], $6::text[], $7::text[], $8::text[]) d (delivery, channel, recipient, name)
            """)
        {
            Parameters =
            {
                new() { Value = $"{city.Code}" }, new() { Value = digest }, new() { Value = (object?)issued.Scope.Region ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = issued.IssuedAt.UtcDateTime },
                new() { Value = to.Select(d => d.Id).ToArray() }, new() { Value = to.Select(d => d.Recipient.Channel.ToKey()).ToArray() },
                new() { Value = to.Select(d => d.Recipient.To).ToArray() }, new() { Value = to.Select(d => d.Recipient.Name ?? "").ToArray() },
            },
        };
    }
}
