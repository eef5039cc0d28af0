using System.CommandLine;
using System.Globalization;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.AccessLog;

/// <summary><c>access-log prune --before DAY</c>: removes whole days that need no longer be kept, as the owner of the database alone can.</summary>
internal static class AccessLogCommand
{
    /// <summary>Six months, which records of access are kept for at the least (网络安全法 第二十一条).</summary>
    private const int LeastDays = 183;

    public static Command Create()
    {
        var before = new Option<string>("--before") { Description = "删除这一天之前的日志 / removes what is older than this day (2026-01-31)", Required = true };
        var prune = new Command("prune", "清理已过保存期的访问日志 / removes days of the access log that need no longer be kept") { before };
        prune.SetAction(async (parsed, cancellation) =>
        {
            if (!DateOnly.TryParseExact(parsed.GetValue(before), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                throw new CommandFailedException("--before 应为日期，如 2026-01-31 / a day is expected, such as 2026-01-31");
            await parsed.WithStoreAsync(async services =>
            {
                var removed = await PruneAsync(services.GetRequiredService<SchemaOwner>(), day, services.GetRequiredService<TimeProvider>(), cancellation);
                Console.WriteLine($"已清理 {removed} 条 / entries removed");
            }, cancellation);
            return 0;
        });
        return new Command("access-log", "访问日志 / the access log") { prune };
    }

    /// <summary>Removes what is older than a day, and puts on record that it did.</summary>
    /// <returns>How many entries there were.</returns>
    /// <exception cref="CommandFailedException">they are to be kept longer, or the owner's connection is not known.</exception>
    public static async Task<int> PruneAsync(SchemaOwner owner, DateOnly before, TimeProvider clock, CancellationToken cancellation)
    {
        if (before > clock.Today().AddDays(-LeastDays))
            throw new CommandFailedException($"访问日志至少保存 {LeastDays} 天 / the access log is kept for at least {LeastDays} days");
        await owner.InsistAsync(cancellation);
        var cities = new List<string>();
        await using (var find = owner.Database.CreateCommand("select distinct city from access_log where day < $1"))
        {
            find.Parameters.AddWithValue(before);
            await using var reader = await find.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) cities.Add(reader.GetString(0));
        }
        if (cities.Count == 0) return 0;
        // Said before it is done: what is gone without a word was not removed by this.
        var now = clock.GetUtcNow();
        await AccessLogTable.AppendAsync(owner.Database,
            [.. cities.Select(city => new AccessEntry(city, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), null, "owner", null, AccessEntry.Pruned, null, $"access-log prune --before {before:yyyy-MM-dd}", null, 200, null))],
            cancellation);
        await using var delete = owner.Database.CreateCommand("delete from access_log where day < $1");
        delete.Parameters.AddWithValue(before);
        return await delete.ExecuteNonQueryAsync(cancellation);
    }
}
