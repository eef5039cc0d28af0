using System.Collections.Concurrent;
using MajorProjects.Digests;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Digests.Delivery;

/// <summary>
/// Digests of a city that are to be delivered, and servers that deliver them. It is centuries from now there, so that the server that all tests share
/// finds nothing of it due; and each time it is a year earlier than the time before, so that no test finds due what another has left.
/// </summary>
internal sealed class Outbox(OwnCity own)
{
    private static int years;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2900 - Interlocked.Increment(ref years), 11, 30, 0, 0, 0, TimeSpan.Zero));

    /// <summary>What receivers were sent, in order.</summary>
    public ConcurrentQueue<Parcel> Sent { get; } = new();

    /// <summary>What a receiver does with a parcel.</summary>
    public Func<Parcel, CancellationToken, Task> Receive { get; set; } = (_, _) => Task.CompletedTask;

    public NpgsqlDataSource Database => own.Server.Services.GetRequiredService<NpgsqlDataSource>();

    private IDocumentStore Store => own.Server.Services.GetRequiredService<IDocumentStore>();

    /// <summary>A server that delivers.</summary>
    public DeliverDue Server() => new(
        Store, Database, own.Server.Services.GetRequiredService<Cities>(), [.. Enum.GetValues<Channel>().Select(channel => new Received(channel, this))],
        (_, digest, _, _) => Task.FromResult(LetterOf(digest)), Clock, NullLogger<DeliverDue>.Instance);

    /// <summary>Tries what is due in the city.</summary>
    public Task<int> RunAsync(CancellationToken? stopping = null) => Server().RunAsync(own.City.Code, stopping ?? TestContext.Current.CancellationToken);

    /// <summary>Issues a digest to somebody.</summary>
    public async Task<Guid> IssueAsync(IReadOnlyList<Recipient> to, string? region = null, bool rendered = true)
    {
        var digest = Guid.CreateVersion7();
        var now = Clock.GetUtcNow();
        var issued = new DigestIssued(
            null, DigestKind.Weekly, new(region), Period.Parse("2099W48"), null, new(2099, 11, 29), now, 0, null, null, new('0', 64), now, null, Late: false,
            [.. to.Select(recipient => new DigestDelivery(DigestOrder.DeliveryOf(digest, recipient), recipient))], []);
        var caller = Caller.System("tester", "测试员", own.City);
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var session = Store.SessionOf(caller, transaction);
        session.Events.StartStream<Digest>(digest, issued);
        await session.SaveChangesAsync();
        await DigestRows.InsertAsync(connection, transaction, own.City, digest, issued, caller.Subject, [], TestContext.Current.CancellationToken);
        if (rendered) await session.RecordAsync(transaction, own.City, digest, new DigestRendered([]), now, TestContext.Current.CancellationToken);
        await transaction.CommitAsync();
        return digest;
    }

    public Task<Guid> IssueAsync(params Recipient[] to) => IssueAsync(to, region: null);

    /// <summary>Replays a dead letter; at the time of here, so that it is not the shared server that tries it.</summary>
    public Task<DeliveryView> ReplayAsync(Guid digest, Guid delivery) => ReplayDelivery.Post(
        $"{digest}", $"{delivery}", new Microsoft.AspNetCore.Http.DefaultHttpContext(), Caller.System("tester", "测试员", own.City), Store, Database, Clock, own.Server.Services.GetRequiredService<DigestClock>(), TestContext.Current.CancellationToken);

    /// <summary>What became of a digest's deliveries, by its stream.</summary>
    public async Task<IReadOnlyList<object>> EventsAsync(Guid digest)
    {
        await using var session = Store.QuerySession(own.Code);
        return [.. (await session.Events.FetchStreamAsync(digest)).Select(e => e.Data).Where(e => e is not (DigestIssued or DigestRendered))];
    }

    /// <summary>The deliveries of a digest, as the officer sees them.</summary>
    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(Guid digest) => (await own.Client.ReadAsync<DeliveryList>($"/digests/{digest}/deliveries")).Deliveries;

    public static DigestLetter LetterOf(Guid digest) => new(
        digest, "140500", DigestKind.Weekly, Period.Parse("2099W48"), Late: false, Simulated: true, "周报", "<p>周报</p>", [], "# 周报", [], null, [.. "{}"u8]);

    private sealed class Received(Channel channel, Outbox outbox) : IDigestChannel
    {
        public Channel Channel => channel;

        public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
        {
            outbox.Sent.Enqueue(parcel);
            await outbox.Receive(parcel, cancellation);
        }
    }
}
