using System.CommandLine;
using MajorProjects.Ledger.Packages;

namespace MajorProjects.Verifier;

/// <summary><c>check package.zip --key …</c>: whether each fact of an evidence package is proved.</summary>
internal static class CheckCommand
{
    public static Command Create(Report report)
    {
        var package = new Argument<string>("package") { Description = "证据包 ZIP / the evidence package" };
        var key = Trust.Option();
        var command = new Command("check", "核验证据包：每条事实是否在已签名的账本中，未经改动 / checks an evidence package") { package, key };
        command.SetAction(parsed => Check(parsed.GetValue(package)!, Trust.Of(parsed.GetValue(key)!), report));
        return command;
    }

    private static int Check(string file, Trust trust, Report report)
    {
        if (!File.Exists(file)) throw new UnreadableException($"没有文件 {file}", $"there is no file {file}");
        var checks = trust.Keys.DefaultIfEmpty(null).Select(key =>
        {
            using var package = File.OpenRead(file);
            return EvidencePackage.Check(package, key);
        }).ToList();
        var check = checks.Find(c => c.Holds) ?? checks[0];

        if (check.Manifest is { Asked: var asked } manifest)
        {
            report.Say($"问题：{asked.Question}", "the question");
            if (asked.Figure is not null) report.Say($"答案（由系统计算，不在签名之内）：{asked.Figure}", "the answer, as the system computed it");
            report.Say($"事实 {manifest.Entries.Count} 条", $"{manifest.Entries.Count} facts");
        }
        if (check.Checkpoint is { } checkpoint) report.Say($"检查点：{Trust.Told(checkpoint)}，根 {checkpoint.Root}", $"the checkpoint, {checkpoint.Size} leaves, and its root");
        foreach (var finding in check.Findings) report.Say($"[不成立] {finding}", "does not hold");
        if (check.Findings.Count > 0)
        {
            report.Say($"结论：有 {check.Findings.Count} 处不成立。", $"{check.Findings.Count} things do not hold.");
            return ExitCode.DoesNotHold;
        }
        if (check.Holds)
        {
            report.Say("结论：全部成立。包内每条事实都在可信公钥签名的账本中，内容、时间、登记人未经改动。", "Everything holds: each fact is, unchanged, in the log that the key signed.");
            return ExitCode.Holds;
        }
        report.Say("结论：不足为凭。", "It proves nothing.");
        report.Alarm("没有给出 --key：只与包内自带的公钥相符，任何人都能自造这样的包，不足为凭。请用从别处取得的公钥重新核验。",
            "No --key: it holds against the key inside alone, which anybody could have made. Check it again with a key from elsewhere.");
        return ExitCode.Untrusted;
    }
}
