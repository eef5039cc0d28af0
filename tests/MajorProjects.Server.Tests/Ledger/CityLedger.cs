using MajorProjects.Ledger;
using MajorProjects.Server.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>A city's ledger, driven step by step.</summary>
internal sealed class CityLedger(ServerUnderTest server, string city)
{
    public VerifierKey Key => server.Services.GetRequiredService<LedgerKeys>().Verifier(city);

    private NpgsqlDataSource Database => server.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Gives all facts of the city their leaves, beside whoever else does, and signs.</summary>
    /// <returns>What is signed; null where nothing may be.</returns>
    public async Task<SignedCheckpoint?> SignAsync()
    {
        await SequenceAsync();
        return await server.Services.GetRequiredService<CheckpointSigner>().SignAsync(city, default);
    }

    public async Task SequenceAsync()
    {
        await using var select = Database.CreateCommand("select max(seq_id) from mt_events where tenant_id = $1");
        select.Parameters.AddWithValue(city);
        var head = (long)(await select.ExecuteScalarAsync())!;
        await Eventually.HoldsAsync(async () => await server.Services.GetRequiredService<Sequencer>().SequenceAsync(city, head, default) is not null);
    }

    /// <summary>Verifies as it would be done so much later.</summary>
    public Task<Verified> VerifyAsync(TimeSpan later) => new Verification(
        Database, server.Services.GetRequiredService<LedgerKeys>(), server.Services.GetRequiredService<LastSigned>(), new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later))
        .RunAsync(city, [], default);

    public Task<Verified> VerifyAsync(params SignedNote[] outside) => server.Services.GetRequiredService<Verification>().RunAsync(city, outside, default);

    /// <summary>The hash that the fact at a position would have now.</summary>
    public async Task<MajorProjects.Ledger.Hash> LeafOfAsync(long position)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var select = StoredEntries.At(connection, city, [position]);
        await using var row = await select.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return Merkle.OfLeaf(StoredEntries.Read(row, city).ToBytes());
    }

    public async Task<LedgerLog> LogAsync() => (await LedgerLog.CurrentAsync(Database, city, default))!;
}
