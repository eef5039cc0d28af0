using System.CommandLine;
using MajorProjects.Ledger;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary><c>verify</c>: recomputes a city's ledger from the store and compares it with what was signed.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var city = new Option<string[]>("--city") { Description = "城市代码，不填为全部 / city code, may be repeated; none: all" };
        var checkpoint = new Option<FileInfo[]>("--checkpoint") { Description = "外部保存的检查点文件 / a checkpoint kept elsewhere, may be repeated" };
        var key = new Option<string[]>("--key") { Description = "审计人员自存的核验公钥（公钥本身或每行一个的文件），可给多个，不填用本机的 / the auditor's own verifier key, or a file of them, may be repeated; default: this installation's" };
        var command = new Command("verify", "核验账本：由数据库重算每一条并与签名比对 / recomputes the ledger from the store and compares it with what was signed") { city, checkpoint, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var outside = (parsed.GetValue(checkpoint) ?? []).Select(Read).ToList();
            var holds = true;
            var trusted = parsed.GetValue(key) is { Length: > 0 } given ? given.SelectMany(KeysOf).ToList() : null;
            if (trusted is null) LedgerKeys.InsistAt(parsed.Data(), CommandLine.Configuration());
            await parsed.WithStoreAsync(async services =>
            {
                var asked = parsed.GetValue(city)!;
                var cities = asked.Length > 0
                    ? [.. (await services.GetRequiredService<Cities>().AskedAsync(asked, cancellation)).Select(c => $"{c.Code}")]
                    : await AllAsync(services, parsed.Data(), cancellation);
                var deployment = trusted is null ? services.GetRequiredService<LedgerKeys>().Deployment : LedgerKeys.DeploymentOf(trusted[0]);
                if (outside.Find(note => !cities.Any(code => IsOf(note, deployment, code))) is { } stranger)
                    throw new CommandFailedException($"检查点不属于所核验的城市 / a checkpoint is of none of the cities: {stranger.Text.Split('\n')[0]}");
                foreach (var code in cities)
                {
                    var verified = await services.GetRequiredService<Verification>().RunAsync(
                        code, [.. outside.Where(note => IsOf(note, deployment, code))], cancellation,
                        new Progress<long>(leaves => Console.Error.WriteLine($"{code}: {leaves}")), trusted);
                    Tell(verified);
                    holds &= verified.Holds;
                }
            }, cancellation);
            return holds ? 0 : 1;
        });
        return command;
    }

    private static void Tell(Verified verified)
    {
        foreach (var finding in verified.Findings) Console.WriteLine($"{verified.City} {finding}");
        foreach (var notice in verified.Notices) Console.WriteLine($"{verified.City} {notice.Zh} / {notice.En}");
        Console.WriteLine(verified.Holds
            ? $"{verified.City} 通过：{verified.Leaves} 条，与 {verified.Checkpoints} 个检查点相符，{verified.Pending} 条尚未入账 / holds: leaves, checkpoints, facts not yet in the ledger"
            : $"{verified.City} 不通过：{verified.Findings.Count} 处，共 {verified.Leaves} 条、{verified.Checkpoints} 个检查点 / does not hold: findings, leaves, checkpoints");
    }

    private static bool IsOf(SignedNote note, string deployment, string city) =>
        note.Text.StartsWith($"{LedgerLog.OriginOf(deployment, city, 1)}\n", StringComparison.Ordinal) || note.Text.StartsWith($"{LedgerLog.OriginOf(deployment, city, 1)}/i", StringComparison.Ordinal);

    internal static IReadOnlyList<VerifierKey> KeysOf(string given)
    {
        try
        {
            return [.. (File.Exists(given) ? File.ReadLines(given) : [given]).Where(line => line.Length > 0).Select(VerifierKey.Parse)];
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"{given} 不是核验公钥 / is no verifier key: {e.Message}");
        }
    }

    /// <summary>Every city that anything knows of: whoever takes one off the list does not take it out of the verification.</summary>
    private static async Task<IReadOnlyList<string>> AllAsync(IServiceProvider services, DataDirectory data, CancellationToken cancellation)
    {
        await using var select = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select code from city union select city from ledger_log order by 1");
        var known = await select.ReadAsync(row => row.GetString(0), cancellation);
        return [.. known.Union(LastSigned.Cities(data), StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    internal static SignedNote Read(FileInfo file)
    {
        try
        {
            return SignedNote.Parse(File.ReadAllBytes(file.FullName));
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"{file} 不是签名的检查点 / is no signed checkpoint: {e.Message}");
        }
    }
}
