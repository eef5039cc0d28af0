namespace MajorProjects.Server.Storage.Embedded;

/// <summary>The private database cannot be had; the message tells a person what to do about it.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    private EmbeddedPostgresException(string message, Exception? inner = null) : base(message, inner) { }

    internal static EmbeddedPostgresException AlreadyClaimed(string directory, string pid, Exception inner) => new(
        $"另一个服务进程（pid {pid}）正在使用数据目录 {directory}：请先停止它，或用 --data 指定另一个目录。 "
        + $"Another server (pid {pid}) uses this data directory {directory}: stop it, or name another one with --data.", inner);

    internal static EmbeddedPostgresException NotOurs(string directory, Exception inner) => new(
        $"当前用户无权读写数据目录 {directory}：请改用该目录所属的用户运行，或用 --data 指定另一个目录。 "
        + $"This user may not read or write the data directory {directory}: run as the user it belongs to, or name another one with --data. ({inner.Message})", inner);

    internal static EmbeddedPostgresException OutOfReach(string cluster, string account) => new(
        $"用户 {account} 无法进入数据库目录 {cluster}：请给它的各级上层目录加上通过权限（chmod o+x），或把数据目录移到该用户可达之处。 "
        + $"The user {account} cannot reach the database folder {cluster}: open the folders above it (chmod o+x), or move the data directory to where that user can go.");

    internal static EmbeddedPostgresException ClusterGone(string link, string target) => new(
        $"{link} 指向的数据库目录 {target} 不存在：请从备份恢复；若要从空库重新开始，请删除该链接。 "
        + $"{link} points to the database folder {target}, which is missing: restore it from a backup, or delete the link to begin with an empty database.");

    internal static EmbeddedPostgresException PasswordGone(string file, string cluster) => new(
        $"数据库 {cluster} 的口令文件 {file} 不存在：请恢复该文件；若要从空库重新开始，请删除数据库目录。 "
        + $"The password file {file} of the database {cluster} is missing: restore it, or delete the database folder to begin with an empty database.");

    internal static EmbeddedPostgresException NoBinaries(string found) => new(
        $"没有可用的 PostgreSQL（{found}）。三种办法任选其一：(1) 用环境变量 ConnectionStrings__MajorProjects 指定已有数据库；"
        + "(2) 安装系统软件包：apt-get install postgresql；(3) 用 docker compose up 启动。 "
        + $"No usable PostgreSQL ({found}). Any of three ways helps: (1) name a database of yours in ConnectionStrings__MajorProjects; "
        + "(2) install the system's package: apt-get install postgresql; (3) start with docker compose up.");

    internal static EmbeddedPostgresException BadBinaries(string folder) => new(
        $"环境变量 {PostgresSearch.Variable} 指定的 {folder} 中没有可运行的 initdb、pg_ctl、postgres（{PostgresBinaries.OldestMajor} 或更高版本）：请更正或去掉该变量。 "
        + $"{PostgresSearch.Variable} names {folder}, where initdb, pg_ctl and postgres of version {PostgresBinaries.OldestMajor} or later cannot be run: correct it or unset it.");

    internal static EmbeddedPostgresException OtherMajor(string cluster, int major, string found) => new(
        $"数据库 {cluster} 由 PostgreSQL {major} 建立，只能用 {major} 的程序打开，而找到的是：{found}。请安装 PostgreSQL {major}（apt-get install postgresql-{major}），或用 {PostgresSearch.Variable} 指定其 bin 目录。 "
        + $"The database {cluster} was made by PostgreSQL {major} and opens with that version only; found: {found}. Install PostgreSQL {major} (apt-get install postgresql-{major}) or name its bin folder in {PostgresSearch.Variable}.");

    internal static EmbeddedPostgresException Failed(string program, string output, string logs) => new(
        $"{program} 失败。请查看下面的输出和日志目录 {logs}。 "
        + $"{program} failed; see its output below and the logs in {logs}.{Environment.NewLine}{output}");

    internal static EmbeddedPostgresException Unsupported() => new(
        "内置数据库只支持 Linux 和 macOS：请用环境变量 ConnectionStrings__MajorProjects 指定数据库，或用 docker compose up 启动。 "
        + "The built-in database runs on Linux and macOS only: name a database in ConnectionStrings__MajorProjects, or start with docker compose up.");
}
