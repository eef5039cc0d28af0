using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>How far a log is settled: never beyond a position that somebody may still fill.</summary>
public sealed class SettlementTests(OwnCity own) : IClassFixture<OwnCity>
{
    private const string City = "990100";

    [Fact]
    public void what_was_seen_is_settled_once_all_who_wrote_then_have_ended()
    {
        var settlement = Settlement.Nothing.After(At(oldest: 7, next: 9, head: 20));

        settlement.Settled.Heads.ShouldBeEmpty();
        settlement.After(At(oldest: 8, next: 12, head: 30)).Settled.Heads.ShouldBeEmpty();
        settlement.After(At(oldest: 9, next: 12, head: 30)).Settled.Heads[City].ShouldBe(20);
    }

    [Fact]
    public async Task a_position_that_a_transaction_under_way_was_given_holds_back_those_after_it()
    {
        var database = own.Server.Services.GetRequiredService<NpgsqlDataSource>();
        await own.RegisterAsync();
        var before = await own.CountFactsAsync();
        await using var writer = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand($"select pg_current_xact_id(); select nextval('mt_events_sequence_{own.Code}')", writer, transaction)) await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await own.RegisterAsync();

        var settlement = Settlement.Nothing.After(await Look.TakeAsync(database, TestContext.Current.CancellationToken));
        settlement = settlement.After(await Look.TakeAsync(database, TestContext.Current.CancellationToken));
        settlement.Settled.Heads.ContainsKey(own.Code).ShouldBeFalse();

        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => (settlement = settlement.After(await Look.TakeAsync(database, TestContext.Current.CancellationToken))).Settled.Heads.GetValueOrDefault(own.Code) >= before + 2);
    }

    private static Look At(ulong oldest, ulong next, long head) => new(oldest, next, new Dictionary<string, long>(StringComparer.Ordinal) { [City] = head }, new Dictionary<string, long>(StringComparer.Ordinal));
}
