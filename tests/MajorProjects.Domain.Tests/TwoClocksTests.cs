using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

/// <summary>
/// Martin Fowler's "Bitemporal History" told with planned dates. His Sally earns 6000; payroll runs on the 25th of each month; on the 15th
/// of March a letter says that on the 15th of February she was raised to 6500. Here works are to be in use in June; a bulletin goes out on
/// the 25th of each month; on the 15th of March it is learned that on the 15th of February they were put off to August.
/// </summary>
public class TwoClocksTests
{
    private const string January = "2024-01-25", February = "2024-02-25", March = "2024-03-25";

    private static readonly History History = A.History(
        Registration with { PlannedCommissioning = Plan("2024-06") },
        Delay("2024-02-15", PlannedMilestone.Commissioning, "2024-08"));

    // How many facts were on record when a bulletin went out: the second was recorded on the 15th of March.
    private static readonly Dictionary<string, int> Known = new() { [January] = 1, [February] = 1, [March] = 2 };

    [Theory]
    [InlineData(January, January, "2024-06")]
    [InlineData(February, January, "2024-06")]
    [InlineData(March, January, "2024-06")]
    [InlineData(February, February, "2024-06")]
    [InlineData(March, February, "2024-08")]
    [InlineData(March, March, "2024-08")]
    public void what_was_planned_on_a_day_as_it_was_known_on_another(string recorded, string actual, string planned) =>
        History.At(Known[recorded]).On(Day(actual)).Details!.PlannedCommissioning.ShouldBe(Plan(planned));

    [Fact]
    public void what_is_learned_later_still_changes_what_is_known_and_not_what_was_known()
    {
        // In April it turns out that it was July after all: the delay is voided and recorded right.
        var later = History.Record(Voiding(2)).Record(Delay("2024-02-15", PlannedMilestone.Commissioning, "2024-07"));

        later.On(Day(February)).Details!.PlannedCommissioning.ShouldBe(Plan("2024-07"));
        later.At(2).On(Day(February)).Details!.PlannedCommissioning.ShouldBe(Plan("2024-08"));
        later.At(1).On(Day(February)).Details!.PlannedCommissioning.ShouldBe(Plan("2024-06"));
        later.On(Day(January)).Details!.PlannedCommissioning.ShouldBe(Plan("2024-06"));
    }

    [Fact]
    public void the_timeline_as_it_is_believed_now_has_one_version_for_each_date() =>
        History.Versions().Select(v => (v.From, v.Details.PlannedCommissioning)).ShouldBe([(DateOnly.MinValue, Plan("2024-06")), (Day("2024-02-15"), Plan("2024-08"))]);
}
