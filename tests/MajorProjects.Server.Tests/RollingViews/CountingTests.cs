using System.Globalization;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What is counted once, what is not, and what changed a figure: small cities, told fact by fact.</summary>
public class CountingTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task trial_production_is_in_no_count()
    {
        await own.TellAsync(new Works(Registration with { Industry = "coal" }, Start("2024-01-10"), Trial("2024-05-01")));

        var year = (await own.Client.BatchesAsync("?by=year&from=2024&to=2024&asOf=2024-12-31&industry=coal")).Totals;
        (year.Started.Count, year.Commissioned.Count).ShouldBe((1, 0));
        foreach (var metric in new[] { "commissionedCount", "commissionedInvestment", "commissionRateOfStarted" })
            (await own.Client.ReadAsync<RateAnswer>($"/rates/{metric}?period=2024&asOf=2024-12-31&industry=coal")).Numerator.ShouldBe(0, metric);
        (await own.Client.ReadAsync<Backlog>("/backlog?asOf=2024-12-31&industry=coal")).StartedNotCommissioned.Count.ShouldBe(1);
        ((string)(await own.GetAsync("/projects?asOf=2024-12-31&industry=coal")).Json["projects"]![0]!["stage"]!).ShouldBe("trialProduction");
    }

    [Fact]
    public async Task what_left_the_library_stays_in_the_batch_of_its_signing_and_is_waited_for_no_more()
    {
        await own.TellAsync(new Works(Competitive with { Industry = "power", PlannedStart = Plan("2024-04"), TotalInvestmentWan = new(7) }, Signing("2024-03-01"), Withdrawal("2024-06-01")));

        foreach (var (asOf, waiting, planned, withdrawn, overdue) in new[] { ("2024-05-31", 1, 1, 0, 1), ("2024-06-01", 0, 0, 1, 0) })
        {
            var point = $"asOf={asOf}&industry=power";
            (await own.Client.BatchesAsync($"?by=year&from=2024&to=2024&{point}")).Totals.Signed.ShouldBe(new(1, 7));
            (await own.Client.ReadAsync<Cohorts>($"/cohorts?by=year&from=2024&to=2024&{point}")).Totals.Withdrawn.ShouldBe(RateView.Of(withdrawn, 1));
            (await own.Client.ReadAsync<Backlog>($"/backlog?{point}")).SignedNotStarted.Count.ShouldBe(waiting);
            (await own.Client.ReadAsync<RateAnswer>($"/rates/startRateOfYearPlan?period=2024&{point}")).Denominator.ShouldBe(planned);
            (await own.Client.ReadAsync<DelaysAnswer>($"/delays?{point}")).Overdue.Count.ShouldBe(overdue);
        }
    }

    [Fact]
    public async Task a_part_counts_with_its_parent_and_what_repeats_another_nowhere()
    {
        var registration = Registration with { Industry = "transport" };
        var whole = (await own.TellAsync(new Works(registration, Start("2024-03-01"))))[0];
        var twin = (await own.TellAsync(
            new Works(registration with { Parent = whole }, Start("2024-04-01")),
            new(registration, Start("2024-05-01"), Suspecting("2024-06-01", whole))))[1];
        (await CountAsync("2024-05-31")).ShouldBe(2);

        await own.TellMoreAsync(twin, Confirming("2024-06-02", whole));

        // The same works on any day, once that is known.
        (await CountAsync("2024-05-31")).ShouldBe(1);
        (await own.GetAsync("/projects?industry=transport&asOf=2024-12-31")).Json["projects"]!.AsArray().Count.ShouldBe(2);
        (await own.GetAsync("/projects?merged=true&industry=transport&asOf=2024-12-31")).Json["projects"]!.AsArray().Count.ShouldBe(1);
        var parts = (await own.GetAsync($"/projects?parent={whole}&asOf=2024-12-31")).Json["projects"]!.AsArray();
        parts.Select(p => (string?)p!["parent"]).ShouldBe([$"{whole}"]);

        async Task<int> CountAsync(string asOf) => (await own.Client.BatchesAsync($"?by=year&from=2024&to=2024&industry=transport&asOf={asOf}")).Totals.Started.Count;
    }

    [Fact]
    public async Task a_month_filed_again_counts_once_and_both_filings_are_kept()
    {
        var project = await own.RegisterAsync(("industry", "water"), ("sector", "public"));
        await own.RecordAllAsync(project, Facts.Started(), new { type = "yearPlanSet", occurredOn = "2024-01-10", year = 2024, investmentWan = 1_000 });
        object Report(string on, string month, decimal wan) => new { type = "progressReported", occurredOn = on, month, completedWan = wan };
        await own.RecordAllAsync(project, Report("2024-06-05", "2024-05", 100), Report("2024-07-05", "2024-06", 30), Report("2024-07-20", "2024-05", 120));

        foreach (var (asOf, completed) in new[] { ("2024-06-30", 100), ("2024-07-19", 130), ("2024-07-20", 150) })
        {
            var rate = await own.Client.ReadAsync<RateAnswer>($"/rates/investmentRateOfYearPlan?period=2024&industry=water&fresh=true&asOf={asOf}");
            (rate.Numerator, rate.Denominator).ShouldBe((completed, 1_000), asOf);
        }
        (await own.FactsAsync(project)).Select(f => (int?)f!["refiledBy"]).ShouldBe([null, null, null, 6, null, null]);

        // The later filing voided, the earlier one stands again.
        await own.RecordAllAsync(project, Facts.Voided(6));
        (await own.FactsAsync(project)).Select(f => (int?)f!["refiledBy"]).ShouldAllBe(by => by == null);
        (await own.Client.ReadAsync<RateAnswer>("/rates/investmentRateOfYearPlan?period=2024&industry=water&fresh=true&asOf=2024-07-20")).Numerator.ShouldBe(130);
    }

    [Fact]
    public async Task what_was_planned_for_a_day_depends_on_when_one_asks_and_of_what_was_known()
    {
        // Fowler's salary, told with a planned date: 2024-06 at first; put off on 15 February to 2024-09, which is heard of later; and later still
        // it turns out to have been put off to 2024-08 alone.
        var project = await own.RegisterAsync(("name", "双时态"), ("plannedStart", "2024-06"));
        await own.RecordAllAsync(project, new { type = "projectDelayed", occurredOn = "2024-02-15", milestone = "start", to = "2024-09", reason = "land" });
        await own.RecordAllAsync(project, Facts.Voided(2), new { type = "projectDelayed", occurredOn = "2024-02-15", milestone = "start", to = "2024-08", reason = "land" });
        var facts = (await own.FactsAsync(project)).Select(f => (Position: (long)f!["position"]!, RecordedAt: (string)f["recordedAt"]!)).ToList();

        foreach (var (asOf, known, planned) in new[]
        {
            // On 25 February, as was known then: before it was heard that it had been put off.
            ("2024-02-25", 1, "2024-06"),
            // On the same day, as was known once it was heard; and as it turned out.
            ("2024-02-25", 2, "2024-09"), ("2024-02-25", 3, "2024-06"), ("2024-02-25", 4, "2024-08"),
            // On 14 February nothing had been put off, whatever is known of it since.
            ("2024-02-14", 1, "2024-06"), ("2024-02-14", 2, "2024-06"), ("2024-02-14", 4, "2024-06"),
        })
            foreach (var point in new[] { $"position={facts[known - 1].Position}", $"knownAt={facts[known - 1].RecordedAt}" })
            {
                var alone = await own.GetAsync($"/projects/{project}?asOf={asOf}&{point}");
                ((string?)alone.Json["project"]!["plannedStart"]).ShouldBe(planned, $"{asOf} {point}");
                var listed = (await own.GetAsync($"/projects?q={project}&asOf={asOf}&{point}")).Json["projects"]!.AsArray();
                ((string?)listed.Single()!["plannedStart"]).ShouldBe(planned, $"{asOf} {point}");
                ((string?)listed.Single()!["schedule"]![0]!["baseline"]).ShouldBe("2024-06");
                var slips = (await own.Client.ReadAsync<DelaysAnswer>($"/delays?asOf={asOf}&{point}&industry=coalbedMethane")).Delays.Select(d => d.To.ToString("yyyy-MM", CultureInfo.InvariantCulture));
                slips.ShouldBe(planned == "2024-06" ? [] : [planned]);
            }
    }

    [Fact]
    public async Task a_signing_put_right_has_moved_and_the_causes_are_the_voiding_and_the_right_one()
    {
        var project = await own.RegisterAsync(("name", "更正签约"), ("industry", "tourism"), ("totalInvestmentWan", 500));
        await own.RecordAllAsync(project, Facts.Signed("2024-06-10"));
        var before = (long)(await own.FactsAsync(project))[^1]!["position"]!;
        await own.RecordAllAsync(project, Facts.Voided(2), Facts.Signed("2024-07-10"), new { type = "investmentIncreased", occurredOn = "2024-08-01", incrementWan = 20 });

        var kinds = (await own.Client.ReadAsync<ComparisonAnswer>($"/compare?asOf=2024-12-31&position={before}&asOf2=2024-12-31&industry=tourism&fresh=true")).Kinds;

        var signed = kinds[0];
        (signed.Count, signed.InvestmentWan, signed.Differences, signed.Entered.Count, signed.Left.Count, signed.Reclassified.Count).ShouldBe((0, 20, 1, 0, 0, 0));
        var moved = signed.Moved.ShouldHaveSingleItem();
        (moved.Name, moved.First!.OccurredOn, moved.Second!.OccurredOn).ShouldBe(("更正签约", Day("2024-06-10"), Day("2024-07-10")));
        moved.Causes.Select(c => (c.Version, c.Type, c.RecordedBy, c.SeenBySecond)).ShouldBe([(3, "factVoided", "tester", true), (4, "contractSigned", "tester", true)]);
        var amount = signed.Amounts.ShouldHaveSingleItem();
        (amount.First!.Filing.TotalInvestmentWan, amount.Second!.Filing.TotalInvestmentWan).ShouldBe((500m, 520m));
        amount.Causes.Select(c => (c.Version, c.Type)).ShouldBe([(5, "investmentIncreased")]);
        kinds.Skip(1).ShouldAllBe(k => k.Differences == 0);
    }

    [Fact]
    public async Task a_fact_told_more_than_thirty_days_late_is_listed_as_such()
    {
        var today = Clock.DayOf(TimeProvider.System.GetUtcNow());
        await own.TellAsync(
            new Works(Registration with { Industry = "health", OccurredOn = today.AddDays(-31) }, Start("2024-01-01") with { OccurredOn = today.AddDays(-30) }));

        (await LateAsync("")).ShouldBe([("projectRegistered", 31)]);
        (await LateAsync("&days=29")).ShouldBe([("constructionStarted", 30), ("projectRegistered", 31)]);
        (await LateAsync("&days=31")).ShouldBeEmpty();
        (await LateAsync($"&days=0&asOf={today.AddDays(-31):yyyy-MM-dd}")).ShouldBe([("projectRegistered", 31)]);

        async Task<IEnumerable<(string, int)>> LateAsync(string query) =>
            (await own.Client.ReadAsync<BackdatedAnswer>($"/backdated?industry=health{query}")).Facts.Select(f => (f.Type, f.DaysLate));
    }
}
