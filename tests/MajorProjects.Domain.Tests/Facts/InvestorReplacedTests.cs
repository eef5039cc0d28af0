using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class InvestorReplacedTests
{
    private static readonly History Signed = History(Competitive, Signing("2024-03-01") with { Counterparty = "甲公司" });

    [Fact]
    public void another_invests_from_its_day_on_and_it_is_no_second_signing()
    {
        var history = Signed.Record(NewInvestor("2024-06-01", to: "乙公司") with { From = "甲公司" });

        history.On(Day("2024-05-31")).Investor.ShouldBe("甲公司");
        history.Now.Investor.ShouldBe("乙公司");
        history.Now.DayOf("signed").ShouldBe(Day("2024-03-01"));
        NewInvestor("2024-06-01", to: "乙公司").CountsAs().ShouldBe(new Milestone("investorReplaced"));
    }

    [Fact]
    public void there_must_be_an_agreement_by_that_day()
    {
        History(Competitive).ShouldRefuse(NewInvestor("2024-06-01", to: "乙公司"), "notSigned");
        Signed.Record(NewInvestor("2024-03-01", to: "乙公司"), butNot: NewInvestor("2024-02-29", to: "乙公司"), "beforePrevious");
        History(Midway, NewInvestor("2024-06-01", to: "乙公司"));
    }

    [Fact]
    public void the_agreement_is_not_voided_under_it() => Signed.Record(NewInvestor("2024-06-01", to: "乙公司")).DependentsOf(2).ShouldBe([3]);

    [Fact]
    public void malformed_fields_are_named()
    {
        Signed.ShouldRefuseField(NewInvestor("2024-06-01", to: " "), "to");
        Signed.ShouldRefuseField(NewInvestor("2024-06-01", to: new('长', 201)), "to");
        Signed.ShouldRefuseField(NewInvestor("2024-06-01", to: "乙公司") with { From = new('长', 201) }, "from");
    }
}
