using System.CommandLine;
using MajorProjects.Domain.Values;
using MajorProjects.Ledger;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server.Ledger;

/// <summary><c>verify</c>: recomputes a city's ledger from the store and compares it with what was signed.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var city = new Option<string[]>("--city") { Description = "城市代码，不填为全部 / city code, may be repeated; none: all" };
        var checkpoint = new Option<FileInfo[]>("--checkpoint") { Description = "外部保存的检查点文件 / a checkpoint kept elsewhere, may be repeated" };
        var command = new Command("verify", "核验账本：由数据库重算每一条并与签名比对 / recomputes the ledger from the store and compares it with what was signed") { city, checkpoint };
        command.SetAction(async (parsed, cancellation) =>
        {
            var outside = (parsed.GetValue(checkpoint) ?? []).Select(Read).ToList();
            var holds = true;
            await parsed.WithStoreAsync(async services =>
            {
                var cities = await ChosenAsync(services, parsed.GetValue(city)!, cancellation);
                foreach (var code in cities)
                {
                    var origin = LedgerLog.OriginOf(services.GetRequiredService<LedgerKeys>().Deployment, code, 1);
                    var verified = await services.GetRequiredService<Verification>().RunAsync(
                        code, [.. outside.Where(note => cities.Count == 1 || note.Text.StartsWith(origin, StringComparison.Ordinal))], cancellation,
                        new Progress<long>(leaves => Console.Error.WriteLine($"{code}: {leaves}")));
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

    private static SignedNote Read(FileInfo file)
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

    /// <summary>The cities that a command is asked for; all where it names none.</summary>
    /// <exception cref="CommandFailedException">one is not registered.</exception>
    internal static async Task<IReadOnlyList<string>> ChosenAsync(IServiceProvider services, string[] asked, CancellationToken cancellation)
    {
        var registered = (await services.GetRequiredService<Cities>().AllAsync(cancellation)).Select(code => $"{code}").ToList();
        return asked.FirstOrDefault(code => !registered.Contains(code, StringComparer.Ordinal)) is { } unknown
            ? throw new CommandFailedException($"城市 {unknown} 尚未登记 / is not registered")
            : asked.Length > 0 ? asked : registered;
    }
}
