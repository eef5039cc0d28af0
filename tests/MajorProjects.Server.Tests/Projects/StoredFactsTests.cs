using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Projects;

/// <summary>What a recorded fact leaves in the store.</summary>
public class StoredFactsTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_fact_is_stored_as_it_was_sent()
    {
        var code = await own.RegisterAsync();

        await own.Client.PostAsync($"/projects/{code}/facts", new { type = "projectDelayed", occurredOn = "2024-03-01", milestone = "start", from = "2024-06", to = "2024-09", reason = "land" });

        (await OneAsync<string>("select data::text from mt_events where tenant_id = $1 and type = 'projectDelayed' order by seq_id desc limit 1"))
            .ShouldBe("""{"to": "2024-09", "from": "2024-06", "reason": "land", "milestone": "start", "occurredOn": "2024-03-01"}""");
    }

    [Fact]
    public async Task a_fact_carries_who_recorded_it_and_the_request_it_came_with()
    {
        await own.RegisterAsync();

        (await OneAsync<string>("select user_name || ' ' || (headers ->> 'name') || ' ' || (headers ->> 'role') from mt_events where tenant_id = $1 limit 1"))
            .ShouldBe("tester 测试员 officer");
        (await OneAsync<bool>("select bool_and(correlation_id is not null and causation_id like '%' || correlation_id || '%') from mt_events where tenant_id = $1")).ShouldBeTrue();
    }

    [Fact]
    public async Task a_registration_whose_code_is_taken_burns_no_position()
    {
        var code = await own.RegisterAsync();
        var before = await OneAsync<long>($"select last_value from mt_events_sequence_{own.Code} where $1 <> ''");

        (await own.Client.PostTextAsync("/projects", OwnCity.ProjectIn(own.Code, code).ToJsonString())).Code.ShouldBe("codeTaken");

        (await OneAsync<long>($"select last_value from mt_events_sequence_{own.Code} where $1 <> ''")).ShouldBe(before);
    }

    private async Task<T> OneAsync<T>(string sql)
    {
        await using var select = own.Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        select.Parameters.AddWithValue(own.Code);
        return (T)(await select.ExecuteScalarAsync())!;
    }
}
