using System.Globalization;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests;

/// <summary>A city of the shared server that one class of tests has to itself.</summary>
public sealed class OwnCity(TestPostgres postgres) : IAsyncLifetime
{
    private int codes;

    public City City { get; private set; } = null!;

    public ServerUnderTest Server { get; private set; } = null!;

    /// <summary>An officer of the city.</summary>
    public HttpClient Client { get; private set; } = null!;

    public string Code => City.Code.ToString();

    /// <summary>One of its counties.</summary>
    public string County => City.Regions.Keys.Order(StringComparer.Ordinal).First();

    public async ValueTask InitializeAsync()
    {
        Server = await postgres.Shared;
        City = await Server.NewCityAsync();
        Client = Server.Client(Code);
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A local code that no other project of the city has.</summary>
    public string NewCode() => string.Create(CultureInfo.InvariantCulture, $"P-{Interlocked.Increment(ref codes):0000}");

    /// <summary>What registers a project, with these fields in place of the usual ones.</summary>
    public JsonObject Project(params ReadOnlySpan<(string Field, JsonNode? Value)> fields) => ProjectIn(Code, NewCode(), fields);

    public static JsonObject ProjectIn(string city, string localCode, params ReadOnlySpan<(string Field, JsonNode? Value)> fields)
    {
        var project = new JsonObject
        {
            // Other numbers are other works, so no two of the usual ones look alike.
            ["name"] = $"煤层气增储上产{localCode}",
            ["region"] = city,
            ["library"] = "municipal",
            ["class"] = "annual",
            ["industry"] = "coalbedMethane",
            ["sector"] = "competitive",
            ["totalInvestmentWan"] = 10_000,
            ["localCode"] = localCode,
            ["registeredOn"] = "2024-01-02",
        };
        foreach (var (field, value) in fields)
        {
            if (value is null) project.Remove(field);
            else project[field] = value;
        }
        return project;
    }

    /// <summary>Registers a project and answers its local code.</summary>
    public async Task<string> RegisterAsync(params (string Field, JsonNode? Value)[] fields)
    {
        var project = Project(fields);
        (await Client.PostAsync("/projects", project)).Status.ShouldBe(201);
        return (string)project["localCode"]!;
    }

    public Task<Answer> RecordAsync(string project, object fact, params (string Name, string Value)[] headers) =>
        Client.PostAsync($"/projects/{project}/facts", fact, headers);

    /// <summary>Records facts one after the other; each must be taken.</summary>
    public async Task RecordAllAsync(string project, params object[] facts)
    {
        foreach (var fact in facts)
        {
            var answer = await RecordAsync(project, fact);
            answer.Status.ShouldBe(201, answer.Text);
        }
    }

    public Task<Answer> GetAsync(string path) => Client.GetAsync(path, "");

    public async Task<JsonArray> FactsAsync(string project) => (await GetAsync($"/projects/{project}/facts")).Json["facts"]!.AsArray();

    /// <summary>How many facts the city's log holds, but for what the server records of digests by itself, whenever it comes to that.</summary>
    public async Task<long> CountFactsAsync() => (long)(await AskAsync("""
        select count(*) from mt_events
        where tenant_id = $1 and type not in ('tombstone', 'digestRendered', 'digestRenderingFailed', 'digestDelivered', 'digestDeliveryFailed')
        """))!;

    /// <summary>What the database says; $1 is the city.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var command = Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.AddWithValue(Code);
        return await command.ExecuteScalarAsync();
    }
}

/// <summary>Facts as callers write them.</summary>
internal static class Facts
{
    public static object Signed(string on = "2024-03-01") => new { type = "contractSigned", occurredOn = on, amountWan = 8_000 };

    public static object Started(string on = "2024-04-01") => new { type = "constructionStarted", occurredOn = on };

    public static object Commissioned(string on = "2024-10-01") => new { type = "projectCommissioned", occurredOn = on };

    public static object Suspended(string on = "2024-06-01") =>
        new { type = "projectSuspended", occurredOn = on, reason = "land", reviewOn = "2025-06-01" };

    public static object Resumed(string on = "2024-07-01") => new { type = "projectResumed", occurredOn = on };

    public static object Withdrawn(string on = "2024-08-01") => new { type = "projectWithdrawn", occurredOn = on, reason = "market" };

    public static object Restored(string on = "2024-09-01") => new { type = "projectRestored", occurredOn = on };

    public static object Voided(int version, string on = "2024-11-01") => new { type = "factVoided", occurredOn = on, version, reason = "误登" };
}
