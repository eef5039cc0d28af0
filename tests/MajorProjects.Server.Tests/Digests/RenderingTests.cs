using System.Security.Cryptography;
using MajorProjects.Domain;
using MajorProjects.Server.Digests.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.Digests;

/// <summary>The documents of digests: made once and kept, tried again where they cannot be made, and given as they went out.</summary>
public sealed class RenderingTests(TestPostgres postgres)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2024, 7, 8, 4, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task what_went_out_is_what_is_given_and_what_its_stream_says_of_it()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, clock, settings: ["Digests:On=false"]);
        var (city, officer, id) = await IssuedAsync(server);

        await RenderAsync(server);
        await RenderAsync(server);

        ((string)(await officer.GetAsync($"/digests/{id}", "")).Json["digest"]!["state"]!).ShouldBe("rendered");
        (await TextAsync(server, $"select count(*)::text from mt_events where tenant_id = '{city.Code}' and type = 'digestRendered'")).ShouldBe("1");
        foreach (var form in new[] { "html", "docx", "xlsx" })
        {
            var document = await officer.GetByteArrayAsync(new Uri($"/api/v1/digests/{id}.{form}", UriKind.Relative), Ct);
            var recorded = await TextAsync(server, $$"""
                select f ->> 'sha256' from mt_events e, jsonb_array_elements(e.data -> 'forms') f where e.tenant_id = '{{city.Code}}' and e.type = 'digestRendered' and f ->> 'form' = '{{form}}'
                """);
            Convert.ToHexStringLower(SHA256.HashData(document)).ShouldBe(recorded, form);
        }
        // A form that did not go out is made when it is asked for.
        (await officer.GetAsync($"/digests/{id}.md", "")).Text.ShouldContain("重大项目月报");
        (await officer.PostAsync($"/digests/{id}/replay", new { })).ShouldBeRefused(409, "digestNotFailed");
    }

    [Fact]
    public async Task what_cannot_be_made_is_told_tried_again_for_hours_and_then_when_somebody_asks()
    {
        await using var server = await ServerUnderTest.StartAsync(postgres, clock, settings: ["Digests:On=false", "Digests:Font=/nowhere/font.ttc"]);
        var (city, officer, id) = await IssuedAsync(server);
        var tries = 0;
        for (; await StateAsync() == "issued"; clock.Advance(TimeSpan.FromHours(7)), tries++)
        {
            await RenderAsync(server);
            // Not again before its time.
            await RenderAsync(server);
        }

        tries.ShouldBe(6);
        // Whoever looks for what did not arrive finds it, and is told what to have done first.
        var dead = (await officer.GetAsync("/digests/deliveries", "?state=dead")).Json["deliveries"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)dead["lastError"]!).ShouldContain("字体");
        (await officer.PostAsync($"/digests/{id}/deliveries/{dead["delivery"]}/replay", new { })).ShouldBeRefused(409, "documentsMissing");
        (await TextAsync(server, $"select count(*)::text from mt_events where tenant_id = '{city.Code}' and type = 'digestRenderingFailed'")).ShouldBe("6");
        ((string)(await officer.GetAsync($"/digests/{id}", "")).Json["digest"]!["error"]!).ShouldContain("字体");
        (await officer.GetAsync($"/digests/{id}.docx", "")).ShouldBeRefused(503, "chartFontMissing");
        (await officer.GetAsync($"/digests/{id}.xlsx", "")).Status.ShouldBe(200);

        (await officer.PostAsync($"/digests/{id}/replay", new { }, ("Idempotency-Key", "again"))).Status.ShouldBe(200);
        (await officer.PostAsync($"/digests/{id}/replay", new { }, ("Idempotency-Key", "again"))).Status.ShouldBe(200);
        (await officer.PostAsync($"/digests/{id}/replay", new { })).ShouldBeRefused(409, "digestNotFailed");
        (await StateAsync()).ShouldBe("issued");
        ((string)(await officer.GetAsync($"/digests/{id}/deliveries", "")).Json["deliveries"]![0]!["state"]!).ShouldBe("waiting");
        (await TextAsync(server, $"select count(*)::text from mt_events where tenant_id = '{city.Code}' and type = 'digestReplayed'")).ShouldBe("1");

        async Task<string> StateAsync() => (string)(await officer.GetAsync($"/digests/{id}", "")).Json["digest"]!["state"]!;
    }

    private static async Task<(City City, HttpClient Officer, string Id)> IssuedAsync(ServerUnderTest server)
    {
        var city = await server.NewCityAsync();
        var officer = server.Client($"{city.Code}");
        (await officer.PostAsync("/projects", OwnCity.ProjectIn($"{city.Code}", "R-1"))).Status.ShouldBe(201);
        var issued = await officer.PostAsync("/digests", new { kind = "monthly", period = "2024-06", recipients = new[] { new { channel = "folder", to = "office" } } });
        issued.Status.ShouldBe(201, issued.Text);
        return (city, officer, (string)issued.Json["id"]!);
    }

    private static Task RenderAsync(ServerUnderTest server) => server.Services.GetRequiredService<RenderDue>().RunAsync(Ct);

    private static async Task<string?> TextAsync(ServerUnderTest server, string sql)
    {
        await using var select = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (string?)await select.ExecuteScalarAsync(Ct);
    }
}
