using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MajorProjects.Server.Tests.Storage;

public sealed class ConnectionCommandTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task whoever_owns_the_data_directory_is_given_the_connection_of_each_role()
    {
        var root = Directory.CreateTempSubdirectory("majorprojects-");
        if (!OperatingSystem.IsWindows()) root.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var data = new DataDirectory(Path.Combine(root.FullName, "data"));
        (await Executable.RunAsync(data.Path, null, "connection")).Status.ShouldBe(1);
        try
        {
            await using var cluster = await EmbeddedPostgres.StartAsync(
                data, new() { Durable = false, Elsewhere = Path.Combine(root.FullName, "elsewhere") }, NullLogger.Instance, Ct);

            foreach (var (arguments, role, isReadOnly) in new (string[], DatabaseRole, string)[]
            {
                ([], DatabaseRole.App, "off"), (["--role", "app"], DatabaseRole.App, "off"),
                (["--role", "owner"], DatabaseRole.Owner, "off"), (["--role", "auditor"], DatabaseRole.Auditor, "on"),
            })
            {
                var printed = await Executable.RunAsync(data.Path, null, ["connection", .. arguments]);
                printed.Status.ShouldBe(0, printed.Error);
                await using var connection = new NpgsqlConnection($"{printed.Output};Pooling=false");
                await connection.OpenAsync(Ct);
                await using var ask = new NpgsqlCommand("select current_user || ' ' || current_setting('transaction_read_only')", connection);
                (await ask.ExecuteScalarAsync(Ct)).ShouldBe($"{role.Name()} {isReadOnly}");
                if (OperatingSystem.IsWindows()) continue;
                File.GetUnixFileMode(data.Locate($"{role.Name()}.password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            (await Executable.RunAsync(data.Path, null, "connection", "--role", "superuser")).Status.ShouldNotBe(0);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task of_another_ones_database_only_what_was_given_is_printed()
    {
        var given = new Connections("Host=example;Username=a", "Host=example;Username=o");
        var data = postgres.NewDataDirectory().Path;

        (await Executable.RunAsync(data, given, "connection")).Output.ShouldBe(given.Application);
        (await Executable.RunAsync(data, given, "connection", "--role", "owner")).Output.ShouldBe(given.Owner);
        (await Executable.RunAsync(data, given with { Owner = null }, "connection", "--role", "owner")).Error.ShouldContain("ConnectionStrings__MajorProjectsOwner");
        (await Executable.RunAsync(data, given, "connection", "--role", "auditor")).Error.ShouldContain("deploy/roles.sql");
    }
}
