using System.CommandLine;

namespace MajorProjects.Verifier;

/// <summary><c>watch URL</c>: looks at a log again and again, and says loudly when it does not extend what was seen.</summary>
internal static class WatchCommand
{
    public static Command Create(Report report)
    {
        var url = new Argument<string>("url") { Description = "账本地址，如 https://…/api/v1/ledger/140500 / where the log is" };
        var state = new Option<string>("--state") { Description = "记下最近检查点的文件，证据存于其旁 / the file of the last checkpoint; evidence is kept beside it", DefaultValueFactory = _ => "watch.checkpoint" };
        var interval = new Option<int>("--interval") { Description = "间隔秒数 / seconds between two looks", DefaultValueFactory = _ => 60 };
        var timeout = new Option<int>("--timeout") { Description = "每次请求最多等待的秒数 / seconds that a request may take", DefaultValueFactory = _ => 30 };
        var once = new Option<bool>("--once") { Description = "只看一次，以退出码作答 / looks once, and answers by the exit code" };
        var key = Trust.Option();
        foreach (var seconds in new[] { interval, timeout })
            seconds.Validators.Add(result =>
            {
                if (result.GetValue(seconds) is < 1 or > 86_400) result.AddError($"{seconds.Name}: 1–86400");
            });
        var command = new Command("watch", $"持续核对服务器上的账本只增不改；原文需要令牌时设环境变量 {RemoteLog.TokenVariable} / watches that a log only grows") { url, state, interval, timeout, once, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new UnreadableException("地址应以 http:// 或 https:// 开头", "the address begins with http:// or https://");
            using var log = new RemoteLog(address, TimeSpan.FromSeconds(parsed.GetValue(timeout)), Environment.GetEnvironmentVariable(RemoteLog.TokenVariable));
            var trust = Trust.Of(parsed.GetValue(key)!);
            if (trust.IsAnybody) report.Say("没有给出 --key：不核验签名，只看前后是否一致。", "No --key: signatures are not checked, only whether the log extends what was seen.");
            var watch = new Watch(log.Files, trust, parsed.GetValue(state)!, TimeProvider.System);
            var status = await LookAsync(watch, report, cancellation);
            if (parsed.GetValue(once)) return status;
            return await GoOnAsync(watch, report, TimeSpan.FromSeconds(parsed.GetValue(interval)), status, cancellation);
        });
        return command;
    }

    private static async Task<int> GoOnAsync(Watch watch, Report report, TimeSpan interval, int status, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                if (await LookAsync(watch, report, cancellation) == ExitCode.DoesNotHold) status = ExitCode.DoesNotHold;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever watches has seen enough: what he saw is in the exit code.
        }
        return status;
    }

    private static async Task<int> LookAsync(Watch watch, Report report, CancellationToken cancellation)
    {
        try
        {
            var (verdict, evidence) = await watch.LookAsync(cancellation);
            if (verdict.Holds)
            {
                report.Say(verdict);
                return ExitCode.Holds;
            }
            report.Alarm($"{verdict.Code}：{verdict.Zh}", verdict.En);
            foreach (var file in evidence) report.Say($"证据存于 {file}", "kept as evidence");
            return ExitCode.DoesNotHold;
        }
        catch (UnreachableException e)
        {
            report.Problem($"unreachable：{e.Zh}", e.Message);
            return ExitCode.Unreadable;
        }
    }
}
