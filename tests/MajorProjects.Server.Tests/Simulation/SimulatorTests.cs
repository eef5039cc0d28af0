using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Simulation;

namespace MajorProjects.Server.Tests.Simulation;

/// <summary>The generator: the same histories for a seed, each of them one that the rules let happen.</summary>
public class SimulatorTests
{
    private const int Count = 500;

    private static readonly City City = SimulatedCity("990100");

    private static readonly List<SimulatedProject> Projects = Simulate(42);

    private static List<SimulatedFact> Facts => [.. Projects.SelectMany(p => p.Facts)];

    [Fact]
    public void the_same_seed_gives_the_same_histories() => Written(Simulate(42)).ShouldBe(Written(Projects));

    [Fact]
    public void another_seed_and_another_city_give_others()
    {
        Written(Simulate(43)).ShouldNotBe(Written(Projects));
        new Simulator(SimulatedCity("990200"), 42).Projects(Count).Select(p => p.Id).Intersect(Projects.Select(p => p.Id)).ShouldBeEmpty();
    }

    [Fact]
    public void a_seed_gives_what_it_gave_on_the_day_this_was_written()
    {
        // Whatever the machine and the version of .NET. A change of the generator changes these on purpose.
        Projects[0].Id.ShouldBe(Guid.Parse("0177384f-2ec6-79c0-b356-ea6cf15f8e4e"));
        var told = string.Join('\n', Facts.Select(f => $"{f.Id} {f.RecordedAt.UtcTicks} {FactType.Of(f.Fact).Name} {f.Fact.OccurredOn:yyyy-MM-dd}"))
            + string.Join(' ', Registrations().Select(r => r.TotalInvestmentWan));
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(told)))[..16].ShouldBe("5CBC6F5D924C037F");
    }

    [Fact]
    public void a_few_projects_are_the_first_of_many() => Written(new Simulator(City, 42).Projects(50)).ShouldBe(Written(Projects.Take(50)));

    [Fact]
    public void every_history_is_one_that_the_rules_accept()
    {
        foreach (var project in Simulate(7).Concat(Projects))
        {
            var history = History.Empty;
            var brought = new Queue<Fact>();
            foreach (var recorded in project.Facts)
            {
                if (brought.TryDequeue(out var due)) recorded.Fact.ShouldBe(due with { Note = recorded.Fact.Note, Evidence = recorded.Fact.Evidence });
                else
                {
                    history.Refuses(recorded.Fact, new(Clock.DayOf(recorded.RecordedAt), City) { By = recorded.RecordedBy }).ShouldBeNull($"{recorded}");
                    foreach (var fact in recorded.Fact.Brings(history)) brought.Enqueue(fact);
                }
                history = history.Add(recorded.Fact, recorded.RecordedBy);
            }
            brought.ShouldBeEmpty();
        }
    }

    [Fact]
    public void facts_of_a_project_are_recorded_one_after_the_other_in_the_years_of_the_plan()
    {
        foreach (var project in Projects)
        {
            project.Facts[0].Fact.ShouldBeOfType<ProjectRegistered>();
            project.Facts.Zip(project.Facts.Skip(1)).ShouldAllBe(pair => pair.First.RecordedAt < pair.Second.RecordedAt);
        }
        Facts.ShouldAllBe(f => Clock.DayOf(f.RecordedAt) >= new DateOnly(2020, 12, 1) && Clock.DayOf(f.RecordedAt) <= new DateOnly(2025, 12, 31));
    }

    [Fact]
    public void identifiers_are_of_version_7_of_the_instant_and_occur_once()
    {
        foreach (var project in Projects)
        {
            project.Id.Version.ShouldBe(7);
            Convert.ToInt64(project.Id.ToString("N")[..12], 16).ShouldBe(project.Facts[0].RecordedAt.ToUnixTimeMilliseconds());
        }
        Facts.Select(f => f.Id).Concat(Projects.Select(p => p.Id)).ShouldBeUnique();
        Registrations().SelectMany(r => new[] { r.LocalCode, r.NationalCode }.OfType<string>()).ShouldBeUnique();
    }

    [Fact]
    public void nobody_can_take_them_for_real_ones()
    {
        Registrations().ShouldAllBe(r => r.Name.StartsWith("模拟·", StringComparison.Ordinal) && r.Owner!.StartsWith("模拟·", StringComparison.Ordinal));
        Facts.ShouldAllBe(f => f.Fact.Note == "模拟" && f.Fact.Evidence == "simulate --seed 42" && f.RecordedBy.StartsWith("simulate", StringComparison.Ordinal));
    }

    [Fact]
    public void each_kind_of_situation_occurs()
    {
        var facts = Facts.ConvertAll(f => f.Fact);
        foreach (var type in FactType.All.Where(t => t.Class.Namespace == typeof(FactVoided).Namespace && Simulated.Contains(t.Class)))
            facts.ShouldContain(f => f.GetType() == type.Class, type.Name);
        facts.ShouldContain(f => f is ContractSigned && ((ContractSigned)f).Agreement == Agreement.Framework);
        facts.ShouldContain(f => f is ProjectCommissioned && ((ProjectCommissioned)f).Extent == Extent.Part);
        facts.OfType<ProjectCommissioned>().Select(f => f.Mode).Distinct().Count().ShouldBe(3);
        facts.Where(f => f.Round is not null).Select(f => f.CountsAs()!.Kind).Distinct().Count().ShouldBe(3);
        facts.ShouldContain(f => f.Round == "2024-4");
        Registrations().ShouldContain(r => r.PriorStepsUnrecorded);
        Registrations().Select(r => r.Region).Distinct().Count().ShouldBe(7);
        Projects.ShouldContain(p => p.Facts.Count(f => f.Fact is ProjectDelayed) > 2);
        Projects.ShouldContain(p => IsRecordedAgain(p), "a fact is voided and recorded again as it should have been");
    }

    [Fact]
    public void in_numbers_it_looks_like_a_city()
    {
        var facts = Facts;
        ((double)facts.Count / Count).ShouldBeInRange(10, 16);
        var late = facts.Count(f => Clock.DayOf(f.RecordedAt).DayNumber - f.Fact.OccurredOn.DayNumber > 30);
        (late / (double)facts.Count).ShouldBeInRange(0.01, 0.08);
        var starts = facts.Select(f => f.Fact).OfType<ConstructionStarted>().ToList();
        (starts.Count(s => s.OccurredOn.Month is 12 or 1 or 2) / (double)starts.Count).ShouldBeLessThan(0.1);
        (starts.Count(s => s.OccurredOn.Month is 3 or 4 or 5 or 9 or 10) / (double)starts.Count).ShouldBeGreaterThan(0.6);
        foreach (var project in Projects.Where(p => p.Facts[^1].Fact is ProjectCommissioned && p.Facts.All(f => f.Fact is not FactVoided)))
        {
            var completed = project.Facts.Select(f => f.Fact).OfType<ProgressReported>().Sum(r => r.CompletedWan!.Value.Amount);
            completed.ShouldBeLessThanOrEqualTo(((ProjectRegistered)project.Facts[0].Fact).TotalInvestmentWan!.Value.Amount * 1.08m + 50);
        }
    }

    // The kinds that this generator knows of; others may follow.
    private static readonly HashSet<Type> Simulated =
    [
        typeof(ProjectRegistered), typeof(ContractSigned), typeof(ConstructionStarted), typeof(ProgressReported), typeof(ProjectDelayed),
        typeof(ProjectSuspended), typeof(ProjectResumed), typeof(ProjectWithdrawn), typeof(ProjectRestored), typeof(ProjectCommissioned), typeof(FactVoided),
        typeof(ProjectReserved), typeof(ProjectAppraised), typeof(ApprovalObtained), typeof(CommitmentAccepted), typeof(SigningUpgraded), typeof(InvestmentIncreased),
        typeof(InvestorReplaced), typeof(EnteredStatistics), typeof(TrialProductionStarted), typeof(ProjectCompleted), typeof(FullCapacityReached), typeof(YearPlanSet),
        typeof(ExtensionRequested), typeof(ExtensionGranted), typeof(ExtensionRefused), typeof(DetailsRevised),
    ];

    internal static City SimulatedCity(string code) => new(
        RegionCode.Parse(code), "模拟市", Enumerable.Range(1, 6).ToDictionary(n => $"{code[..4]}{n:00}", n => $"模拟{n}县"),
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "seeds", "industries.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(c => c[0], c => c[1]));

    private static List<SimulatedProject> Simulate(long seed) => [.. new Simulator(City, seed).Projects(Count)];

    private static IEnumerable<ProjectRegistered> Registrations() => Projects.Select(p => (ProjectRegistered)p.Facts[0].Fact);

    private static bool IsRecordedAgain(SimulatedProject project) => project.Facts.Zip(project.Facts.Skip(1)).Any(pair =>
        pair.First.Fact is FactVoided voiding && project.Facts[voiding.Version - 1].Fact.GetType() == pair.Second.Fact.GetType());

    private static string Written(IEnumerable<SimulatedProject> projects) => string.Join('\n', projects.SelectMany(p => p.Facts.Select(f =>
        $"{p.Id} {f.Id} {f.RecordedAt:O} {JsonSerializer.Serialize(f.Fact, f.Fact.GetType(), Json.Stored)}")));
}
