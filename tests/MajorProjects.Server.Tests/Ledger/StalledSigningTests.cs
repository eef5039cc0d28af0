using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>Somebody is told when facts are no longer signed.</summary>
public sealed class StalledSigningTests(TamperedServer tampered, TestPostgres postgres) : IClassFixture<TamperedServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_fact_that_waits_too_long_is_told_once_and_the_next_stall_again()
    {
        var city = await tampered.CityAsync();
        var services = city.Server.Services;
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var settings = services.GetRequiredService<LedgerSettings>() with { IsOn = true, StalledAfter = TimeSpan.FromMinutes(5) };
        var stalls = new SigningStalls(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<LedgerAlarms>(), settings, clock);
        using var client = city.Server.Client(city.Code);

        (await client.PostAsync("/projects/P-1/facts", Facts.Voided(4))).Status.ShouldBe(201);
        (await client.GetAsync($"/ledger/{city.Code}", "")).Json["unsignedSince"].ShouldNotBeNull();
        clock.Advance(TimeSpan.FromMinutes(4));
        (await StalledAsync()).ShouldBeEmpty();
        clock.Advance(TimeSpan.FromMinutes(2));
        (await StalledAsync()).ShouldBe([13]);
        (await StalledAsync()).ShouldBe([13]);
        var health = await new LedgerHealth(stalls).CheckHealthAsync(new(), Ct);
        (health.Status, health.Description).ShouldSatisfyAllConditions(h => h.Status.ShouldBe(HealthStatus.Degraded), h => h.Description!.ShouldContain($"{city.Code} 0.00:0"));
        (await client.GetAsync($"/ledger/{city.Code}/proof?project=P-1&version=5", "")).ShouldBeRefused(503, "signingStopped");

        await city.Ledger.SignAsync();
        (await client.GetAsync($"/ledger/{city.Code}", "")).Json["unsignedSince"].ShouldBeNull();
        (await client.PostAsync("/projects/P-2/facts", Facts.Voided(4))).Status.ShouldBe(201);
        (await client.GetAsync($"/ledger/{city.Code}/proof?project=P-2&version=5", "")).ShouldBeRefused(503, "notYetSigned");
        (await StalledAsync()).ShouldBe([13, 14]);

        async Task<IReadOnlyList<long>> StalledAsync()
        {
            await stalls.RaiseAsync(Ct);
            return [.. (await services.GetRequiredService<LedgerAlarms>().AllAsync(city.Code, Ct)).Where(a => a.Kind == AlarmKind.Stalled).Select(a => a.Seq)];
        }
    }

    [Fact]
    public async Task a_transaction_that_does_not_end_is_noticed_and_the_server_serves_on()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, settings: ["Ledger:Every=00:00:00.1", "Ledger:SignEvery=00:00:00.1", "Ledger:StalledAfter=00:00:01"]);
        var code = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(code);
        using var anybody = server.Anonymous();
        await using (var writer = await server.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct))
        await using (await writer.BeginTransactionAsync(Ct))
        {
            await using (var write = new NpgsqlCommand("select pg_current_xact_id()", writer)) await write.ExecuteScalarAsync(Ct);
            (await client.PostAsync("/projects", OwnCity.ProjectIn(code, "P-1"))).Status.ShouldBe(201);

            await Eventually.HoldsAsync(async () => (await server.Services.GetRequiredService<LedgerAlarms>().AllAsync(code, Ct)).Any(a => a is { Kind: AlarmKind.Stalled, Seq: 1 }));
            using var ready = await anybody.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
            ((int)ready.StatusCode).ShouldBe(200);
            (await ready.Content.ReadAsStringAsync(Ct)).ShouldMatch($"^Degraded\nledger: not signed for: .*{code} 0\\.00:00:");
        }

        await Eventually.HoldsAsync(async () => (await client.GetAsync($"/ledger/{code}/proof?project=P-1&version=1", "")).Status == 200);
        (await anybody.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Ct)).ShouldBe("Healthy");
    }
}
