namespace MajorProjects.Server.Tests.Projects;

public class ConcurrencyTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task of_many_signings_at_once_one_is_recorded()
    {
        var project = await own.RegisterAsync();

        var before = await own.CountFactsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async n =>
        {
            using var caller = own.Server.Client($"caller-{n}", [own.Code]);
            return await caller.PostAsync($"/projects/{project}/facts", Facts.Signed());
        }));

        var signed = answers.Where(a => a.Status == 201).ShouldHaveSingleItem();
        answers.Where(a => a != signed).ShouldAllBe(a => a.Status == 409 && (a.Code == "alreadySigned" || a.Code == "concurrentWrite"));
        answers.Length.ShouldBe(32);
        (await own.FactsAsync(project)).Select(f => (string)f!["type"]!).ShouldBe(["projectRegistered", "contractSigned"]);
        (await own.CountFactsAsync()).ShouldBe(before + 1);
        // And once it counts.
        (await own.GetAsync($"/projects?fresh=true&stage=signed&q={project}")).Json["projects"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task different_facts_at_once_are_each_recorded_or_refused_and_none_is_lost_or_doubled()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed(), Facts.Started());

        var answers = await Task.WhenAll(Enumerable.Range(1, 24).Select(async n => (Number: n, Answer: await own.RecordAsync(
            project, new { type = "progressReported", occurredOn = "2024-06-01", month = "2024-05", percent = n }))));

        answers.ShouldAllBe(a => a.Answer.Status == 201 || (a.Answer.Status == 409 && a.Answer.Code == "concurrentWrite"));
        var facts = await own.FactsAsync(project);
        facts.Select(f => (int)f!["version"]!).ShouldBe(Enumerable.Range(1, facts.Count));
        facts.Skip(3).Select(f => (int)f!["data"]!["percent"]!).ShouldBe(answers.Where(a => a.Answer.Status == 201).Select(a => a.Number), ignoreOrder: true);
        foreach (var (number, answer) in answers.Where(a => a.Answer.Status == 201))
            ((int)facts[(int)answer.Json["version"]! - 1]!["data"]!["percent"]!).ShouldBe(number);
        facts.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task of_many_who_insist_on_one_version_one_writes_and_the_others_hear_that_it_is_stale()
    {
        var project = await own.RegisterAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => own.RecordAsync(
            project, new { type = "contractSigned", occurredOn = "2024-02-01", agreement = "framework", note = $"{n}" }, ("If-Match", "\"1\""))));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a.Status == 412 && a.Code == "staleVersion").ShouldBe(7);
    }

    [Fact]
    public async Task of_many_registrations_with_one_code_at_once_one_is_made()
    {
        var project = own.Project();
        var before = await own.CountFactsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => own.Client.PostAsync("/projects", project)));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a.Status == 409 && a.Code == "codeTaken").ShouldBe(11);
        (await own.CountFactsAsync()).ShouldBe(before + 1);
    }
}
