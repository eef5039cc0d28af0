using System.CommandLine;
using MajorProjects.Ledger;
using MajorProjects.Server.Storage;

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
        var formerly = new Option<string?>("--old-key") { Description = "密钥丢失或更换后，给出原核验公钥（或其文件） / the verifier key from before, or a file of it, where the key was lost or replaced" };
        var command = new Command("continue", "恢复备份或更换密钥后，账本在新的名称下接续 / goes on under a new name after a restore from a backup, or with another key") { city, reason, by, after, formerly };
        command.SetAction(async (parsed, cancellation) =>
        {
            await parsed.WithStoreAsync(async services =>
            {
                var code = $"{(await services.GetRequiredService<Cities>().InsistAsync(parsed.GetValue(city), cancellation)).Code}";
                IReadOnlyList<VerifierKey>? old = parsed.GetValue(formerly) is { } given ? [.. VerifyCommand.KeysOf(given).Select(key => key.Named(LedgerLog.OriginOf(LedgerKeys.DeploymentOf(key), code, 1)))] : null;
                var begun = await services.GetRequiredService<LedgerContinuation>().ContinueAsync(
                    code, parsed.GetValue(reason)!, parsed.GetValue(by)!, cancellation, parsed.GetValue(after) is { } file ? VerifyCommand.Read(file) : null, old);
                Console.WriteLine($"{code} 的账本以 {begun.Origin} 接续 / goes on as");
            }, cancellation);
            return 0;
        });
        return command;
    }
}
