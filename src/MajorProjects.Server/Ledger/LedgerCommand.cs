using System.CommandLine;

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
