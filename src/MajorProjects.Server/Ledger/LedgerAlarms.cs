using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>What the ledger notices by itself that must not be.</summary>
public enum AlarmKind
{
    /// <summary>A fact came to light below the last sequenced position; it was appended at the end.</summary>
    Late,

    /// <summary>The fact of a leaf is gone.</summary>
    Gone,

    /// <summary>The tree has fewer leaves than were signed: cut off, or restored from a backup.</summary>
    Truncated,

    /// <summary>The tree has other leaves than were signed.</summary>
    Forked,

    /// <summary>A checkpoint is not signed by this installation's key.</summary>
    Resigned,

    /// <summary>The fact has waited too long to be signed.</summary>
    Stalled,
}

/// <summary>Something that was noticed.</summary>
/// <param name="Kind">What.</param>
/// <param name="Seq">The position in the city's log; 0 where it concerns none.</param>
/// <param name="Leaf">The leaf.</param>
/// <param name="Project">The project.</param>
/// <param name="Detail">In words.</param>
/// <param name="RaisedAt">When it was noticed first.</param>
public sealed record Alarm(AlarmKind Kind, long Seq, long? Leaf, Guid? Project, string Detail, DateTimeOffset RaisedAt);

/// <summary>Keeps alarms, once each, and tells the operator.</summary>
internal sealed class LedgerAlarms(NpgsqlDataSource database, TimeProvider clock, ILogger<LedgerAlarms> logger)
{
    /// <returns>Whether it is a new one.</returns>
    public async Task<bool> RaiseAsync(LedgerLog log, AlarmKind kind, long seq, long? leaf, Guid? project, CancellationToken cancellation)
    {
        await using var insert = database.CreateCommand("""
            insert into ledger_alarm (city, incarnation, kind, seq, leaf, project, detail, raised_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
            """);
        var words = Words(kind);
        foreach (var value in new object?[] { log.City, log.Incarnation, kind.ToKey(), seq, leaf, project, words.Zh, clock.GetUtcNow().UtcDateTime })
            insert.Parameters.AddWithValue(value ?? DBNull.Value);
        var isNew = await insert.ExecuteNonQueryAsync(cancellation) == 1;
        if (isNew) logger.Raised(log.Origin, kind, seq, leaf, project, words.Zh, words.En);
        return isNew;
    }

    public async Task<IReadOnlyList<Alarm>> AllAsync(string city, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select kind, seq, leaf, project, detail, raised_at from ledger_alarm where city = $1 order by raised_at, seq");
        select.Parameters.AddWithValue(city);
        return await select.ReadAsync(
            row => new Alarm(
                Enum.GetValues<AlarmKind>().First(k => k.ToKey() == row.GetString(0)), row.GetInt64(1), row.ValueOrNull<long>(2), row.ValueOrNull<Guid>(3), row.GetString(4),
                row.GetFieldValue<DateTimeOffset>(5)),
            cancellation);
    }

    private static Text Words(AlarmKind kind) => kind switch
    {
        AlarmKind.Late => new("在已排序的位置之前出现了新的记录，已补在末尾", "a fact came to light below the last sequenced one and was appended at the end"),
        AlarmKind.Gone => new("账本中的一条记录已从数据库中消失", "the fact of a leaf is gone from the store"),
        AlarmKind.Truncated => new("账本少于已签名的长度，停止签名：如因恢复备份，请运行 ledger continue", "the ledger is shorter than what was signed, so nothing more is signed: after a restore, run ledger continue"),
        AlarmKind.Forked => new("账本与已签名的内容不一致，停止签名：请用 verify 查明", "the ledger is not what was signed, so nothing more is signed: run verify"),
        AlarmKind.Stalled => new(
            "该记录久未签名：请查有无其他告警，密钥能否读取，数据库上有无长时间未结束的写事务（pg_stat_activity）",
            "the fact has waited too long to be signed: look for other alarms, whether the key can be read, and for transactions in the database that write and do not end (pg_stat_activity)"),
        _ => new("已签名的内容不是用本系统的密钥签的，停止签名：请核对密钥", "what was signed is not signed by this installation's key, so nothing more is signed: check the key"),
    };
}

internal static partial class LedgerAlarmsLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "账本告警 / ledger alarm {Origin} {Kind}: seq {Seq}, leaf {Leaf}, project {Project}: {Detail} / {English}")]
    public static partial void Raised(this ILogger logger, string origin, AlarmKind kind, long seq, long? leaf, Guid? project, string detail, string english);
}
