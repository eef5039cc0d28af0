using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>What each audit view lists and leaves out, on the two clocks, for the city and for one county.</summary>
[Collection(nameof(AuditedCity))]
public class AuditViewsTests(AuditedCity audited)
{
    [Fact]
    public async Task backdated_facts_are_those_of_the_view_that_there_was()
    {
        var answer = await ReadAsync<BackdatedAnswer>(audited.Auditor, "backdated?days=20");

        // Neither what was recorded within twenty days nor what the system suspects of the day itself.
        answer.Facts.Select(f => (audited.NameOf(f.Project), f.Type, f.DaysLate)).ShouldBe(
        [
            ("乙", "detailsRevised", 73), ("甲", "contractSigned", 29), ("乙", "contractSigned", 21), ("乙", "projectRegistered", 39),
            ("戊", "contractSigned", 24), ("戊", "projectRegistered", 32), ("=丁集中供热", "projectRegistered", 32), ("丙", "projectRegistered", 32), ("甲", "projectRegistered", 32),
        ]);
        answer.Facts.ShouldBe((await audited.Auditor.ReadAsync<BackdatedAnswer>("/backdated?days=20")).Facts);
    }

    [Fact]
    public async Task facts_recorded_near_a_deadline_are_listed_with_the_share_of_each_recorder_and_region()
    {
        var answer = await ReadAsync<NearDeadlineAnswer>(audited.Auditor, "nearDeadline");

        (answer.Deadline, answer.Days).ShouldBe((5, 5));
        answer.Facts.ShouldAllBe(f => f.Deadline == new DateOnly(2024, f.RecordedAt.Month == 2 ? 2 : 4, 5) && f.DaysBefore == f.Deadline.Day - f.RecordedAt.Day);
        // The day 10 February and 20 March are far from any; what the system suspects nobody recorded.
        answer.Facts.Select(f => $"{f.RecordedAt:MM-dd}").Distinct().ShouldBe(["04-02", "02-03"]);
        answer.Facts.ShouldAllBe(f => f.Type != "duplicateSuspected");
        (answer.Count, answer.Of, answer.Share).ShouldBe((14, 20, 70m));
        answer.Facts.Count.ShouldBe(14);
        answer.ByRecorder.ShouldBe([new("zhang", "测试员", 9, 10, 90m), new("li", "测试员", 5, 10, 50m)]);
        answer.ByRegion.Select(r => (r.Key, r.Count, r.Of)).ShouldBe([(audited.County, 11, 15), (audited.OtherCounty, 3, 5)], ignoreOrder: true);

        (await ReadAsync<NearDeadlineAnswer>(audited.Auditor, "nearDeadline?days=1")).Count.ShouldBe(0);
        (await ReadAsync<NearDeadlineAnswer>(audited.Auditor, "nearDeadline?days=0&deadline=20")).Facts.Select(f => $"{f.RecordedAt:MM-dd}").Distinct().ShouldBe(["03-20"]);
        var april = await ReadAsync<NearDeadlineAnswer>(audited.Auditor, "nearDeadline?from=2024-04-01&to=2024-04-30");
        (april.Count, april.Of).ShouldBe((6, 6));
        (await ReadAsync<NearDeadlineAnswer>(audited.Auditor, "nearDeadline?knownAt=2024-02-05")).Of.ShouldBe(8);
    }

    [Fact]
    public async Task corrections_say_who_corrected_what_and_which_cells_that_moved()
    {
        var answer = await ReadAsync<CorrectionsAnswer>(audited.Auditor, "corrections");

        answer.Corrections.Select(c => (c.Kind, c.Name)).ShouldBe(
        [
            (CorrectionKind.RoundCorrected, "“三个一批”活动"), (CorrectionKind.Returned, "己"), (CorrectionKind.Refiled, "丙"), (CorrectionKind.Revised, "乙"), (CorrectionKind.Voided, "甲"),
        ]);
        var (round, returned, refiled, revised, voided) = (answer.Corrections[0], answer.Corrections[1], answer.Corrections[2], answer.Corrections[3], answer.Corrections[4]);
        voided.Cells.ShouldBe([new("signed", Period.Parse("2024-01"), -1, -10_000)]);
        voided.Corrected.Select(c => (c.Version, c.Type, c.OccurredOn, c.RecordedBy)).ShouldBe([(2, "contractSigned", new DateOnly(2024, 1, 15), "zhang")]);
        (voided.Reason, voided.RecordedBy, voided.Region).ShouldBe(("日期误登", "li", audited.County));
        revised.Cells.ShouldBe([new("signed", Period.Parse("2024-01"), 0, 2_000)]);
        revised.Values.ShouldBe([new("totalInvestmentWan", "10000", "12000")]);
        returned.Cells.ShouldBe([new("started", Period.Parse("2024-04"), -1, -10_000)]);
        (refiled.Reason, refiled.Cells.Count).ShouldBe(("核减", 0));
        refiled.Values.ShouldBe([new("completedWan", "100", "80")]);
        refiled.Corrected.Single().OccurredOn.ShouldBe(new(2024, 2, 10));
        (round.Round, round.Project, round.Region, round.Version).ShouldBe(("2024-1", null, null, 2));
        round.Values.ShouldBe([new("signed.count", "3", "5"), new("signed.projects", "甲、乙、没有的项目", null)]);

        answer.ByRecorder.ShouldBe([new("li", "测试员", 5, 3, 1, 1, 1, 1, 1)]);
        answer.ByRegion.Select(r => (r.Key, r.Count)).ShouldBe([(audited.County, 3), (null, 1), (audited.OtherCounty, 1)]);
        (await ReadAsync<CorrectionsAnswer>(audited.Auditor, "corrections?knownAt=2024-03-31")).Corrections.Select(c => c.Kind).ShouldBe([CorrectionKind.Voided]);
        // As of a day before the start that was returned, no figure of it was moved.
        (await ReadAsync<CorrectionsAnswer>(audited.Auditor, "corrections?asOf=2024-04-01")).Corrections.Single(c => c.Kind is CorrectionKind.Returned).Cells.ShouldBeEmpty();
        (await ReadAsync<CorrectionsAnswer>(audited.Auditor, "corrections?from=2024-03-20&to=2024-03-20")).Corrections.Select(c => c.Kind).ShouldBe([CorrectionKind.Voided]);
        (await audited.Auditor.GetAsync("/audit/corrections?confirmed=true", "")).ShouldBeRefused(400, "malformed");
    }

    [Fact]
    public async Task the_cells_that_a_correction_moved_are_what_differs_from_the_position_before_it()
    {
        foreach (var correction in (await ReadAsync<CorrectionsAnswer>(audited.Auditor, "corrections")).Corrections)
        {
            var kinds = (await audited.Auditor.ReadAsync<ComparisonAnswer>($"/compare?position={correction.Position - 1}&position2={correction.Position}")).Kinds;

            kinds.Select(k => (k.Count, k.InvestmentWan)).ShouldBe(
                kinds.Select(k => (correction.Cells.Where(c => c.Kind == k.Kind).Sum(c => c.Count), correction.Cells.Where(c => c.Kind == k.Kind).Sum(c => c.InvestmentWan))));
        }
    }

    [Fact]
    public async Task a_figure_that_is_not_what_was_reported_then_is_listed_with_its_projects_and_causes()
    {
        var answer = await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?from=2024-01&to=2024-04&source=report");

        // Of each month three figures were compared.
        (answer.Compared, answer.Count).ShouldBe((12, 2));
        var (january, february) = (answer.Figures[0], answer.Figures[1]);
        (january.Reference, january.Kind, january.AsOf, january.SaidAt).ShouldBe(("2024-01", "signed", new(2024, 1, 31), Clock.EndOf(new(2024, 2, 5))));
        (january.Then, january.Now, january.Change).ShouldBe((new(2, 20_000), new(2, 22_000), new(0, 2_000)));
        january.Projects.Select(p => (p.Name, string.Join(' ', p.Changes), string.Join(' ', p.Causes.Select(c => c.Type)))).ShouldBe(
        [
            ("乙", "entered", "contractSigned"), ("甲", "left", "factVoided"),
        ], ignoreOrder: true);
        answer.Figures.ShouldAllBe(f => f.Then + f.Change == f.Now);
        january.Then.ShouldBe((await audited.Auditor.BatchesAsync("?by=month&from=2024-01&to=2024-01&asOf=2024-01-31&knownAt=2024-02-05")).Totals.Signed);
        january.Now.ShouldBe((await audited.Auditor.BatchesAsync("?by=month&from=2024-01&to=2024-01&asOf=2024-01-31")).Totals.Signed);
        (february.Reference, february.Kind, february.Then, february.Now).ShouldBe(("2024-02", "signed", new(0, 0), new(1, 10_000)));

        (await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?from=2024-01&to=2024-04&source=report&knownAt=2024-02-29")).Figures
            .Select(f => (f.Reference, f.Then.Count, f.Now.Count)).ShouldBe([("2024-01", 2, 3)]);
        // On the 10th 乙 was known, on the 9th not.
        (await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?from=2024-01&to=2024-01&source=report&deadline=10")).Figures.Single().Then.Count.ShouldBe(3);
        (await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?from=2024-01&to=2024-01&source=report&deadline=9")).Figures.Single().Then.Count.ShouldBe(2);
        (await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?by=quarter&from=2024Q1&to=2024Q2&source=report")).Compared.ShouldBe(3);
    }

    [Fact]
    public async Task what_is_pinned_to_a_position_knows_nothing_after_it()
    {
        var position = (await audited.Auditor.BatchesAsync("?knownAt=2024-02-29")).Position;
        var pinned = await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, $"changedFigures?from=2024-01&to=2024-04&source=report&position={position}");

        pinned.Position.ShouldBe(position);
        pinned.Figures.Select(f => (f.Reference, f.Kind, f.Now.Count)).ShouldBe([("2024-01", "signed", 3)]);
    }

    [Fact]
    public async Task what_a_round_published_is_compared_with_what_was_computed_then_and_now()
    {
        var answer = await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, "changedFigures?source=round&knownAt=2024-03-31");

        var figure = answer.Figures.ShouldHaveSingleItem();
        (figure.Source, figure.Reference, figure.Kind, figure.Published!.Count).ShouldBe((SaidIn.Round, "2024-1", "signed", 3));
        (figure.Then, figure.Now).ShouldBe((new(2, 20_000), new(1, 10_000)));
        var left = figure.Projects.ShouldHaveSingleItem();
        (left.Name, string.Join(' ', left.Changes)).ShouldBe(("甲", "left"));
        left.Causes.Select(c => c.Type).ShouldContain("factVoided");

        // A region has no share in what was published of all.
        (await ReadAsync<ChangedFiguresAnswer>(audited.Auditor, $"changedFigures?source=round&region={audited.County}")).Compared.ShouldBe(0);
    }

    [Fact]
    public async Task a_project_of_which_nobody_recorded_more_than_its_registration_was_never_touched()
    {
        var answer = await ReadAsync<UntouchedAnswer>(audited.Auditor, "untouched");

        // That the system suspects it to repeat the other one touches neither.
        answer.Projects.Select(p => (p.Name, p.Days, p.RegisteredOn, p.RecordedBy)).ShouldBe(
        [
            ("=丁集中供热", 139, new DateOnly(2024, 1, 2), "zhang"), ("=丁集中供热工程", 109, new DateOnly(2024, 2, 1), "zhang"),
        ]);
        (answer.Count, answer.InvestmentWan, answer.Projects[0].PlannedStart).ShouldBe((2, 20_000, new DateOnly(2025, 3, 31)));
        (await ReadAsync<UntouchedAnswer>(audited.Auditor, "untouched?days=110")).Projects.Select(p => p.Name).ShouldBe(["=丁集中供热"]);
        (await ReadAsync<UntouchedAnswer>(audited.Auditor, "untouched?asOf=2024-01-14&days=12")).Projects.Select(p => p.Name).ShouldBe(["=丁集中供热", "丙", "乙", "甲"], ignoreOrder: true);
        (await ReadAsync<UntouchedAnswer>(audited.Auditor, "untouched?asOf=2024-01-14&knownAt=2024-02-04")).Projects.Select(p => p.Name).ShouldBe(["=丁集中供热", "丙", "甲"], ignoreOrder: true);
    }

    [Fact]
    public async Task a_signing_that_never_started_is_listed_withdrawn_or_not()
    {
        var answer = await ReadAsync<NeverStartedAnswer>(audited.Auditor, "neverStarted");

        answer.Projects.Select(p => (p.Name, p.SignedOn, p.Days, p.Overdue, p.Withdrawn, p.WithdrawnOn)).ShouldBe(
        [
            ("戊", new DateOnly(2024, 1, 10), 131, false, true, new DateOnly(2024, 3, 1)), ("乙", new DateOnly(2024, 1, 20), 121, false, false, null), ("甲", new DateOnly(2024, 2, 20), 90, true, false, null),
        ]);
        (answer.Count, answer.InvestmentWan, answer.Overdue, answer.Withdrawn).ShouldBe((3, 32_000, 1, 1));
        answer.Projects[2].PlannedStart.ShouldBe(new DateOnly(2024, 3, 31));
        (await ReadAsync<NeverStartedAnswer>(audited.Auditor, "neverStarted?asOf=2024-02-10&knownAt=2024-02-10")).Projects.Select(p => (p.Name, p.Withdrawn))
            .ShouldBe([("戊", false), ("甲", false), ("乙", false)]);
        (await ReadAsync<NeverStartedAnswer>(audited.Auditor, "neverStarted?confirmed=true")).Count.ShouldBe(0);
    }

    [Fact]
    public async Task an_investor_or_a_site_is_the_same_however_it_is_written()
    {
        var answer = await ReadAsync<SharedPartiesAnswer>(audited.Auditor, "sharedParties");

        // As the signing that was voided writes it does not count.
        answer.Parties.Select(p => (p.What, string.Join(' ', p.Projects.Select(x => x.Name)), p.Written.Count)).ShouldBe(
        [
            (PartyKind.Investor, "乙 甲", 2), (PartyKind.Investor, "甲 己", 2), (PartyKind.Site, "乙 甲", 2),
        ], ignoreOrder: true);
        var lent = answer.Parties.Single(p => p.Projects.Any(x => x.Name == "己"));
        lent.Projects.Select(p => (p.Stage, string.Join(' ', p.Roles))).ShouldBe([(Stage.Signed, "Counterparty"), (Stage.Planned, "Owner")]);
        (lent.Pairs, lent.Merged, lent.ToldApart, lent.Undecided).ShouldBe((1, 0, 0, 1));
        (answer.Count, answer.Investors, answer.Sites).ShouldBe((3, 2, 1));
        (await ReadAsync<SharedPartiesAnswer>(audited.Auditor, "sharedParties?q=恒大投资 （集团)")).Parties.ShouldHaveSingleItem().ShouldBe(lent, new Same<SharedParty>());
        (await ReadAsync<SharedPartiesAnswer>(audited.Auditor, "sharedParties?q=恒小")).Count.ShouldBe(0);
        // Before 己 was there, and where its county is not asked about.
        (await ReadAsync<SharedPartiesAnswer>(audited.Auditor, "sharedParties?knownAt=2024-03-31")).Count.ShouldBe(2);
        (await ReadAsync<SharedPartiesAnswer>(audited.Auditor, $"sharedParties?region={audited.OtherCounty}")).Parties.ShouldAllBe(p => p.Projects.Any(x => x.Name == "乙"));
    }

    [Fact]
    public async Task the_figures_of_rounds_stand_beside_the_computed_ones_with_each_project_that_differs()
    {
        var answer = await ReadAsync<RoundFiguresAnswer>(audited.Auditor, "rounds?knownAt=2024-03-31");

        answer.Figures.Select(f => f.Kind).ShouldBe(["signed", "started", "commissioned", "total"]);
        var signed = answer.Figures[0];
        (signed.Number, signed.Published.Count, signed.Computed, signed.Difference.Count).ShouldBe(("2024-1", 3, new(1, 10_000), 2));
        signed.Differences.Select(d => (d.Name, d.Reason)).ShouldBe([("甲", DifferenceReason.OtherRound), ("没有的项目", DifferenceReason.UnknownProject)]);
        (answer.Count, answer.Differing).ShouldBe((1, 1));
        signed.Differences.ShouldBe((await audited.Auditor.ReadAsync<RoundAnswer>("/rounds/2024-1?knownAt=2024-03-31")).Signed.Differences, new Same<RoundDifference>());
        (await ReadAsync<RoundFiguresAnswer>(audited.Auditor, "rounds?asOf=2024-01-19")).Count.ShouldBe(0);
        var corrected = (await ReadAsync<RoundFiguresAnswer>(audited.Auditor, "rounds")).Figures[0];
        (corrected.Corrected, corrected.Published.Count, corrected.Difference.Count).ShouldBe((true, 5, 4));
    }

    [Fact]
    public async Task a_county_is_told_of_its_own_projects_alone()
    {
        using var county = audited.OfCounty();
        var elsewhere = new[] { "乙", "=丁集中供热", "=丁集中供热工程" }.Select(p => $"{audited.IdOf(p)}").ToList();

        foreach (var view in new[] { "backdated?days=20", "nearDeadline", "corrections", "changedFigures?from=2024-01&to=2024-04", "untouched?asOf=2024-01-14", "neverStarted", "sharedParties" })
        {
            var answer = await county.GetAsync($"/audit/{view}", "");
            answer.Status.ShouldBe(200, answer.Text);
            answer.Text.ShouldContain($"{audited.IdOf("甲")}", customMessage: view);
            foreach (var project in elsewhere) answer.Text.ShouldNotContain(project, customMessage: view);
        }
        // 甲 shares with 己 of the same county, and with 乙 of another, of which this one does not learn.
        (await ReadAsync<SharedPartiesAnswer>(county, "sharedParties")).Parties.Select(p => string.Join(' ', p.Projects.Select(x => x.Name))).ShouldBe(["甲 己"]);
        (await ReadAsync<CorrectionsAnswer>(county, "corrections")).Corrections.ShouldAllBe(c => c.Kind != CorrectionKind.RoundCorrected);
        (await ReadAsync<ChangedFiguresAnswer>(county, "changedFigures?from=2024-01&to=2024-01")).Figures.Select(f => (f.Source, f.Then.Count, f.Now.Count)).ShouldBe([(SaidIn.Report, 2, 1)]);
        (await county.GetAsync("/audit/rounds", "")).ShouldBeRefused(403, "outOfScope");
        (await county.GetAsync($"/audit/untouched?region={audited.OtherCounty}", "")).ShouldBeRefused(403, "outOfScope");
    }

    [Theory]
    [InlineData("nearDeadline?days=28", "days")]
    [InlineData("nearDeadline?deadline=0", "deadline")]
    [InlineData("nearDeadline?from=2024-02-30", "from")]
    [InlineData("changedFigures?by=day", "by")]
    [InlineData("changedFigures?source=bulletin", "source")]
    [InlineData("changedFigures?deadline=32", "deadline")]
    [InlineData("untouched?days=-1", "days")]
    [InlineData("neverStarted?days=1", "days")]
    [InlineData("corrections?limit=1", "limit")]
    [InlineData("untouched.xlsx?days=x", "days")]
    public async Task what_cannot_be_asked_is_refused_by_its_name(string question, string field)
    {
        var refused = await audited.Auditor.GetAsync($"/audit/{question}", "");

        refused.ShouldBeRefused(400, "malformed");
        refused.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task whoever_only_records_does_not_read_them()
    {
        using var reporter = audited.Server.Client([Role.Reporter, Role.Reviewer], [audited.Code], []);

        (await reporter.GetAsync("/audit/untouched", "")).ShouldBeRefused(403, "notAllowed");
        (await reporter.GetAsync("/audit/untouched.xlsx", "")).ShouldBeRefused(403, "notAllowed");
    }

    private static Task<T> ReadAsync<T>(HttpClient client, string view) => client.ReadAsync<T>($"/audit/{view}");

    /// <summary>Records with lists in them are the same where they are written the same.</summary>
    private sealed class Same<T> : IEqualityComparer<T>
    {
        public bool Equals(T? x, T? y) => System.Text.Json.JsonSerializer.Serialize(x, Json.Answers) == System.Text.Json.JsonSerializer.Serialize(y, Json.Answers);

        public int GetHashCode(T obj) => 0;
    }
}
