using System.CommandLine;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server.Storage;

/// <summary><c>connection [--role owner|app|auditor]</c>: prints a role's connection string to whoever owns the data directory.</summary>
internal static class ConnectionCommand
{
    public static Command Create()
    {
        var role = new Option<DatabaseRole>("--role") { Description = "角色：owner、app 或 auditor / as whom", DefaultValueFactory = _ => DatabaseRole.App };
        var command = new Command("connection", "打印数据库连接字符串 / prints the database's connection string") { role };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CommandLine.Connections() is { } given ? Given(given, parsed.GetValue(role)) : EmbeddedPostgres.ConnectToRunning(parsed.Data(), parsed.GetValue(role))
                ?? throw new CommandFailedException("该数据目录没有正在运行的数据库，请先启动服务 / no database runs in that data directory; start the server first"));
            return 0;
        });
        return command;
    }

    private static string Given(Connections given, DatabaseRole role) => role switch
    {
        DatabaseRole.App => given.Application,
        DatabaseRole.Owner => given.Owner ?? throw new CommandFailedException(SchemaOwner.NotKnown),
        _ => throw new CommandFailedException(
            $"外部数据库的 {role.Name()} 口令由其管理员掌握（见 deploy/roles.sql） / the password of {role.Name()} of a database that is not the server's own is with its administrator (see deploy/roles.sql)"),
    };
}
