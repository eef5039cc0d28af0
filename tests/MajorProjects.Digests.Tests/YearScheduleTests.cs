using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests;

/// <summary>Planned to date − late + early = actual.</summary>
public class YearScheduleTests
{
    private static readonly Gen<PlannedRow[]> Rows = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 12]).Array[0, 40]
        .Select(months => months.Select((m, n) => Row(n, new DateOnly(2026, m.Item1, 1).AddMonths(1).AddDays(-1), m.Item2 == 0 ? null : new DateOnly(2026, m.Item2, 10))).ToArray());

    [Fact]
    public void whatever_was_planned_and_done_the_identity_holds_with_each_named_once() => Gen.Select(Rows, Gen.Int[1, 365]).Sample((planned, day) =>
    {
        var asOf = new DateOnly(2025, 12, 31).AddDays(day);
        var rows = planned.Select(r => AsOf(r, asOf)).ToList();

        var schedule = YearSchedule.Of(PlannedMilestone.Start, asOf, rows);

        (schedule.PlannedToDate - schedule.Late.Count - schedule.Pending.Count + schedule.Early.Count).ShouldBe(schedule.Actual);
        schedule.Late.Items.ShouldAllBe(l => YearMonth.Of(l.Planned).Last <= asOf);
        schedule.Pending.Items.ShouldAllBe(l => YearMonth.Of(l.Planned) == YearMonth.Of(asOf));
        schedule.Early.Items.ShouldAllBe(l => l.Planned > asOf && l.Taken <= asOf);
        if (asOf == YearMonth.Of(asOf).Last) schedule.Pending.Count.ShouldBe(0);
        schedule.Late.Items.Concat(schedule.Pending.Items).Concat(schedule.Early.Items).Select(l => l.Project.Project).ShouldBeUnique();
    });

    [Theory]
    [InlineData("2026-07-30", 0, 1)]
    [InlineData("2026-07-31", 1, 0)]
    [InlineData("2026-08-01", 1, 0)]
    public void nothing_is_late_before_its_month_is_over(string asOf, int late, int pending)
    {
        var day = DateOnly.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture);
        var schedule = YearSchedule.Of(PlannedMilestone.Start, day, [AsOf(Row(1, new(2026, 7, 31), null), day)]);
        (schedule.Late.Count, schedule.Pending.Count).ShouldBe((late, pending));
    }

    [Fact]
    public void what_the_plan_and_the_batches_tell_apart_is_named()
    {
        var row = Row(3, new(2026, 7, 31), null) with { IsTaken = true };
        Should.Throw<ScheduleBrokenException>(() => YearSchedule.Of(PlannedMilestone.Start, new(2026, 8, 1), [row])).Message.ShouldContain(row.Project.Name);
    }

    private static PlannedRow Row(int number, DateOnly planned, DateOnly? taken) =>
        new(new(new Guid(number, 0, 0, new byte[8]), $"项目{number}", "990101"), planned, IsDue: false, IsTaken: false, taken);

    // As the metric tells it: due by its month, taken by its day.
    private static PlannedRow AsOf(PlannedRow row, DateOnly asOf)
    {
        var taken = row.TakenOn <= asOf ? row.TakenOn : null;
        return row with { IsDue = row.Planned <= YearMonth.Of(asOf).Last, IsTaken = taken is not null, TakenOn = taken };
    }
}
