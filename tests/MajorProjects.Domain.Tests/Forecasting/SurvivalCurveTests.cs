using MajorProjects.Domain.Forecasting;

namespace MajorProjects.Domain.Tests.Forecasting;

public class SurvivalCurveTests
{
    private const double Close = 1e-9;

    private static readonly Gen<Waited[]> Waits = Gen.Select(Gen.Int[0, 60], Gen.Bool, (days, came) => new Waited(days, came)).Array[0, 80];

    /// <summary>
    /// Weeks of remission of acute leukaemia, of the patients given 6-mercaptopurine: Freireich et al., Blood 21 (1963), as Gehan,
    /// Biometrika 52 (1965), and since then most textbooks work it out.
    /// </summary>
    private static SurvivalCurve Remission { get; } = Curve(
        [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);

    /// <summary>Of those given a placebo; none was censored.</summary>
    private static SurvivalCurve Placebo { get; } = Curve([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], []);

    [Theory]
    [InlineData(0, 1.0, 21)]
    [InlineData(5, 1.0, 21)]
    [InlineData(6, 0.857, 21)]
    [InlineData(7, 0.807, 17)]
    [InlineData(9, 0.807, 16)]
    [InlineData(10, 0.753, 15)]
    [InlineData(13, 0.690, 12)]
    [InlineData(16, 0.627, 11)]
    [InlineData(22, 0.538, 7)]
    [InlineData(23, 0.448, 6)]
    [InlineData(35, 0.448, 1)]
    [InlineData(36, 0.448, 0)]
    public void the_remissions_of_the_textbooks_have_their_published_curve(int week, double share, int atRisk)
    {
        Math.Round(Remission.Survival(week), 3, MidpointRounding.AwayFromZero).ShouldBe(share);
        Remission.AtRisk(week).ShouldBe(atRisk);
        (Remission.Events, Remission.Censored).ShouldBe((9, 12));
    }

    [Fact]
    public void the_remissions_of_the_textbooks_have_their_published_medians()
    {
        Remission.Quantile(0.5).ShouldBe(23);
        Placebo.Quantile(0.5).ShouldBe(8);
        Placebo.Survival(8).ShouldBe(8.0 / 21, Close);
    }

    [Fact]
    public void a_quantile_that_the_curve_does_not_come_down_to_is_not_known()
    {
        Remission.Quantile(0.55).ShouldBe(23);
        Remission.Quantile(0.56).ShouldBeNull();
        Remission.Quantile(0.9).ShouldBeNull();
        Placebo.Quantile(1).ShouldBe(23);
    }

    [Theory]
    [InlineData(5, 0.5, 23)]
    [InlineData(16, 0.1, 22)] // .538/.627 = .858
    [InlineData(16, 0.25, 23)] // .448/.627 = .714
    [InlineData(16, 0.5, null)]
    [InlineData(22, 0.1, 23)]
    [InlineData(23, 0.1, null)] // the rest was censored
    [InlineData(40, 0.1, null)] // nobody was seen to last so long
    public void after_an_age_only_the_waits_that_reached_beyond_it_speak(int age, double p, int? week) => Remission.QuantileBeyond(age, p).ShouldBe(week);

    [Fact]
    public void what_comes_on_a_day_precedes_what_is_censored_on_it()
    {
        var curve = Curve([5], [5, 5, 5]);
        curve.Survival(5).ShouldBe(0.75, Close);
        curve.AtRisk(5).ShouldBe(4);
    }

    [Fact]
    public void what_comes_on_the_first_day_is_known_to_a_wait_not_yet_begun_and_past_for_one_that_has_lasted_it()
    {
        var curve = Curve([0, 0, 0, 10], []);
        curve.Quantile(0.5).ShouldBe(0);
        curve.QuantileBeyond(0, 0.5).ShouldBe(10);
    }

    [Fact]
    public void the_day_on_which_exactly_the_share_has_ended_is_the_quantile_however_many_there_are() =>
        Gen.Int[1, 400].Select(Gen.Int[1, 400]).Where((n, k) => k <= n).Sample((n, k) =>
            Curve(Enumerable.Range(1, n), []).Quantile((double)k / n).ShouldBe(k));

    [Fact]
    public void the_share_never_rises_and_stays_between_none_and_all() => Waits.Sample(waits =>
    {
        var curve = SurvivalCurve.Of(waits);
        var last = curve.Survival(-1);
        last.ShouldBe(1);
        for (var day = 0; day <= 61; last = curve.Survival(day++)) curve.Survival(day).ShouldBeInRange(0, last);
    });

    [Fact]
    public void where_nothing_is_censored_the_share_is_simply_that_of_the_longer_waits() => Gen.Int[0, 60].Array[1, 80].Sample(days =>
    {
        var curve = Curve(days, []);
        for (var day = -1; day <= 61; day++) curve.Survival(day).ShouldBe(days.Count(d => d > day) / (double)days.Length, Close);
    });

    [Fact]
    public void the_order_of_the_waits_does_not_matter() => Waits.SelectMany(waits => Gen.Shuffle(waits), (waits, shuffled) => (waits, shuffled)).Sample(pair =>
    {
        var (a, b) = (SurvivalCurve.Of(pair.waits), SurvivalCurve.Of(pair.shuffled));
        for (var day = -1; day <= 61; day++) (a.Survival(day), a.AtRisk(day)).ShouldBe((b.Survival(day), b.AtRisk(day)));
    });

    [Fact]
    public void a_greater_share_takes_no_less_time() => Gen.Select(Waits, Gen.Int[-1, 61], Gen.Double[0.01, 1], Gen.Double[0.01, 1]).Sample((waits, age, p, q) =>
    {
        var curve = SurvivalCurve.Of(waits);
        var (sooner, later) = (curve.QuantileBeyond(age, Math.Min(p, q)), curve.QuantileBeyond(age, Math.Max(p, q)));
        if (later is null) return;
        sooner.ShouldNotBeNull().ShouldBeInRange(age + 1, later.Value);
    });

    [Fact]
    public void a_quantile_is_the_first_day_on_which_its_share_has_ended() => Gen.Select(Waits, Gen.Int[-1, 61], Gen.Int[1, 99]).Sample((waits, age, percent) =>
    {
        var curve = SurvivalCurve.Of(waits);
        var most = curve.Survival(age) * (1 - percent / 100.0) + Close;
        var first = Enumerable.Range(age + 1, 64).Where(day => curve.AtRisk(age + 1) > 0 && curve.Survival(day) <= most).Cast<int?>().FirstOrDefault();
        curve.QuantileBeyond(age, percent / 100.0).ShouldBe(first);
    });

    [Fact]
    public void at_the_age_of_nothing_and_where_nothing_comes_at_once_the_conditional_quantile_is_the_plain_one() =>
        Gen.Select(Waits, Gen.Double[0.01, 1]).Sample((waits, p) =>
        {
            var curve = SurvivalCurve.Of(waits.Select(w => w with { Days = w.Days + 1 }));
            curve.QuantileBeyond(0, p).ShouldBe(curve.Quantile(p));
        });

    [Fact]
    public void waits_that_all_go_on_tell_no_end() => Gen.Select(Waits, Gen.Int[-1, 61], Gen.Double[0.01, 1]).Sample((waits, age, p) =>
    {
        var curve = SurvivalCurve.Of(waits.Select(w => w with { Came = false }));
        curve.QuantileBeyond(age, p).ShouldBeNull();
        curve.Survival(61).ShouldBe(1);
        (curve.Events, curve.Censored).ShouldBe((0, waits.Length));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void a_share_that_is_none_is_not_asked_for(double p) => Should.Throw<ArgumentOutOfRangeException>(() => Placebo.Quantile(p));

    [Fact]
    public void no_wait_lasts_a_negative_time() => Should.Throw<ArgumentOutOfRangeException>(() => Curve([3], [-1]));

    private static SurvivalCurve Curve(IEnumerable<int> came, IEnumerable<int> censored) =>
        SurvivalCurve.Of([.. came.Select(d => new Waited(d, true)), .. censored.Select(d => new Waited(d, false))]);
}
