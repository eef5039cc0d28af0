using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace MajorProjects.Verifier;

/// <summary>Checks what the system says of its ledger, for whoever trusts neither its operator nor its database: offline, and with nothing but itself.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = Encoding.UTF8;
        return RunAsync(args, new(Console.Out, Console.Error), CancellationToken.None);
    }

    public static async Task<int> RunAsync(string[] args, Report report, CancellationToken cancellation)
    {
        var root = new RootCommand(
            $"""
            重大项目账本离线核验 / checks the ledger of major projects offline

            退出码 / exit codes:
              {ExitCode.Holds}  全部成立 / everything holds
              {ExitCode.DoesNotHold}  有不成立之处，逐条列明 / something does not hold, and is named
              {ExitCode.Unreadable}  用法有误、输入不可读或服务器无法访问 / wrong usage, unreadable input, or the server cannot be reached
              {ExitCode.Untrusted}  只与包内自带的公钥相符，不足为凭 / holds against nothing but the key inside, which proves nothing
            """)
        {
            CheckCommand.Create(report), ConsistencyCommand.Create(report), NoteCommand.Create(report), WatchCommand.Create(report),
        };
        try
        {
            var parsed = root.Parse(args);
            var status = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, Output = report.Output, Error = report.Error }, cancellation);
            return parsed.Action is ParseErrorAction ? ExitCode.Unreadable : status;
        }
        catch (UnreadableException e)
        {
            report.Problem(e.Zh, e.En);
            return ExitCode.Unreadable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report.Problem("文件无法读写", e.Message);
            return ExitCode.Unreadable;
        }
    }
}

/// <summary>What the exit codes mean, for good.</summary>
internal static class ExitCode
{
    public const int Holds = 0, DoesNotHold = 1, Unreadable = 2, Untrusted = 3;
}

/// <summary>What was given cannot be read, so that nothing can be told.</summary>
internal sealed class UnreadableException(string zh, string en) : Exception(en)
{
    public string Zh => zh;

    public string En => Message;
}
