using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Simulation;

/// <summary>
/// How what happens to a project comes to be recorded: mostly within days, in office hours; now and then months late; sometimes
/// wrongly, and then put right. The rules are asked about each fact as they would be when somebody records it: what they refuse waits
/// until something else is on record, and is left out where they never accept it.
/// </summary>
internal sealed class Recordings
{
    public const string RecordedBy = "simulate";

    /// <summary>Who decides on what the other asks for.</summary>
    public const string DecidedBy = "simulate-review";

    private const ulong OfficeMicroseconds = 34_200_000_000;

    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private readonly City city;
    private readonly string evidence;
    private readonly Chance chance;
    private readonly List<SimulatedFact> recorded = [];
    private History history = History.Empty;

    private Recordings(City city, string evidence, Chance chance) => (this.city, this.evidence, this.chance) = (city, evidence, chance);

    private DateTimeOffset Latest => recorded.Count == 0 ? DateTimeOffset.MinValue : recorded[^1].RecordedAt;

    public static SimulatedProject Of(IReadOnlyList<Fact> life, City city, string evidence, Chance chance)
    {
        var recordings = new Recordings(city, evidence, chance);
        recordings.Record(life);
        return new(chance.Id(recordings.recorded[0].RecordedAt), recordings.recorded);
    }

    private void Record(IReadOnlyList<Fact> life)
    {
        Accepts(life[0], Instant(life[0].OccurredOn, Math.Min(Lag(), Simulator.LastDay.DayNumber - life[0].OccurredOn.DayNumber - 3)));
        var waiting = new List<Fact>();
        foreach (var (fact, instant) in life.Skip(1).Select(f => (Fact: f, Instant: Instant(f.OccurredOn, Lag()))).OrderBy(f => f.Instant))
        {
            if (!Accepts(fact, NotBefore(instant)))
            {
                waiting.Add(fact);
                continue;
            }
            // OrderBy keeps what is equal in order, so those that happened first are tried first.
            while (waiting.OrderBy(f => f.OccurredOn).FirstOrDefault(f => Accepts(f, Soon())) is { } late) waiting.Remove(late);
        }
    }

    private bool Accepts(Fact fact, DateTimeOffset instant)
    {
        if (!IsAcceptable(fact, instant)) return false;
        if (fact is not (ProjectRegistered or ExtensionGranted or ExtensionRefused) && chance.Falls(0.02)) RecordWrongly(fact, instant);
        else Add(fact, instant);
        return true;
    }

    // Nothing else is recorded in between, so nothing comes to depend on the mistake.
    private void RecordWrongly(Fact fact, DateTimeOffset instant)
    {
        var (wrong, mistake) = Mistaken(fact);
        if (IsAcceptable(wrong, instant))
        {
            Add(wrong, instant);
            var found = Instant(Clock.DayOf(instant), chance.Between(1, 12));
            var voiding = new FactVoided { OccurredOn = Clock.DayOf(found), Version = history.Version, Reason = mistake, Authority = $"{city.Name}发展改革委" };
            if (!IsAcceptable(voiding, found)) return;
            Add(voiding, found);
            instant = Soon();
        }
        if (IsAcceptable(fact, instant)) Add(fact, instant);
    }

    private (Fact Wrong, string Mistake) Mistaken(Fact fact) => fact switch
    {
        ContractSigned { AmountWan: { } amount } signed when chance.Falls(0.5) => (signed with { AmountWan = new Wan(amount.Amount * 10) }, "金额多录一位（模拟）"),
        ProgressReported { CompletedWan: { } amount } report => (report with { CompletedWan = new Wan(amount.Amount * 10) }, "金额多录一位（模拟）"),
        _ => (fact with { OccurredOn = fact.OccurredOn.AddDays(-chance.Between(1, 25)) }, "日期录错（模拟）"),
    };

    private bool IsAcceptable(Fact fact, DateTimeOffset instant) =>
        Clock.DayOf(instant) <= Simulator.LastDay && history.Refuses(Labelled(fact), new(Clock.DayOf(instant), city) { By = By(fact) }) is null;

    private void Add(Fact fact, DateTimeOffset instant)
    {
        var brought = fact.Brings(history).ToList();
        foreach (var labelled in brought.Prepend(fact).Select(Labelled))
        {
            history = history.Add(labelled, By(fact));
            recorded.Add(new(chance.Id(instant), labelled, instant, By(fact)));
            instant = instant.AddMicroseconds(1);
        }
    }

    private static string By(Fact fact) => fact is ExtensionGranted or ExtensionRefused ? DecidedBy : RecordedBy;

    private Fact Labelled(Fact fact) => fact with { Note = "模拟", Evidence = evidence };

    private int Lag() => chance.Between(1, 100) switch
    {
        <= 62 => chance.Between(0, 5),
        <= 96 => chance.Between(6, 26),
        _ => chance.Between(31, 150),
    };

    // Some moment of a working day.
    private DateTimeOffset Instant(DateOnly occurredOn, int lag)
    {
        var day = occurredOn.AddDays(Math.Max(0, lag));
        if (day.DayOfWeek is DayOfWeek.Saturday) day = day.AddDays(2);
        else if (day.DayOfWeek is DayOfWeek.Sunday) day = day.AddDays(1);
        return new DateTimeOffset(day, new TimeOnly(8, 30), Shanghai)
            .AddTicks((long)(chance.Next() % OfficeMicroseconds) * TimeSpan.TicksPerMicrosecond).ToUniversalTime();
    }

    private DateTimeOffset NotBefore(DateTimeOffset instant) => instant > Latest ? instant : Soon();

    private DateTimeOffset Soon() => Latest.AddTicks(chance.Between(60_000_000, 900_000_000) * TimeSpan.TicksPerMicrosecond);
}
