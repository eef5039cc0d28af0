using System.Text.Json;
using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

/// <summary>What holds of every kind of fact.</summary>
public class FactTests
{
    public static TheoryData<string> Kinds { get; } = [.. FactType.All.Select(type => type.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void nothing_happens_in_the_future(string kind)
    {
        var tomorrow = A.Recording.Today.AddDays(1);

        Project().ShouldRefuse(OnDay(kind, tomorrow), "inFuture");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void texts_have_their_limits(string kind)
    {
        Project().ShouldRefuseField(Example(kind) with { Note = new('长', Fact.LongestText + 1) }, "note");
        Project().ShouldRefuseField(Example(kind) with { Evidence = new('长', 501) }, "evidence");
        Project().ShouldRefuseField(Example(kind) with { Round = new('长', 41) }, "round");
        Project().ShouldRefuseField(Example(kind) with { Note = "一\0二" }, "note");
    }

    [Fact]
    public void a_text_may_be_as_long_as_its_limit() => Project().Record(Start("2024-04-01") with
    {
        Note = new('长', Fact.LongestText),
        Evidence = new('长', 500),
        Round = new('长', 40),
    });

    [Fact]
    public void all_that_is_wrong_is_named_at_once() => Project()
        .ShouldRefuse(Start("2024-04-01") with { Note = "\0", Structure = new('长', 201) }, "malformed")
        .Errors!.Keys.ShouldBe(["note", "structure"], ignoreOrder: true);

    [Theory, MemberData(nameof(Kinds))]
    public void of_a_project_that_has_left_only_its_return_evidence_a_voiding_a_review_and_that_it_repeats_another_are_recorded(string kind)
    {
        var gone = Project(Withdrawal("2024-02-01"));
        var refusal = gone.Refuses(OnDay(kind, Day("2024-02-01")), A.Recording);

        (refusal?.Code == "isWithdrawn").ShouldBe(kind is not ("projectRestored" or "factVoided" or "factConfirmed" or "factReturned" or "evidenceAttached" or "duplicateSuspected" or "duplicateConfirmed" or "duplicateDismissed"));
        refusal?.Detail.ShouldBeBilingual();
    }

    [Fact]
    public void what_happened_before_a_project_left_may_be_recorded_after() => Project(Withdrawal("2024-06-01"))
        .Record(Signing("2024-05-31"))
        .ShouldRefuse(Start("2024-06-01"), "isWithdrawn").Kind.ShouldBe(RefusalKind.Rule);

    [Theory, MemberData(nameof(Kinds))]
    public void is_stored_as_its_fields_alone_and_reads_back(string kind)
    {
        var fact = Example(kind);
        var json = JsonSerializer.Serialize(fact, fact.GetType());

        JsonSerializer.Deserialize(json, fact.GetType()).ShouldBe(fact);
        JsonDocument.Parse(json).RootElement.EnumerateObject().Select(property => property.Name)
            .ShouldBe(fact.GetType().GetProperties().Where(property => property.CanWrite).Select(property => property.Name), ignoreOrder: true);
    }

    private static Fact Example(string kind) => Examples.OfEachKind.Single(fact => FactType.Of(fact).Name == kind);

    private static Fact OnDay(string kind, DateOnly day)
    {
        var fact = Example(kind) with { OccurredOn = day };
        return fact is ProjectSuspended suspension ? suspension with { ReviewOn = day.AddMonths(3) } : fact;
    }
}
