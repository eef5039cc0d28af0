using System.CommandLine;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Storage;

/// <summary><c>connection</c>: prints the database's connection string to whoever owns the data directory.</summary>
internal static class ConnectionCommand
{
    public static Command Create()
    {
        var command = new Command("connection", "打印数据库连接字符串 / prints the database's connection string");
        command.SetAction(parsed =>
        {
            Console.WriteLine(CommandLine.ConnectionString() ?? EmbeddedPostgres.ConnectToRunning(parsed.Data())
                ?? throw new CommandFailedException("该数据目录没有正在运行的数据库，请先启动服务 / no database runs in that data directory; start the server first"));
            return 0;
        });
        return command;
    }
}
