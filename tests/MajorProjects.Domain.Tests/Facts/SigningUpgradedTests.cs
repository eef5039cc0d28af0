using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class SigningUpgradedTests
{
    private static readonly History Agreed = History(Competitive, Framework("2024-03-01"));

    [Fact]
    public void counts_as_the_signing_on_its_own_day()
    {
        var history = Agreed.Record(Upgrade("2024-06-01") with { AmountWan = new(80_000) });

        history.Now.Stage.ShouldBe(Stage.Signed);
        history.Now.DayOf("signed").ShouldBe(Day("2024-06-01"));
        history.On(Day("2024-05-31")).Stage.ShouldBe(Stage.Planned);
        (Upgrade("2024-06-01") with { AmountWan = new(80_000) }).CountsAs().ShouldBe((Signing("2024-06-01") with { AmountWan = new(80_000) }).CountsAs());
    }

    [Fact]
    public void there_is_no_second_formal_signing_whichever_comes_first()
    {
        Agreed.Record(Upgrade("2024-06-01")).ShouldRefuse(Signing("2024-07-01"), "alreadySigned").Kind.ShouldBe(RefusalKind.Conflict);
        Agreed.Record(Signing("2024-06-01")).ShouldRefuse(Upgrade("2024-07-01"), "alreadySigned");
        Agreed.Record(Upgrade("2024-06-01")).ShouldRefuse(Upgrade("2024-07-01"), "alreadySigned");
        Agreed.Record(Upgrade("2024-06-01")).Record(Framework("2024-07-01"));
    }

    [Fact]
    public void there_must_be_a_framework_agreement_by_that_day()
    {
        History(Competitive).ShouldRefuse(Upgrade("2024-06-01"), "noFramework").Kind.ShouldBe(RefusalKind.Rule);
        Agreed.Record(Upgrade("2024-03-01"), butNot: Upgrade("2024-02-29"), "beforePrevious");
    }

    [Fact]
    public void lets_a_competitive_project_start_from_its_day_on()
    {
        Agreed.ShouldRefuse(Start("2024-06-01"), "notSigned");
        Agreed.Record(Upgrade("2024-06-01")).Record(Start("2024-06-01"), butNot: Start("2024-05-31"), "beforePrevious");
    }

    [Fact]
    public void cannot_come_after_the_works_had_begun() => Project(Framework("2024-03-01"), Start("2024-06-01"))
        .Record(Upgrade("2024-06-01"), butNot: Upgrade("2024-06-02"), "beforePrevious");

    [Fact]
    public void depends_on_its_framework_agreement() => Agreed.Record(Upgrade("2024-06-01")).DependentsOf(2).ShouldBe([3]);

    [Fact]
    public void whoever_signed_last_invests()
    {
        var history = History(Competitive, Framework("2024-03-01") with { Counterparty = "甲公司" }, Upgrade("2024-06-01"));

        history.Now.Investor.ShouldBe("甲公司");
        history.Void(3).Record(Upgrade("2024-06-01") with { Counterparty = "乙公司" }).Now.Investor.ShouldBe("乙公司");
    }

    [Fact]
    public void a_long_counterparty_is_refused() => Agreed.ShouldRefuseField(Upgrade("2024-06-01") with { Counterparty = new('长', 201) }, "counterparty");
}
