using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Tests.Http;

/// <summary>Sixty-four callers in bad faith for a minute: whoever means well still gets his answers, and the server is as it was afterwards.</summary>
public sealed class AbuseTests(TestPostgres postgres, ITestOutputHelper output)
{
    private const int Attackers = 64;
    // Connections to the database stay open for whoever comes next: no more than these of each of its two roles.
    private const int Pool = 20, Kept = 60;
    private const long MostMemory = 1024L * 1024 * 1024;

    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task whoever_means_well_gets_his_answers_while_others_do_their_worst()
    {
        var (data, database) = (postgres.NewDataDirectory().Path, Pooled(await postgres.NewDatabaseAsync()));
        await using var server = await ServerProcess.StartAsync(data, database);
        var tokens = new List<string>();
        foreach (var subject in new[] { "well", "ill-1", "ill-2", "ill-3", "ill-4" })
            tokens.Add((await Executable.RunAsync(data, database, "token", "--sub", subject)).Output);
        using var client = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { Authorization = new("Bearer", tokens[0]) } };
        await MeanWellAsync(client, "P-0");
        var open = server.Open;
        using var silent = await ConnectAsync(server.Address, TestContext.Current.CancellationToken);

        using var end = new CancellationTokenSource(Attack);
        var attacks = Enumerable.Range(0, Attackers).Select(i => AttackAsync(i, server.Address, tokens[1 + i / 4 % 4], end.Token)).ToList();
        var (peak, most) = (0L, 0);
        var watching = WatchAsync();
        var took = new List<TimeSpan>();
        for (var i = 1; !end.IsCancellationRequested; i++) took.AddRange(await MeanWellAsync(client, $"P-{i}"));
        await watching;
        var attempts = (await Task.WhenAll(attacks)).Sum();

        took.Sort();
        output.WriteLine($"{took.Count} calls meant well: median {took[took.Count / 2].TotalMilliseconds:0} ms, 99 % {took[took.Count * 99 / 100].TotalMilliseconds:0} ms, longest {took[^1].TotalMilliseconds:0} ms");
        output.WriteLine($"{attempts} attacks: {peak / 1024 / 1024} MB at most, {most} open files and connections at most, {open} before");
        server.HasExited.ShouldBeFalse();
        took.Count.ShouldBeGreaterThan(100);
        took[^1].ShouldBeLessThan(Patience);
        peak.ShouldBeLessThan(MostMemory);
        attempts.ShouldBeGreaterThan(2 * Attackers);
        most.ShouldBeGreaterThan(open + Kept);
        // Those who say nothing are hung up on, and those who have gone are forgotten.
        await Eventually.HoldsAsync(() => Task.FromResult(silent.Client.Poll(0, SelectMode.SelectRead)));
        await Eventually.HoldsAsync(() => Task.FromResult(server.Open <= open + Kept), () => $"{open} were open before, and {server.Open} still are: {server.WhatIsOpen()}");

        async Task WatchAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!end.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None)) (peak, most) = (Math.Max(peak, server.Memory), Math.Max(most, server.Open));
        }
    }

    private static Connections Pooled(Connections database)
    {
        return new(Limit(database.Application), Limit(database.Owner!));

        string Limit(string connection) => new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = Pool }.ConnectionString;
    }

    /// <summary>A project is registered, signed, read and counted; each must succeed. How long each took.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> MeanWellAsync(HttpClient client, string code)
    {
        var took = new List<TimeSpan>();
        await TimeAsync(201, () => client.PostAsync("/projects", OwnCity.ProjectIn("140500", code)));
        await TimeAsync(201, () => client.PostAsync($"/projects/{code}/facts", Facts.Signed()));
        await TimeAsync(200, () => client.GetAsync($"/projects/{code}/facts", ""));
        await TimeAsync(200, () => client.GetAsync("/batches", "?by=year"));
        await TimeAsync(200, () => client.GetAsync("/projects", "?limit=10"));
        return took;

        async Task TimeAsync(int status, Func<Task<Answer>> call)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await call();
            took.Add(Stopwatch.GetElapsedTime(began));
            answer.Status.ShouldBe(status, answer.Text);
        }
    }

    /// <summary>Does one bad thing after the other until the end; how many.</summary>
    private static async Task<int> AttackAsync(int number, Uri server, string token, CancellationToken end)
    {
        var attempts = 0;
        while (!end.IsCancellationRequested)
        {
            attempts++;
            try
            {
                await ((number % 4) switch
                {
                    0 => BadTokenAsync(server, attempts, end),
                    1 => SlowBodyAsync(server, token, number, end),
                    2 => HugeBodyAsync(server, token, attempts, end),
                    _ => HalfOpenAsync(server, number, end),
                });
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Hung up on, as it deserves.
            }
        }
        return attempts;
    }

    private static async Task BadTokenAsync(Uri server, int attempt, CancellationToken end)
    {
        // Made up, of no algorithm, and none at all.
        var token = new[] { "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvZmZpY2VyIn0.", "", new string('x', 8000) }[attempt % 4];
        using var connection = await ConnectAsync(server, end);
        for (var i = 0; i < 50; i++)
        {
            await SendAsync(connection, $"GET /api/v1/batches HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n", end);
            if (await connection.GetStream().ReadAsync(new byte[16 * 1024], end) == 0) return;
            // This machine is theirs too, who mean well.
            await Task.Delay(TimeSpan.FromMilliseconds(20), end);
        }
    }

    private static async Task SlowBodyAsync(Uri server, string token, int number, CancellationToken end)
    {
        using var connection = await ConnectAsync(server, end);
        var (path, type) = number % 8 == 1 ? ("projects", "application/json") : ("facts", "application/x-ndjson");
        await SendAsync(connection, $"POST /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nContent-Length: 60000\r\n\r\n", end);
        await TrickleAsync(connection, " ", end);
    }

    private static async Task HugeBodyAsync(Uri server, string token, int attempt, CancellationToken end)
    {
        const int Chunks = 400;
        using var connection = await ConnectAsync(server, end);
        var (path, type) = new[] { ("projects", "application/json"), ("facts", "application/x-ndjson"), ("rounds", "application/json"), ("projects/P-0/evidence", "multipart/form-data; boundary=b") }[attempt % 4];
        await SendAsync(connection, $"POST /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n", end);
        var first = "--b\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n%PDF-1.7";
        if (path.EndsWith("evidence", StringComparison.Ordinal)) await SendAsync(connection, $"{first.Length:x}\r\n{first}\r\n", end);
        // Lines, each of which is read for what it is.
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{string.Concat(Enumerable.Repeat("{\"a\":[[[[1]]]]}\n", 0x10000 / 16)).PadRight(0x10000)}\r\n");
        for (var i = 0; i < Chunks; i++) await connection.GetStream().WriteAsync(chunk, end);
        await SendAsync(connection, "0\r\n\r\n", end);
        await HearAsync(connection, end);
    }

    private static async Task HalfOpenAsync(Uri server, int number, CancellationToken end)
    {
        const int Several = 8;
        var connections = new ConcurrentBag<TcpClient>();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Several).Select(async i =>
            {
                var connection = await ConnectAsync(server, end);
                connections.Add(connection);
                if (i % 2 == 0) await SendAsync(connection, "GET /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", end);
                if (number % 8 == 3) await TrickleAsync(connection, "x", end);
                else await HearAsync(connection, end);
            }));
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    /// <summary>Sends a little now and then, until it is hung up on.</summary>
    private static async Task TrickleAsync(TcpClient connection, string little, CancellationToken end)
    {
        var answer = HearAsync(connection, end);
        while (!answer.IsCompleted)
        {
            await SendAsync(connection, little, end);
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(500), end));
        }
        await answer;
    }

    private static async Task<TcpClient> ConnectAsync(Uri server, CancellationToken end)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(server.Host, server.Port, end);
        return connection;
    }

    /// <summary>Waits for an answer, or for being hung up on.</summary>
    private static async Task HearAsync(TcpClient connection, CancellationToken end) =>
        _ = await connection.GetStream().ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, end);

    private static async Task SendAsync(TcpClient connection, string text, CancellationToken end) => await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), end);
}
