using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class InvestmentIncreasedTests
{
    private static readonly History Signed = History(Competitive with { TotalInvestmentWan = new(100_000) }, Signing("2024-03-01") with { AmountWan = new(80_000) });

    [Fact]
    public void adds_only_the_increment_and_is_no_second_signing()
    {
        var history = Signed.Record(Increase("2024-06-01", by: 20_000)).Record(Increase("2024-08-01", by: 5_000));

        history.On(Day("2024-05-31")).Details!.TotalInvestmentWan.ShouldBe(new Wan(100_000));
        history.On(Day("2024-06-01")).Details!.TotalInvestmentWan.ShouldBe(new Wan(120_000));
        history.Now.Details!.TotalInvestmentWan.ShouldBe(new Wan(125_000));
        history.Now.DayOf("signed").ShouldBe(Day("2024-03-01"));
        Increase("2024-06-01", by: 20_000).CountsAs().ShouldBe(new Milestone("investmentIncreased", AmountWan: new(20_000)));
    }

    [Fact]
    public void a_total_that_is_not_known_does_not_become_known_by_it() =>
        History(Competitive, Signing("2024-03-01")).Record(Increase("2024-06-01", by: 20_000)).Now.Details!.TotalInvestmentWan.ShouldBeNull();

    [Fact]
    public void voided_it_is_taken_off_again() =>
        Signed.Record(Increase("2024-06-01", by: 20_000)).Record(Voiding(3)).Now.Details!.TotalInvestmentWan.ShouldBe(new Wan(100_000));

    [Fact]
    public void there_must_be_an_agreement_by_that_day()
    {
        History(Competitive).ShouldRefuse(Increase("2024-06-01", by: 1), "notSigned");
        History(Competitive, Framework("2024-03-01")).ShouldRefuse(Increase("2024-06-01", by: 1), "notSigned");
        Signed.Record(Increase("2024-03-01", by: 1), butNot: Increase("2024-02-29", by: 1), "beforePrevious");
    }

    [Fact]
    public void unless_it_is_among_the_steps_that_are_unrecorded() => History(Midway, Increase("2024-06-01", by: 1));

    [Fact]
    public void is_more_than_nothing()
    {
        Signed.ShouldRefuseField(Increase("2024-06-01", by: 0), "incrementWan");
        Signed.Record(Increase("2024-06-01", by: 0.000001m));
    }

    [Fact]
    public void does_not_take_the_total_past_its_limit()
    {
        const decimal most = 9_999_999_999.999999m;

        Signed.Record(Increase("2024-06-01", by: most - 100_000), butNot: Increase("2024-06-01", by: most - 99_999), "malformed");
        History(Midway with { TotalInvestmentWan = new(1) }).ShouldRefuseField(Increase("2024-06-01", by: most), "incrementWan");
    }

    [Fact]
    public void nor_does_an_earlier_one_that_is_heard_of_late() => Signed.Record(Increase("2024-06-01", by: 9_999_000_000m))
        .ShouldRefuse(Increase("2024-05-01", by: 1_000_000), "contradicts").Detail.Zh.ShouldContain("版本 3");
}
