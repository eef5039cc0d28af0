namespace MajorProjects.Server.Tests.Projects;

public class IdempotencyTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_repeated_registration_has_the_first_answer()
    {
        var project = own.Project();
        var first = await own.Client.PostAsync("/projects", project, Key("r-1"));
        var before = await own.CountFactsAsync();

        var again = await own.Client.PostAsync("/projects", project, Key("r-1"));

        again.Status.ShouldBe(201);
        again.Text.ShouldBe(first.Text);
        again.Response.Headers.Location.ShouldBe(first.Response.Headers.Location);
        again.Response.Headers.ETag.ShouldBe(first.Response.Headers.ETag);
        (await own.CountFactsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_repeated_fact_has_the_first_answer_whatever_came_since()
    {
        var project = await own.RegisterAsync();
        var first = await own.RecordAsync(project, Facts.Signed(), Key("f-1"));
        await own.RecordAllAsync(project, Facts.Started());

        var again = await own.RecordAsync(project, Facts.Signed(), Key("f-1"), ("If-Match", "\"1\""));

        again.Status.ShouldBe(201);
        again.Text.ShouldBe(first.Text);
        (await own.FactsAsync(project)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task a_key_is_for_one_request()
    {
        var project = await own.RegisterAsync();
        var other = await own.RegisterAsync();
        await own.RecordAsync(project, Facts.Signed(), Key("o-1"));

        foreach (var reuse in new[]
        {
            await own.RecordAsync(project, Facts.Signed("2024-03-02"), Key("o-1")),
            await own.RecordAsync(other, Facts.Signed(), Key("o-1")),
            await own.Client.PostAsync("/projects", own.Project(), Key("o-1")),
        })
        {
            reuse.Status.ShouldBe(422);
            reuse.Code.ShouldBe("idempotencyKeyReused");
        }
        (await own.FactsAsync(project)).Count.ShouldBe(2);
        (await own.FactsAsync(other)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_refusal_repeated_is_the_same_refusal()
    {
        var project = await own.RegisterAsync();
        var first = await own.RecordAsync(project, Facts.Started(), Key("n-1"));
        await own.RecordAllAsync(project, Facts.Signed());

        var again = await own.RecordAsync(project, Facts.Started(), Key("n-1"));

        first.Code.ShouldBe("notSigned");
        again.Status.ShouldBe(422);
        again.Text.ShouldBe(first.Text);
        (await own.RecordAsync(project, Facts.Started(), Key("n-2"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task two_callers_may_use_the_same_key()
    {
        var project = await own.RegisterAsync();
        using var colleague = own.Server.Client("colleague", [own.Code]);

        (await own.RecordAsync(project, Facts.Signed(), Key("c-1"))).Status.ShouldBe(201);
        (await colleague.PostAsync($"/projects/{project}/facts", Facts.Started(), Key("c-1"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task the_same_fact_sent_many_times_at_once_is_recorded_once_and_answered_alike()
    {
        var project = await own.RegisterAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => own.RecordAsync(project, Facts.Signed(), Key("s-1"))));

        answers.ShouldAllBe(a => a.Status == 201);
        answers.Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        (await own.FactsAsync(project)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_key_of_any_length_but_a_long_one_will_do()
    {
        var project = await own.RegisterAsync();

        (await own.RecordAsync(project, Facts.Signed(), Key(new('k', 200)))).Status.ShouldBe(201);
        var tooLong = await own.RecordAsync(project, Facts.Started(), Key(new('k', 201)));
        tooLong.Status.ShouldBe(400);
        tooLong.Code.ShouldBe("malformed");
    }

    [Fact]
    public async Task the_same_registration_sent_many_times_at_once_makes_one_project()
    {
        var project = own.Project();
        var before = await own.CountFactsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => own.Client.PostAsync("/projects", project, Key("p-1"))));

        answers.ShouldAllBe(a => a.Status == 201);
        answers.Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        (await own.CountFactsAsync()).ShouldBe(before + 1);
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", key);
}
