using System.CommandLine;
using MajorProjects.Ledger;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary><c>ledger key</c> prints what checks a city's checkpoints; <c>ledger continue</c> goes on after a restore from a backup.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "账本 / the ledger") { Key(), Continue() };

    private static Command Key()
    {
        var city = new Option<string>("--city") { Description = "城市代码 / city code", DefaultValueFactory = _ => "140500" };
        var command = new Command("key", "打印核验公钥，供外部核验使用 / prints the verifier key") { city };
        command.SetAction(parsed =>
        {
            foreach (var key in LedgerKeys.InsistAt(parsed.Data(), CommandLine.Configuration()).Of(parsed.GetValue(city)!)) Console.WriteLine(key.Verifier);
            return 0;
        });
        return command;
    }

    private static Command Continue()
    {
        var city = new Option<string>("--city") { Description = "城市代码 / city code", Required = true };
        var reason = new Option<string>("--reason") { Description = "为何中断，如恢复了哪一份备份 / why it ended, such as which backup was restored", Required = true };
        var by = new Option<string>("--by") { Description = "由谁决定 / who decided", Required = true };
        var after = new Option<FileInfo?>("--after") { Description = "连数据目录一并恢复时，给出外部保存的最后检查点 / the last checkpoint kept elsewhere, where the data directory was restored too" };
        var command = new Command("continue", "恢复备份后，账本在新的名称下接续 / goes on under a new name after a restore from a backup") { city, reason, by, after };
        command.SetAction(async (parsed, cancellation) =>
        {
            await parsed.WithStoreAsync(async services =>
            {
                var code = (await VerifyCommand.ChosenAsync(services, [parsed.GetValue(city)!], cancellation))[0];
                var begun = await services.GetRequiredService<LedgerContinuation>().ContinueAsync(code, parsed.GetValue(reason)!, parsed.GetValue(by)!, cancellation, parsed.GetValue(after) is { } file ? VerifyCommand.Read(file) : null);
                Console.WriteLine($"{code} 的账本以 {begun.Origin} 接续 / goes on as");
            }, cancellation);
            return 0;
        });
        return command;
    }
}

/// <summary>Begins a new log where the old one cannot go on: the database has lost what was signed.</summary>
internal sealed class LedgerContinuation(NpgsqlDataSource database, LedgerTiles tiles, LedgerKeys keys, LastSigned lastSigned, CheckpointSigner signer, TimeProvider clock)
{
    /// <summary>Begins it, tied to the last checkpoint that was signed. All facts that are there enter it anew.</summary>
    /// <param name="city">The six-digit code.</param>
    /// <param name="reason">Why the old one ended.</param>
    /// <param name="by">Who decided so.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="after">A later checkpoint that somebody else kept, where what is kept here was restored too.</param>
    /// <exception cref="CommandFailedException">the old one can go on, nothing was ever signed, or what was signed last is not this installation's.</exception>
    public async Task<LedgerLog> ContinueAsync(string city, string reason, string by, CancellationToken cancellation, SignedNote? after = null)
    {
        var last = after ?? lastSigned.Find(city) ?? throw new CommandFailedException($"{city} 的账本从未签名，无需接续 / was never signed, so there is nothing to continue");
        if (!last.IsSignedBy(keys.Verifier(city))) throw new CommandFailedException($"{city} 最后的检查点不是用本系统的密钥签名的，请先核对密钥 / the last checkpoint is not signed by this installation's key; check the key first");
        var current = await LedgerLog.CurrentAsync(database, city, cancellation);
        if (current is not null)
        {
            var inDatabase = await SignedCheckpoint.LastAsync(database, current, cancellation);
            if (await signer.ContradictionAsync(current, (await tiles.EndAsync(current, cancellation)).Size, inDatabase?.Note, cancellation, last) is null)
                throw new CommandFailedException($"{city} 的账本与已签名的相符，无需接续 / is what was signed, so it goes on by itself");
        }
        // The restored database may know of fewer logs than there were.
        var incarnation = Math.Max(current?.Incarnation ?? 0, Checkpoint.Of(last).Log.Incarnation) + 1;
        var log = new LedgerLog(city, incarnation, LedgerLog.OriginOf(keys.Deployment, city, incarnation), Now(), last.ToString(), reason, by);
        // The signature is over the first entry, which says what it continues, why and by whom.
        var link = Merkle.OfLeaf(log.Link!.ToBytes());
        var begun = new Checkpoint(log.Origin, 1, link).Sign(keys.Of(city));
        await log.BeginAsync(database, link, new(1, begun, log.BegunAt), cancellation);
        lastSigned.Keep(city, begun);
        return log;
    }

    // To the microsecond that the store keeps: it is part of the log's first entry.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
