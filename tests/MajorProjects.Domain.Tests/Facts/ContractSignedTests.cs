using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ContractSignedTests
{
    [Fact]
    public void signs_the_project()
    {
        var project = Project(Signing("2024-11-26") with { AmountWan = new(571_100) }).Now;

        project.Stage.ShouldBe(Stage.Signed);
        project.DayOf("signed").ShouldBe(Day("2024-11-26"));
    }

    [Fact]
    public void carries_its_amount_into_the_count() => (Signing("2024-11-26") with { AmountWan = new(571_100) })
        .CountsAs().ShouldBe(new Milestone("signed", Stage.Signed, new(571_100)));

    [Theory]
    [InlineData("2024-11-25")]
    [InlineData("2024-11-27")]
    public void a_project_is_signed_once(string again)
    {
        var refusal = Project(Signing("2024-11-26")).ShouldRefuse(Signing(again), "alreadySigned");

        refusal.Kind.ShouldBe(RefusalKind.Conflict);
        refusal.Detail.Zh.ShouldContain("2024-11-26");
    }

    [Fact]
    public void a_framework_agreement_does_not_count()
    {
        var framework = Signing("2024-05-01") with { Agreement = Agreement.Framework, AmountWan = new(1) };
        var project = Project(framework).Now;

        project.Stage.ShouldBe(Stage.Planned);
        project.DayOf("signed").ShouldBeNull();
        project.DayOf("framework").ShouldBe(Day("2024-05-01"));
        framework.CountsAs().ShouldBe(new Milestone("framework", null, new(1)));
        History(Competitive, framework).ShouldRefuse(Start("2024-06-01"), "notSigned");
    }

    [Fact]
    public void framework_agreements_come_in_any_number_before_and_after_the_formal_one() => Project(
        Signing("2024-05-01") with { Agreement = Agreement.Framework },
        Signing("2024-06-01") with { Agreement = Agreement.Framework },
        Signing("2024-07-01"),
        Signing("2024-08-01") with { Agreement = Agreement.Framework }).Now.DayOf("signed").ShouldBe(Day("2024-07-01"));

    [Fact]
    public void recorded_after_the_start_it_takes_its_place_by_its_day()
    {
        var project = Project(Start("2024-09-01"), Signing("2024-06-01"));

        project.On(Day("2024-08-31")).Stage.ShouldBe(Stage.Signed);
        project.Now.Stage.ShouldBe(Stage.Started);
    }

    [Fact]
    public void may_fall_on_the_day_of_the_start() => Project(Start("2024-09-01"), Signing("2024-09-01")).Now.Stage.ShouldBe(Stage.Started);

    [Fact]
    public void cannot_come_after_the_start() =>
        Project(Start("2024-09-01")).ShouldRefuse(Signing("2024-09-02"), "beforePrevious").Kind.ShouldBe(RefusalKind.Rule);

    [Fact]
    public void cannot_come_after_the_works_went_into_use_though_their_start_is_unrecorded()
    {
        History(Midway, Commissioning("2024-09-01")).ShouldRefuse(Signing("2024-09-02"), "beforePrevious");
        History(Midway, PartInUse("2024-09-01")).ShouldRefuse(Signing("2024-09-02"), "beforePrevious");
    }

    [Fact]
    public void a_long_counterparty_is_refused() =>
        Project().ShouldRefuseField(Signing("2024-05-01") with { Counterparty = new('长', 201) }, "counterparty");
}
