using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Issuing;
using Npgsql;

namespace MajorProjects.Server.Tests.Digests.Delivery;

/// <summary>Issued once, delivered at least once: what is tried when, by whom, and what is recorded of it.</summary>
public sealed class DeliverDueTests(OwnCity own) : IClassFixture<OwnCity>
{
    private static readonly Recipient Leaders = new(Channel.WeCom, "leaders", "领导群");

    private static readonly Recipient Wang = new(Channel.Mail, "wang@jcfgw.example", "王主任");

    private static readonly Text Away = new("对方暂不能接收。", "It cannot be taken for now.");

    private readonly OwnCity own = own;
    private readonly Outbox outbox = new(own);

    private static Guid IdOf(Guid digest, Recipient recipient) => DigestOrder.DeliveryOf(digest, recipient);

    [Fact]
    public async Task every_recipient_gets_what_was_issued_once_and_that_is_recorded()
    {
        var digest = await outbox.IssueAsync(Wang, Leaders);

        (await outbox.RunAsync()).ShouldBe(2);
        (await outbox.RunAsync()).ShouldBe(0);

        outbox.Sent.ShouldBe(
            [new(IdOf(digest, Wang), 1, Wang, Outbox.LetterOf(digest)), new(IdOf(digest, Leaders), 1, Leaders, Outbox.LetterOf(digest))], new Likewise(), ignoreOrder: true);
        (await outbox.EventsAsync(digest)).ShouldBe([new DigestDelivered(IdOf(digest, Wang), 1), new DigestDelivered(IdOf(digest, Leaders), 1)], ignoreOrder: true);
        var deliveries = await outbox.DeliveriesAsync(digest);
        deliveries.ShouldAllBe(d => d.State == DeliveryState.Delivered && d.Attempts == 1 && d.DeliveredAt == outbox.Clock.GetUtcNow() && d.NextAttemptAt == null && d.LastError == null);
        deliveries.Select(d => (d.Channel, d.To, d.Name)).ShouldBe([(Wang.Channel, Wang.To, Wang.Name), (Leaders.Channel, Leaders.To, Leaders.Name)]);
    }

    [Fact]
    public async Task a_delivery_waits_for_the_documents_of_its_digest()
    {
        var digest = await outbox.IssueAsync([Leaders], rendered: false);
        (await outbox.RunAsync()).ShouldBe(0);
        (await outbox.DeliveriesAsync(digest)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);
    }

    [Fact]
    public async Task what_fails_is_tried_again_after_longer_and_longer_under_the_same_id_and_is_a_dead_letter_in_the_end()
    {
        outbox.Receive = (_, _) => throw new NotDeliveredException(Away);
        var digest = await outbox.IssueAsync(Leaders);

        foreach (var wait in RetryRule.Waits)
        {
            (await outbox.RunAsync()).ShouldBe(1);
            (await outbox.RunAsync()).ShouldBe(0);
            var waiting = (await outbox.DeliveriesAsync(digest)).ShouldHaveSingleItem();
            (waiting.State, waiting.NextAttemptAt, waiting.LastError).ShouldBe((DeliveryState.Waiting, outbox.Clock.GetUtcNow() + wait, Away.Both()));
            outbox.Clock.Advance(wait - TimeSpan.FromSeconds(1));
            (await outbox.RunAsync()).ShouldBe(0);
            outbox.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        (await outbox.RunAsync()).ShouldBe(1);
        outbox.Clock.Advance(TimeSpan.FromDays(30));
        (await outbox.RunAsync()).ShouldBe(0);

        var dead = (await outbox.DeliveriesAsync(digest)).ShouldHaveSingleItem();
        (dead.State, dead.Attempts, dead.NextAttemptAt).ShouldBe((DeliveryState.Dead, 6, null));
        outbox.Sent.Select(p => (p.Delivery, p.Attempt)).ShouldBe(Enumerable.Range(1, 6).Select(n => (IdOf(digest, Leaders), n)));
        var events = (await outbox.EventsAsync(digest)).Cast<DigestDeliveryFailed>().ToList();
        events.Select(e => e.Attempt).ShouldBe(Enumerable.Range(1, 6));
        events.Count(e => e.RetryAt is null).ShouldBe(1);
        events[^1].RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task what_the_receiver_refuses_for_good_is_a_dead_letter_at_once_and_the_others_are_reached()
    {
        outbox.Receive = (parcel, _) => parcel.Recipient == Wang ? throw new NotDeliveredException(Away, isPermanent: true) : Task.CompletedTask;
        var digest = await outbox.IssueAsync(Wang, Leaders);

        await outbox.RunAsync();

        (await outbox.DeliveriesAsync(digest)).Select(d => (d.Channel, d.State)).ShouldBe([(Channel.Mail, DeliveryState.Dead), (Channel.WeCom, DeliveryState.Delivered)]);
        (await outbox.EventsAsync(digest)).ShouldContain(new DigestDeliveryFailed(IdOf(digest, Wang), 1, Away.Both(), null));
    }

    [Fact]
    public async Task a_dead_letter_that_is_replayed_is_tried_from_the_first_try_on_under_the_same_id()
    {
        outbox.Receive = (_, _) => throw new NotDeliveredException(Away, isPermanent: true);
        var digest = await outbox.IssueAsync(Leaders);
        await outbox.RunAsync();
        var delivery = IdOf(digest, Leaders);

        var replayed = await outbox.ReplayAsync(digest, delivery);

        (replayed.State, replayed.Attempts, replayed.NextAttemptAt).ShouldBe((DeliveryState.Waiting, 0, outbox.Clock.GetUtcNow()));
        outbox.Receive = (_, _) => Task.CompletedTask;
        (await outbox.RunAsync()).ShouldBe(1);
        outbox.Sent.Select(p => (p.Delivery, p.Attempt)).ShouldBe([(delivery, 1), (delivery, 1)]);
        (await outbox.EventsAsync(digest)).ShouldBe([new DigestDeliveryFailed(delivery, 1, Away.Both(), null), new DigestReplayed(delivery), new DigestDelivered(delivery, 1)]);
        (await own.AskAsync("select user_name from mt_events where tenant_id = $1 and type = 'digestReplayed' order by seq_id desc limit 1")).ShouldBe("tester");
    }

    [Fact]
    public async Task two_servers_at_once_deliver_each_once()
    {
        Recipient[] group = [.. Enumerable.Range(1, 20).Select(n => new Recipient(Channel.Webhook, $"target{n}"))];
        var digest = await outbox.IssueAsync(group);
        // Until the second server has come to it, the first one's receiver keeps the line open.
        var both = new TaskCompletionSource();
        var here = 0;
        outbox.Receive = async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref here) >= 8) both.TrySetResult();
            await both.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        };

        var tries = await Task.WhenAll(outbox.RunAsync(), outbox.RunAsync());

        tries.Sum().ShouldBe(20);
        tries.ShouldAllBe(n => n > 0);
        outbox.Sent.Select(p => p.Delivery).ShouldBe(group.Select(to => IdOf(digest, to)), ignoreOrder: true);
        (await outbox.EventsAsync(digest)).Cast<DigestDelivered>().Select(e => e.Delivery).ShouldBe(group.Select(to => IdOf(digest, to)), ignoreOrder: true);
    }

    [Fact]
    public async Task who_dies_between_sending_and_recording_leaves_it_to_be_sent_again_under_the_same_id()
    {
        var digest = await outbox.IssueAsync(Leaders);
        var delivery = IdOf(digest, Leaders);
        outbox.Receive = async (_, cancellation) => await DieAsync(delivery, cancellation);
        (await outbox.RunAsync()).ShouldBe(0);
        (await outbox.EventsAsync(digest)).ShouldBeEmpty();
        (await outbox.DeliveriesAsync(digest)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);

        outbox.Receive = (_, _) => Task.CompletedTask;
        (await outbox.RunAsync()).ShouldBe(1);

        outbox.Sent.Select(p => (p.Delivery, p.Attempt)).ShouldBe([(delivery, 1), (delivery, 1)]);
        (await outbox.EventsAsync(digest)).ShouldBe([new DigestDelivered(delivery, 1)]);
    }

    [Fact]
    public async Task a_server_that_stops_while_it_sends_leaves_the_delivery_as_it_was()
    {
        var digest = await outbox.IssueAsync(Leaders);
        using var stopping = new CancellationTokenSource();
        outbox.Receive = async (_, cancellation) =>
        {
            await stopping.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        };
        await Should.ThrowAsync<OperationCanceledException>(() => outbox.RunAsync(stopping.Token));
        (await outbox.EventsAsync(digest)).ShouldBeEmpty();

        outbox.Receive = (_, _) => Task.CompletedTask;
        (await outbox.RunAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task what_was_received_while_the_server_stops_is_recorded()
    {
        var digest = await outbox.IssueAsync(Leaders);
        using var stopping = new CancellationTokenSource();
        outbox.Receive = (_, _) => stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => outbox.RunAsync(stopping.Token));
        (await outbox.EventsAsync(digest)).ShouldBe([new DigestDelivered(IdOf(digest, Leaders), 1)]);
    }

    [Fact]
    public async Task receivers_that_do_not_answer_hold_up_nothing_else_for_long()
    {
        outbox.Receive = (_, _) =>
        {
            outbox.Clock.Advance(TimeSpan.FromSeconds(15));
            throw new NotDeliveredException(Away);
        };
        await outbox.IssueAsync([.. Enumerable.Range(1, 12).Select(n => new Recipient(Channel.Webhook, $"silent{n}"))]);
        var tries = await outbox.RunAsync();
        tries.ShouldBeLessThan(12);
        // A day is more than all tries take, with those that have to wait for the others.
        for (var hours = 0.0; hours < 24; hours += 0.25)
        {
            outbox.Clock.Advance(TimeSpan.FromHours(0.25));
            tries += await outbox.RunAsync();
        }
        tries.ShouldBe(12 * (1 + RetryRule.Waits.Count));
        outbox.Sent.GroupBy(s => s.Delivery).ShouldAllBe(d => d.Count() == 1 + RetryRule.Waits.Count);
    }

    [Fact]
    public async Task a_fault_of_our_own_is_tried_again_and_tells_nothing_of_what_is_inside()
    {
        outbox.Receive = (_, _) => throw new InvalidOperationException("https://elsewhere.example/?key=secret");
        var digest = await outbox.IssueAsync(Leaders);
        await outbox.RunAsync();
        var waiting = (await outbox.DeliveriesAsync(digest)).ShouldHaveSingleItem();
        waiting.State.ShouldBe(DeliveryState.Waiting);
        waiting.LastError!.ShouldNotContain("secret");
        waiting.LastError!.ShouldNotContain("Exception");
    }

    // As the database does with the connection of a process that is killed.
    private async Task DieAsync(Guid delivery, CancellationToken cancellation)
    {
        await using var kill = outbox.Database.CreateCommand("""
            select count(pg_terminate_backend(l.pid)) from pg_locks l, hashtextextended($1, 0) key
            where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())
                  and (l.classid::bigint << 32 | l.objid::bigint) = key
            """);
        kill.Parameters.AddWithValue($"delivery/{delivery}");
        (await kill.ExecuteScalarAsync(cancellation)).ShouldBe(1L);
    }

    private sealed class Likewise : IEqualityComparer<Parcel>
    {
        public bool Equals(Parcel? x, Parcel? y) => Key(x!) == Key(y!);

        public int GetHashCode(Parcel obj) => Key(obj).GetHashCode();

        private static (Guid, int, Recipient, Guid) Key(Parcel parcel) => (parcel.Delivery, parcel.Attempt, parcel.Recipient, parcel.Letter.Digest);
    }
}
