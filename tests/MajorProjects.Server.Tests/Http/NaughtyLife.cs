using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Projects;

namespace MajorProjects.Server.Tests.Http;

/// <summary>
/// A project of which every kind of fact is recorded, with the same naughty string in all its texts; where one cannot be taken, a plain text stands
/// there the next time.
/// </summary>
internal sealed class NaughtyLife(string naughty, int number, string city, IReadOnlyList<Guid> others)
{
    /// <summary>Fields whose texts have a meaning that no naughty string has; they have a test of their own.</summary>
    public static IReadOnlyList<(Type Kind, string Path)> WithMeaning { get; } =
    [
        (typeof(ProjectRegistered), "industry"), (typeof(ProjectRegistered), "nationalCode"), (typeof(DetailsRevised), "changes[].attribute"),
    ];

    private readonly HashSet<(Step Step, string Path)> plain = [];

    /// <summary>The project's id, once it has one.</summary>
    public Guid Id { get; set; }

    public int Version { get; set; }

    public List<(int Version, Step Step, JsonObject Sent)> Taken { get; } = [];

    public string Naughty => naughty;

    public string Scale => plain.Contains((Registration, "scale")) ? Plain(Registration, "scale") : naughty;

    public static Step Registration { get; } = new(typeof(ProjectRegistered), (life, fact) =>
    {
        fact["region"] = life.City;
        (fact["library"], fact["class"], fact["industry"], fact["sector"]) = ("municipal", "annual", "coalbedMethane", "competitive");
        (fact["totalInvestmentWan"], fact["plannedStart"], fact["plannedCommissioning"], fact["plannedCompletion"]) = (10_000, "2024-06", "2025-06", "2025-12");
    });

    /// <summary>What follows the registration, by the one who then asks for more time.</summary>
    public static IReadOnlyList<Step> Early { get; } =
    [
        new(typeof(ProjectReserved)),
        new(typeof(ProjectAppraised)),
        new(typeof(ApprovalObtained), (_, fact) => fact["kind"] = "filing"),
        new(typeof(CommitmentAccepted), (_, fact) => (fact["kind"], fact["dueOn"]) = ("constructionPermit", "2026-01-01")),
        new(typeof(ContractSigned), (_, fact) => fact["agreement"] = "framework"),
        new(typeof(SigningUpgraded)),
        new(typeof(InvestmentIncreased), (_, fact) => fact["incrementWan"] = 1),
        new(typeof(InvestorReplaced)),
        new(typeof(ProjectDelayed), (_, fact) => (fact["milestone"], fact["to"], fact["reason"]) = ("commissioning", "2025-08", "land")),
        new(typeof(YearPlanSet), (_, fact) => (fact["year"], fact["investmentWan"]) = (2024, 1_000)),
        new(typeof(DetailsRevised), (life, fact) => Revise(fact, life.Scale, "千吨"), "changes[].new"),
        new(typeof(DetailsRevised), (life, fact) => Revise(fact, "千吨", life.Naughty), "changes[].old"),
        new(typeof(ExtensionRequested), (_, fact) => (fact["milestone"], fact["to"], fact["reason"]) = ("start", "2024-12", "land")),
        new(typeof(ExtensionRequested), (_, fact) => (fact["milestone"], fact["to"], fact["reason"]) = ("completion", "2026-12", "land")),
    ];

    /// <summary>What follows that, by another.</summary>
    public static IReadOnlyList<Step> Late { get; } =
    [
        new(typeof(FactConfirmed), (life, fact) => fact["version"] = life.VersionOf(typeof(ApprovalObtained))),
        new(typeof(FactReturned), (life, fact) => fact["version"] = life.VersionOf(typeof(ProjectAppraised))),
        new(typeof(ExtensionGranted), (_, fact) => fact["milestone"] = "start"),
        new(typeof(ExtensionRefused), (_, fact) => fact["milestone"] = "completion"),
        new(typeof(ConstructionStarted)),
        new(typeof(EnteredStatistics)),
        new(typeof(ProgressReported), (_, fact) => fact["month"] = "2024-02"),
        new(typeof(ProjectSuspended), (_, fact) => (fact["reason"], fact["reviewOn"]) = ("land", "2024-12-01")),
        new(typeof(ProjectResumed)),
        new(typeof(TrialProductionStarted)),
        new(typeof(ProjectCommissioned)),
        new(typeof(ProjectCompleted)),
        new(typeof(FullCapacityReached)),
        new(typeof(ProjectWithdrawn), (_, fact) => fact["reason"] = "market"),
        new(typeof(ProjectRestored)),
        new(typeof(FactVoided), (life, fact) => fact["version"] = life.Taken.First(t => t.Step.Kind == typeof(ProjectReserved)).Version),
        new(typeof(DuplicateSuspected), (life, fact) => (fact["of"], fact["grounds"]) = (life.Others[0], "reported")),
        new(typeof(DuplicateDismissed), (life, fact) => fact["of"] = life.Others[0]),
        new(typeof(DuplicateSuspected), (life, fact) => (fact["of"], fact["grounds"]) = (life.Others[1], "reported")),
        new(typeof(DuplicateSuspected), (life, fact) => (fact["of"], fact["grounds"]) = (life.Others[2], "reported")),
        new(typeof(DuplicateConfirmed), (life, fact) => fact["of"] = life.Others[2]),
    ];

    /// <summary>The last of it: the confirmation is voided, then either suspicion is decided as officers do it.</summary>
    public static Step Voiding { get; } = new(typeof(FactVoided), (life, fact) => fact["version"] = life.VersionOf(typeof(DuplicateConfirmed)));

    public static Step Dismissal { get; } = new(typeof(DuplicateDismissed));

    public static Step Confirmation { get; } = new(typeof(DuplicateConfirmed));

    private string City => city;

    private IReadOnlyList<Guid> Others => others;

    /// <summary>The fact as it is sent now.</summary>
    public JsonObject Write(Step step)
    {
        var fact = new JsonObject { ["occurredOn"] = "2024-02-01" };
        foreach (var path in step.Texts)
            JsonField.Set(fact, path, plain.Contains((step, path)) ? Plain(step, path) : naughty);
        step.Fill(this, fact);
        if (plain.Contains((step, "changes[].new"))) JsonField.Set(fact, "changes[].new", "万吨");
        return fact;
    }

    /// <summary>Notes what a refusal says of the texts of a fact; each refusal must say something new.</summary>
    public void Learn(Step step, JsonNode problem)
    {
        ((string?)problem["code"]).ShouldBe("malformed", $"{naughty}: {problem.ToJsonString()}");
        foreach (var (field, _) in problem["errors"]!.AsObject())
        {
            var path = field == "changes.scale" ? "changes[].new" : field;
            step.Texts.ShouldContain(path, $"{step.Kind.Name} {naughty}: {problem.ToJsonString()}");
            plain.Add((step, path)).ShouldBeTrue($"{step.Kind.Name}.{path} is plain already");
        }
    }

    /// <summary>Notes that it was taken, as <paramref name="version"/>.</summary>
    public void Take(Step step, int version, JsonObject sent) => Taken.Add((Version = version, step, sent));

    public int VersionOf(Type kind, int nth = 0) => Taken.Where(t => t.Step.Kind == kind).ElementAt(nth).Version;

    /// <summary>The fields of which the naughty string itself was taken.</summary>
    public IEnumerable<(Type Kind, string Path)> Proven() =>
        Taken.SelectMany(t => t.Step.Texts.Where(path => JsonField.Get(t.Sent, path) == naughty).Select(path => (t.Step.Kind, path)));

    private string Plain(Step step, string path) => path == "localCode" ? $"N-{number}" : $"常{number}";

    private static void Revise(JsonObject fact, string old, string now) =>
        fact["changes"] = new JsonArray(new JsonObject { ["attribute"] = "scale", ["old"] = old, ["new"] = now });

    /// <summary>One fact of the life.</summary>
    /// <param name="Kind">Its record.</param>
    /// <param name="More">What it needs besides texts.</param>
    /// <param name="Settled">A text that is the one before it, and so not for this fact to try.</param>
    internal sealed record Step(Type Kind, Action<NaughtyLife, JsonObject>? More = null, string? Settled = null)
    {
        public string Name { get; } = FactReader.Kinds.Single(k => k.Class == Kind).Name;

        /// <summary>The texts that it carries.</summary>
        public IReadOnlyList<string> Texts { get; } =
            [.. JsonField.TextsOf(Kind).Where(path => path != Settled && !WithMeaning.Contains((Kind, path)))];

        public void Fill(NaughtyLife life, JsonObject fact) => More?.Invoke(life, fact);
    }
}
