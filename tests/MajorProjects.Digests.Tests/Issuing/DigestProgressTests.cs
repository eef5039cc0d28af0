using CsCheck;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Issuing;

/// <summary>How far a digest has come follows from its stream.</summary>
public class DigestProgressTests
{
    private static readonly DateTimeOffset Issued = new(2024, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Guid First = Guid.Parse("01920000-0000-7000-8000-000000000001"), Second = Guid.Parse("01920000-0000-7000-8000-000000000002");

    private static readonly DigestProgress Begun = DigestProgress.Of(new(
        null, DigestKind.Monthly, new(), Period.Parse("2024-02"), null, new(2024, 2, 29), Issued, 1, null, null, new('0', 64), Issued, null, Late: false,
        [new(First, new(Channel.Mail, "wang@jcfgw.example")), new(Second, new(Channel.Folder, "leaders"))], []));

    private static readonly DigestRendered Rendered = new([]);

    [Fact]
    public void what_was_issued_is_made_and_sent_at_once() =>
        Show(Begun).ShouldBe(("- 0 08:00 -", "Waiting 0 08:00 - -", "Waiting 0 08:00 - -"));

    [Fact]
    public void documents_that_cannot_be_made_are_tried_again_and_at_last_nothing_of_the_digest_can_be_sent()
    {
        var once = Begun.After(new DigestRenderingFailed(1, "no font", At(9)), At(8));
        Show(once).ShouldBe(("- 1 09:00 no font", "Waiting 0 08:00 - -", "Waiting 0 08:00 - -"));
        once.HasFailed.ShouldBeFalse();

        var failed = once.After(new DigestRenderingFailed(2, "no font", null), At(9));
        Show(failed).ShouldBe(("- 2 - no font", "Dead 0 - no font -", "Dead 0 - no font -"));
        failed.HasFailed.ShouldBeTrue();

        Show(failed.After(new DigestReplayed(null), At(10))).ShouldBe(("- 0 10:00 no font", "Waiting 0 10:00 - -", "Waiting 0 10:00 - -"));
        Show(failed.After(new DigestReplayed(null), At(10)).After(Rendered, At(11))).ShouldBe(("11:00 1 - -", "Waiting 0 10:00 - -", "Waiting 0 10:00 - -"));
    }

    [Fact]
    public void who_was_not_reached_is_tried_again_and_at_last_is_a_dead_letter_until_somebody_replays_it()
    {
        var once = Begun.After(Rendered, At(8)).After(new DigestDeliveryFailed(First, 1, "away", At(9)), At(8));
        Show(once).ShouldBe(("08:00 1 - -", "Waiting 1 09:00 away -", "Waiting 0 08:00 - -"));

        var dead = once.After(new DigestDeliveryFailed(First, 2, "gone", null), At(9)).After(new DigestDelivered(Second, 1), At(9));
        Show(dead).ShouldBe(("08:00 1 - -", "Dead 2 - gone -", "Delivered 1 - - 09:00"));

        var replayed = dead.After(new DigestReplayed(First), At(10));
        Show(replayed).ShouldBe(("08:00 1 - -", "Waiting 0 10:00 gone -", "Delivered 1 - - 09:00"));
        Show(replayed.After(new DigestDelivered(First, 1), At(11))).ShouldBe(("08:00 1 - -", "Delivered 1 - - 11:00", "Delivered 1 - - 09:00"));
    }

    [Fact]
    public void when_documents_are_made_again_what_has_arrived_stays_so() =>
        Show(Begun.After(new DigestDelivered(Second, 1), At(8)).After(new DigestRenderingFailed(1, "no font", null), At(8)).After(new DigestReplayed(null), At(9)))
            .ShouldBe(("- 0 09:00 no font", "Waiting 0 09:00 - -", "Delivered 1 - - 08:00"));

    [Fact]
    public void whatever_is_recorded_exactly_what_waits_is_due_and_exactly_what_has_arrived_says_when()
    {
        var delivery = Gen.Int[0, 2].Select(i => new[] { First, Second, Guid.Empty }[i]);
        var again = Gen.Int[0, 1].Select(given => given == 0 ? (DateTimeOffset?)null : At(12));
        var recorded = Gen.OneOf<object>(
            Gen.Const<object>(Rendered), again.Select(at => (object)new DigestRenderingFailed(1, "no font", at)), delivery.Select(id => (object)new DigestDelivered(id, 1)),
            Gen.Select(delivery, again, (id, at) => (object)new DigestDeliveryFailed(id, 1, "away", at)), delivery.Select(id => (object)new DigestReplayed(id)),
            Gen.Const<object>(new DigestReplayed(null)));
        recorded.List[0, 12].Sample(stream =>
        {
            var progress = stream.Aggregate(Begun, (before, what) => before.After(what, At(10)));
            progress.Deliveries.Keys.ShouldBe([First, Second], ignoreOrder: true);
            foreach (var d in progress.Deliveries.Values)
            {
                (d.NextAttemptAt is not null).ShouldBe(d.State == DeliveryState.Waiting);
                (d.DeliveredAt is not null).ShouldBe(d.State == DeliveryState.Delivered);
            }
        });
    }

    private static DateTimeOffset At(int hour) => new(2024, 3, 1, hour, 0, 0, TimeSpan.Zero);

    private static (string Documents, string First, string Second) Show(DigestProgress p) =>
        ($"{Time(p.RenderedAt)} {p.RenderAttempts} {Time(p.RenderAt)} {p.RenderError ?? "-"}", Show(p.Deliveries[First]), Show(p.Deliveries[Second]));

    private static string Show(DeliveryProgress d) => $"{d.State} {d.Attempts} {Time(d.NextAttemptAt)} {d.LastError ?? "-"} {Time(d.DeliveredAt)}";

    private static string Time(DateTimeOffset? at) => at is { } instant ? $"{instant:HH:mm}" : "-";
}
