namespace MajorProjects.Server.Storage.Embedded;

internal static partial class EmbeddedPostgresLog
{
    [LoggerMessage(1, LogLevel.Information, "内置数据库已启动 Embedded PostgreSQL started: pid {Pid}, 127.0.0.1:{Port}")]
    public static partial void Started(this ILogger logger, int? pid, int port);

    [LoggerMessage(2, LogLevel.Information, "接管仍在运行的内置数据库 Took over the embedded PostgreSQL that was still running: pid {Pid}, 127.0.0.1:{Port}")]
    public static partial void TakenOver(this ILogger logger, int pid, int port);

    [LoggerMessage(3, LogLevel.Warning, "用户 {Account} 无法进入 {Data}，数据库放在 {Home} The user {Account} cannot reach {Data}; the database goes to {Home}")]
    public static partial void ClusterElsewhere(this ILogger logger, string? account, string data, string home);

    [LoggerMessage(4, LogLevel.Information, "本机没有 PostgreSQL，用 npm 安装 {Package} 到 {Folder} No PostgreSQL here; npm installs {Package} into {Folder}")]
    public static partial void InstallingByNpm(this ILogger logger, string package, string folder);

    [LoggerMessage(5, LogLevel.Error, "内置数据库意外退出，正在重新启动 The embedded PostgreSQL died; starting it again")]
    public static partial void PostmasterDied(this ILogger logger);

    [LoggerMessage(6, LogLevel.Error, "内置数据库重新启动失败，稍后再试 The embedded PostgreSQL could not be started again; another try follows")]
    public static partial void RevivalFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "内置数据库没有停下来 The embedded PostgreSQL does not stop: pid {Pid}; {Output}")]
    public static partial void DoesNotStop(this ILogger logger, int pid, string output);
}
