using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Http;

/// <summary>What takes too long is answered, and stops.</summary>
public sealed class TimeoutsTests(TestPostgres postgres)
{
    private const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    [Theory]
    [InlineData("Limits:Seconds=1", "", "timeout")]
    [InlineData("Limits:Seconds=25", ";Command Timeout=4", "timeout")]
    [InlineData("Limits:Seconds=25", ";Options=-c statement_timeout=4s", "timeout")]
    [InlineData("Limits:Seconds=25", ";Options=-c lock_timeout=4s", "timeout")]
    public async Task a_request_that_the_database_keeps_waiting_is_answered_and_its_statement_is_stopped(string limit, string database, string code)
    {
        var connections = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: connections with { Application = connections.Application + database }, settings: [limit]);
        var city = (await server.NewCityAsync()).Code.ToString();
        using var client = server.Client(city);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P"))).Status.ShouldBe(201);
        await using var source = NpgsqlDataSource.Create(connections.Owner!);
        await using var blocker = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(blocker, "lock table project_code in access exclusive mode");

        var (read, written) = (client.GetAsync("/projects/P", ""), client.PostAsync("/projects", OwnCity.ProjectIn(city, "P-2")));

        foreach (var answer in await Task.WhenAll(read, written))
        {
            answer.ShouldBeRefused(503, code);
            answer.Response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
        await Eventually.HoldsAsync(async () => (long)(await ExecuteAsync(blocker, Waiting))! == 0);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (await client.GetAsync("/projects", "?fresh=true")).Json["projects"]!.AsArray().Count.ShouldBe(1);
        (await client.PostAsync("/projects", OwnCity.ProjectIn(city, "P-2"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_request_that_waits_for_its_turn_too_long_is_answered_too()
    {
        await using var server = await ServerUnderTest.StartAsync(
            postgres, settings: ["Limits:Seconds=1", "Limits:AtOnce=1"], map: app => app.MapGet("/api/v1/slow", async (HttpContext context) =>
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return Results.Ok();
            }));
        using var client = server.Client("990100");

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.GetAsync("/slow", "")))) answer.ShouldBeRefused(503, "timeout");
    }

    [Fact]
    public async Task what_is_broken_off_is_a_time_out_whatever_it_comes_up_as()
    {
        await using var server = await ServerUnderTest.StartAsync(
            postgres, settings: ["Limits:Seconds=1"], map: app => app.MapGet("/api/v1/slow", async Task<string> (HttpContext context) =>
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                throw new InvalidOperationException("broken off");
            }));
        using var client = server.Client("990100");

        (await client.GetAsync("/slow", "")).ShouldBeRefused(503, "timeout");
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
