using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using MajorProjects.Server.Tests.Rounds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Batches = MajorProjects.Server.RollingViews.Batches;

namespace MajorProjects.Server.Tests.Digests;

public class DigestTests(DigestCity city) : IClassFixture<DigestCity>
{
    [Theory]
    [InlineData("weekly", "2024W24", null, null)]
    [InlineData("monthly", "2024-05", null, null)]
    [InlineData("quarterly", "2024Q2", "county", null)]
    [InlineData("yearly", "2023", null, "transport")]
    public async Task says_what_the_views_say_at_its_point(string kind, string period, string? region, string? industry)
    {
        region = region is null ? null : city.County;
        var content = ContentOf(await ReadAsync(await city.IssueAsync(new { kind, period, region, industry })));
        var (subject, point) = (content.Subject, content.Point);
        var scope = $"{(region is null ? "" : $"&region={region}")}{(industry is null ? "" : $"&industry={industry}")}";
        var at = $"asOf={point.AsOf:yyyy-MM-dd}&position={point.Position}{scope}";
        var year = point.AsOf.Year;

        (subject.Period.ToString(), point.AsOf, subject.Simulated).ShouldBe((period, subject.Period.Last, true));
        foreach (var section in content.Batches)
        {
            var list = await ViewAsync<BatchList>($"/batches/{section.Kind}/{period}?{at}");
            (section.Current.Count, section.Current.InvestmentWan).ShouldBe((list.Count, list.InvestmentWan));
            section.Projects.Items.Select(p => (p.Project.Project, p.OccurredOn)).ShouldBe(list.Projects.Select(p => (p.Id, p.Fact.OccurredOn)));
            section.Projects.Count.ShouldBe(section.Current.Count);
            foreach (var (cell, of) in new[] { (section.Before!, subject.Before!.Value), (section.YearBefore!, subject.YearBefore!.Value) })
                (await ViewAsync<BatchList>($"/batches/{section.Kind}/{of}?{at}")).Count.ShouldBe(cell.Count, $"{section.Kind} {of}");
            (await ViewAsync<BatchList>($"/batches/{section.Kind}/{year}?{at}")).InvestmentWan.ShouldBe(section.YearToDate.InvestmentWan);
        }
        var trend = (await ViewAsync<Batches>($"/batches?by=quarter&from={content.Trend[0].Quarter}&to={content.Trend[^1].Quarter}&{at}")).Rows;
        content.Trend.Select(q => (q.Quarter, q.Signed.Count, q.Started.Count, q.Commissioned.Count)).ShouldBe(
            trend.Select(r => (r.Period, r.Signed.Count, r.Started.Count, r.Commissioned.Count)));
        foreach (var (schedule, rate, toDate) in content.Schedules.Zip(["startRateOfYearPlan", "commissionRateOfYearPlan"], ["startRateOfPlanToDate", "commissionRateOfPlanToDate"]))
        {
            var answer = await RateAsync(rate);
            new PlanSchedule(schedule.Planned, schedule.PlannedToDate, schedule.Late.Count + schedule.Pending.Count, schedule.Early.Count, schedule.Actual).ShouldBe(answer.Schedule);
            (schedule.Rate.Percent, schedule.RateToDate.Percent).ShouldBe((answer.Rate, (await RateAsync(toDate)).Rate));
        }
        content.Works.ResumeRate.ShouldBe(RatioOf(await RateAsync("resumeRate")));
        content.Works.StartAndResumeRate.ShouldBe(RatioOf(await RateAsync("startAndResumeRate")));
        content.Investment.Rate.ShouldBe(RatioOf(await RateAsync("investmentRateOfYearPlan")));
        content.Investment.RateToDate.Percent.ShouldBe((await RateAsync("investmentRateToDate")).Rate);
        content.Investment.TimeProgress.ShouldBe(RatioOf(await RateAsync("timeProgress")));
        content.Investment.Months[^1].CompletedWan.ShouldBe(content.Investment.CompletedWan);
        var delays = await ViewAsync<DelaysAnswer>($"/delays?period={period}&{at}");
        content.Delays.New.Count.ShouldBe(delays.Totals.Count);
        content.Delays.ByReason.Select(r => (r.Reason, r.Count)).ShouldBe(delays.ByReason.Select(r => (r.Key, r.Count)), ignoreOrder: true);
        content.Overdue.Items.Select(o => (o.Project.Project, o.Planned, o.MonthsOverdue)).ShouldBe(delays.Overdue.Select(o => (o.Project, o.Planned, o.MonthsOverdue)));
        content.Counties.Count.ShouldBe(scope.Length > 0 ? 0 : city.City.Regions.Count + 1);
        if (scope.Length == 0)
        {
            content.Counties.Sum(c => c.CompletedWan).ShouldBe(content.Investment.CompletedWan);
            content.Counties.Sum(c => c.Started.Count).ShouldBe(content.Batches[1].Current.Count);
        }
        async Task<RateAnswer> RateAsync(string metric) => await ViewAsync<RateAnswer>($"/rates/{metric}?period={year}&{at}");

        static Ratio RatioOf(RateAnswer rate) => new(rate.Numerator, rate.Denominator!.Value, rate.Rate);
    }

    [Fact]
    public async Task computed_anew_at_its_point_it_is_the_same_to_the_byte_whatever_was_recorded_since()
    {
        var issued = await city.IssueAsync(new { kind = "quarterly", period = "2024Q1" });
        (await city.Officer.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "D-1", ("name", "通报之后登记的项目"), ("registeredOn", "2024-01-05")))).Status.ShouldBe(201);

        var recomputed = (await ReadAsync(issued, "?recompute=true")).Json["recomputed"]!;

        ((bool)recomputed["equal"]!).ShouldBeTrue(recomputed.ToJsonString());
        ((string)recomputed["sha256"]!).ShouldBe((string)issued.Json["sha256"]!);
        recomputed["differences"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_corrected_since_is_told_by_the_next_digest_and_by_the_same_days_as_known_now()
    {
        await city.IssueAsync(new { kind = "monthly", period = "2024-03", industry = "culture" });
        var own = new StartedProject(city);
        await own.MakeAsync("D-2", "culture", "2024-03-15");
        var second = await city.IssueAsync(new { kind = "monthly", period = "2024-04", industry = "culture" });

        var corrections = ContentOf(await ReadAsync(second)).Corrections;
        var started = corrections.Figures.ShouldHaveSingleItem();
        (started.Kind, started.Now.Count - started.Then.Count, started.Projects.Count).ShouldBe(("started", 1, 1));
        corrections.Facts.Items.ShouldContain(f => f.Type == "toldLate" && f.Title == "开工" && f.OccurredOn == new DateOnly(2024, 3, 15));

        await own.VoidStartAsync();
        var third = ContentOf(await ReadAsync(await city.IssueAsync(new { kind = "monthly", period = "2024-05", industry = "culture" }))).Corrections;
        third.Facts.Items.ShouldContain(f => f.Type == "voided" && f.Project.Name == own.Name);
        var since = (await ReadAsync(second, "?knownAt=now")).Json["since"]!;
        var paths = since["differences"]!.AsArray().Select(d => (string)d!["path"]!).ToList();
        paths.ShouldContain("batches[started].yearToDate.count", since.ToJsonString());
    }

    [Fact]
    public async Task rates_that_are_told_by_the_projects_touched_in_between_are_those_of_each_viewpoint()
    {
        var services = city.Server.Services;
        var positions = new[] { 300, 700, 900, 1100, 1300, 1500 };
        var views = new List<DigestView>();
        foreach (var position in positions)
        {
            var viewpoint = await services.GetRequiredService<Viewpoints>().ResolveAsync(city.City, new() { AsOf = "2024-05-31", Position = $"{position}" }, TestContext.Current.CancellationToken);
            views.Add(new(city.City, viewpoint, ProjectFilter.Open, services.GetRequiredService<NpgsqlDataSource>()));
        }
        var differ = 0;
        foreach (var (first, second) in views.SelectMany((view, at) => views.Skip(at + 1).Select(later => (view, later))))
        {
            var whole = (First: await RatesAsync(first), Second: await RatesAsync(second));

            foreach (var (key, before, after) in await YearFigures.RatesAsync(first, second, TestContext.Current.CancellationToken))
            {
                (before, after).ShouldBe((whole.First[key], whole.Second[key]), $"{key} {first.Viewpoint.Position} {second.Viewpoint.Position}");
                if (before != after) differ++;
            }
        }
        differ.ShouldBeGreaterThan(10);

        static async Task<IReadOnlyDictionary<string, Ratio>> RatesAsync(DigestView view) =>
            (await YearFigures.ReadAsync(view, MajorProjects.Domain.Values.Period.Parse("2024-06"), TestContext.Current.CancellationToken)).Rates;
    }

    [Fact]
    public async Task of_many_who_issue_the_same_at_once_one_does()
    {
        var officer = Caller.System("scheduler", "定时任务", city.City);
        var period = Domain.Values.Period.Parse("2024-02");
        var order = new DigestOrder(DigestOrder.IdOf(city.City, "monthly-city", period), MajorProjects.Digests.DigestKind.Monthly, DigestScope.City, period)
        {
            Schedule = "monthly-city", DueAt = new(2024, 3, 5, 0, 0, 0, TimeSpan.Zero),
        };

        var issuer = city.Server.Services.GetRequiredService<DigestIssuer>();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => issuer.IssueAsync(officer, order, TestContext.Current.CancellationToken)));

        made.Count(m => m).ShouldBe(1);
        (await NumberAsync($"select count(*) from mt_events where stream_id = '{order.Id}' and type = 'digestIssued'")).ShouldBe(1);
        (await NumberAsync($"select count(*) from digest where schedule = 'monthly-city' and city = '{city.Code}'")).ShouldBe(1);
        // What was recorded after it was due is not in it.
        (await NumberAsync($"select count(*) from mt_events e join digest d on d.city = e.tenant_id and d.digest = '{order.Id}' where e.seq_id <= d.position and e.timestamp > '2024-03-05Z' and e.seq_id = d.position")).ShouldBe(0);
    }

    [Fact]
    public async Task a_request_repeated_under_its_key_issues_nothing_more_and_another_under_it_is_refused()
    {
        var request = new { kind = "weekly", period = "2024W20" };
        var first = await city.Officer.PostAsync("/digests", request, ("Idempotency-Key", "digest-1"));
        var again = await city.Officer.PostAsync("/digests", request, ("Idempotency-Key", "digest-1"));

        (first.Status, again.Status, (string)again.Json["id"]!).ShouldBe((201, 201, (string)first.Json["id"]!));
        (await city.Officer.PostAsync("/digests", new { kind = "weekly", period = "2024W21" }, ("Idempotency-Key", "digest-1"))).ShouldBeRefused(422, "idempotencyKeyReused");
    }

    [Fact]
    public async Task a_county_issues_lists_and_reads_its_own_alone()
    {
        using var county = city.OfCounty();
        var ofCity = (string)(await city.IssueAsync(new { kind = "monthly", period = "2023-11" })).Json["id"]!;
        var own = (string)(await city.IssueAsync(new { kind = "monthly", period = "2023-11", region = city.County }, county)).Json["id"]!;

        (await county.PostAsync("/digests", new { kind = "monthly" })).ShouldBeRefused(403, "outOfScope");
        (await county.GetAsync($"/digests/{ofCity}", "")).ShouldBeRefused(403, "outOfScope");
        (await county.GetAsync($"/digests/{own}", "")).Status.ShouldBe(200);
        (await county.GetAsync("/digests", "")).Json["digests"]!.AsArray().ShouldAllBe(d => (string)d!["scope"]!["region"]! == city.County);
        var read = ContentOf(await county.GetAsync($"/digests/{own}", ""));
        read.Upcoming.Items.Select(d => d.Project.Region).Concat(read.Overdue.Items.Select(o => o.Project.Region)).ShouldAllBe(region => region == city.County);
    }

    [Fact]
    public async Task the_list_goes_back_page_by_page()
    {
        foreach (var period in new[] { "2023-01", "2023-02", "2023-03" }) await city.IssueAsync(new { kind = "monthly", period, industry = "finance" });

        var seen = new List<string>();
        for (var next = "/digests?kind=monthly&limit=2"; next is not null;)
        {
            var page = await city.Officer.GetAsync(next, "");
            seen.AddRange(page.Json["digests"]!.AsArray().Select(d => (string)d!["id"]!));
            next = page.Response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('>')[0][1..]["/api/v1".Length..] : null;
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.Count.ShouldBe((int)await NumberAsync($"select count(*) from digest where city = '{city.Code}' and kind = 'monthly'"));
    }

    [Theory]
    [InlineData("""{"kind":"daily"}""", 400, "malformed")]
    [InlineData("""{"kind":"monthly","period":"2024Q1"}""", 400, "malformed")]
    [InlineData("""{"kind":"monthly","period":"2024-08"}""", 422, "periodNotBegun")]
    [InlineData("""{"kind":"monthly","round":"2024-1"}""", 400, "malformed")]
    [InlineData("""{"kind":"round"}""", 400, "malformed")]
    [InlineData("""{"kind":"round","round":"1999-9"}""", 404, "unknownRound")]
    [InlineData("""{"kind":"monthly","region":"110101"}""", 422, "unknownRegion")]
    [InlineData("""{"kind":"monthly","knownAt":"2031-01-01T00:00:00Z"}""", 400, "malformed")]
    public async Task what_cannot_be_issued_is_refused_and_changes_nothing(string body, int status, string code)
    {
        const string Count = "select count(*) from digest";
        var before = await NumberAsync(Count);

        (await city.Officer.PostTextAsync("/digests", body)).ShouldBeRefused(status, code);

        (await NumberAsync(Count)).ShouldBe(before);
    }

    [Fact]
    public async Task there_is_none_of_an_id_that_was_never_given()
    {
        (await city.Officer.GetAsync("/digests/unknown", "")).ShouldBeRefused(404, "unknownDigest");
        (await city.Officer.GetAsync($"/digests/{Guid.NewGuid()}", "")).ShouldBeRefused(404, "unknownDigest");
    }

    [Fact]
    public async Task a_round_is_told_of_as_published_beside_computed()
    {
        var own = new StartedProject(city);
        await own.MakeAsync("D-3", "logistics", "2024-04-18", round: "2024-R2");
        var round = RoundCalls.Round("2024-R2", ("heldOn", "2024-04-20"), ("started", RoundCalls.List((own.Name, null), ("没有的项目", null))));
        (await city.Officer.PostTextAsync("/rounds", round.ToJsonString())).Status.ShouldBe(201);

        var content = ContentOf(await ReadAsync(await city.IssueAsync(new { kind = "round", round = "2024-R2" })));

        var started = content.Round!.Batches[1];
        (started.PublishedCount, started.Computed.Count, started.Differences.Items.Single().Name).ShouldBe((2, 1, "没有的项目"));
        content.Batches[1].Projects.Items.ShouldHaveSingleItem().Project.Name.ShouldBe(own.Name);
        (content.Batches[1].Before, content.Point.AsOf).ShouldBe((null, new DateOnly(2024, 4, 20)));

        // What was published is the city's: a county's projects are not held against it, nor the projects of others found missing.
        var ofCounty = ContentOf(await ReadAsync(await city.IssueAsync(new { kind = "round", round = "2024-R2", region = city.County }))).Round!.Batches[1];
        (ofCounty.PublishedCount, ofCounty.Computed.Count, ofCounty.Differences.Items.Single().Name).ShouldBe((null, 0, "没有的项目"));

        // The next one tells what became of the figures that this one said: those of the round, whatever else happened in its days.
        await own.VoidStartAsync();
        (await city.Officer.PostTextAsync("/rounds", RoundCalls.Round("2024-R3", ("heldOn", "2024-06-20")).ToJsonString())).Status.ShouldBe(201);
        var changed = ContentOf(await ReadAsync(await city.IssueAsync(new { kind = "round", round = "2024-R3" }))).Corrections.Figures.ShouldHaveSingleItem();
        (changed.Kind, changed.Then.Count, changed.Now.Count).ShouldBe(("started", 1, 0));
    }

    [Fact]
    public async Task what_was_put_off_stands_with_the_plan_in_force()
    {
        (await city.Officer.PostAsync("/projects", OwnCity.ProjectIn(city.Code, "D-4", ("name", "另行登记的延期工程"), ("sector", "public"), ("registeredOn", "2024-01-02"), ("plannedStart", "2024-03")))).Status.ShouldBe(201);
        foreach (var fact in new object[]
        {
            new { type = "projectDelayed", occurredOn = "2024-02-01", milestone = "start", to = "2024-12", reason = "land" },
            new { type = "detailsRevised", occurredOn = "2024-06-03", reason = "复工令提前", changes = new[] { new { attribute = "plannedStart", old = "2024-12", @new = "2024-10" } } },
        })
        {
            var answer = await city.Officer.PostAsync("/projects/D-4/facts", fact);
            answer.Status.ShouldBe(201, answer.Text);
        }

        var content = ContentOf(await ReadAsync(await city.IssueAsync(new { kind = "quarterly", period = "2024Q2" })));

        var running = content.Delays.Running.Items.Single(d => d.Project.Name == "另行登记的延期工程");
        (running.Baseline, running.To, running.SlipDays).ShouldBe((new DateOnly(2024, 3, 31), new DateOnly(2024, 10, 31), 214));
    }

    [Fact]
    public async Task a_period_that_is_not_over_is_held_against_no_whole_one_and_says_until_when()
    {
        var issued = await city.IssueAsync(new { kind = "monthly", period = "2024-07" });

        var content = ContentOf(await ReadAsync(issued));

        content.Batches.ShouldAllBe(b => b.Before == null && b.YearBefore == null);
        var text = (await city.Officer.GetAsync($"/digests/{(string)issued.Json["id"]!}.md", "")).Text;
        text.ShouldContain("2024年7月（截至2024年7月8日）");
        text.ShouldNotContain("同期");
    }

    [Fact]
    public async Task changed_records_and_a_changed_content_are_told_apart_when_it_is_computed_anew()
    {
        var issued = await city.IssueAsync(new { kind = "monthly", period = "2024-06" });
        var delay = ContentOf(await ReadAsync(issued)).Delays.New.Items[0];

        await ByOwnerAsync($"update milestone_fact set to_date = to_date + 31 where city = '{city.Code}' and project_id = '{delay.Project.Project}' and kind = 'delayed' and occurred_on = '{delay.OccurredOn:yyyy-MM-dd}'");
        var records = (await ReadAsync(issued, "?recompute=true")).Json["recomputed"]!;
        ((bool)records["equal"]!, (string)records["cause"]!).ShouldBe((false, "records"));
        records["differences"]!.AsArray().ShouldContain(d => ((string)d!["path"]!).StartsWith($"delays.new.items[{delay.Project.Project}", StringComparison.Ordinal) && ((string)d["path"]!).EndsWith(".to", StringComparison.Ordinal));

        await ByOwnerAsync($"update digest_content set content = convert_to(replace(convert_from(content, 'UTF8'), '测试市', '考试市'), 'UTF8') where digest = '{(string)issued.Json["id"]!}'");
        ((string)(await ReadAsync(issued, "?recompute=true")).Json["recomputed"]!["cause"]!).ShouldBe("content");

        await ByOwnerAsync($"update digest_content set content = substr(content, 1, 100) where digest = '{(string)issued.Json["id"]!}'");
        (await city.Officer.GetAsync($"/digests/{(string)issued.Json["id"]!}", "")).ShouldBeRefused(409, "digestDamaged");
        await ByOwnerAsync($"update milestone_fact set to_date = to_date - 31 where city = '{city.Code}' and project_id = '{delay.Project.Project}' and kind = 'delayed' and occurred_on = '{delay.OccurredOn:yyyy-MM-dd}'");
    }

    private async Task<Answer> ReadAsync(Answer issued, string query = "")
    {
        var answer = await city.Officer.GetAsync($"/digests/{(string)issued.Json["id"]!}", query);
        answer.Status.ShouldBe(200, answer.Text);
        return answer;
    }

    private static DigestContent ContentOf(Answer answer) => DigestContent.Read(Encoding.UTF8.GetBytes(answer.Json["content"]!.ToJsonString()));

    private Task<T> ViewAsync<T>(string path) => city.Officer.ReadAsync<T>(path);

    private async Task<long> NumberAsync(string sql)
    {
        await using var select = city.Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await select.ExecuteScalarAsync())!;
    }

    private async Task ByOwnerAsync(string sql)
    {
        await using var command = city.Server.Services.GetRequiredService<SchemaOwner>().Database.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }
}
