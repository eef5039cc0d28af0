using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MajorProjects.Server;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace MajorProjects.Benchmarks;

/// <summary>
/// Facts per second over HTTP with eight callers ÷ a hand-written service that writes one row and one audit row per transaction, with
/// eight callers over HTTP, on the same host and the same PostgreSQL.
/// </summary>
internal sealed class HttpWrites(Bench bench)
{
    private const int Callers = 8;

    public async Task<Comparison> RunAsync(int rounds, int projectsPerCaller)
    {
        var ours = new Measurement("facts over HTTP", "/s");
        var peer = new Measurement("CRUD + audit over HTTP", "/s");
        await using var server = await bench.ServerAsync();
        await using var crud = await CrudAsync(bench);
        var token = server.Services.GetRequiredService<LocalIssuer>()
            .Issue("bench", "", ["officer"], [Bench.City], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2));
        using var toOurs = Client(server.App, token);
        using var toPeer = Client(crud, null);
        await WriteFactsAsync(toOurs, "warm", projectsPerCaller);
        await WriteRowsAsync(toPeer, "warm", projectsPerCaller);
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await WriteFactsAsync(toOurs, $"r{round}", projectsPerCaller));
            peer.Add(await WriteRowsAsync(toPeer, $"r{round}", projectsPerCaller));
        }
        var ratio = ours.Median / peer.Median;
        return new("facts over HTTP, 8 callers ÷ CRUD row + audit row per transaction", ours, peer, ratio, "≥ 0.6", ratio >= 0.6);
    }

    /// <summary>Each caller keeps projects of its own: a registration, a signing, a start, a year of reports, the commissioning.</summary>
    internal static Task<double> WriteFactsAsync(HttpClient client, string run, int projects) => PerSecondAsync(async caller =>
    {
        var written = 0;
        for (var p = 0; p < projects; p++)
        {
            var code = $"{run}-{caller}-{p}";
            await RegisterAsync(client, code);
            written++;
            foreach (var fact in Life()) await PostAsync(client, $"/api/v1/projects/{code}/facts", fact);
            written += Life().Count();
        }
        return written;
    });

    internal static Task RegisterAsync(HttpClient client, string code) => PostAsync(client, "/api/v1/projects", $$"""
        {"name":"基准·{{NameOf(code)}}项目","region":"{{Bench.City}}","library":"municipal","class":"annual","industry":"equipment","sector":"competitive",
         "owner":"基准公司","totalInvestmentWan":12000,"localCode":"{{code}}","plannedStart":"2023-03","registeredOn":"2023-01-05"}
        """);

    // Names as different as those of real works: each write that looks for others alike then finds none.
    private static string NameOf(string code) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(code)).Take(8).Chunk(2).Select(two => (char)(0x4e00 + (two[0] * 256 + two[1]) % 5000)));

    private static IEnumerable<string> Life()
    {
        yield return """{"type":"contractSigned","occurredOn":"2023-02-01","amountWan":12000,"counterparty":"基准投资"}""";
        yield return """{"type":"constructionStarted","occurredOn":"2023-03-10","structure":"主厂房基础"}""";
        for (var month = 4; month <= 12; month++)
            yield return $$"""{"type":"progressReported","occurredOn":"2024-01-05","month":"2023-{{month:00}}","completedWan":1000,"percent":{{month * 8}},"text":"主体施工"}""";
        yield return """{"type":"projectCommissioned","occurredOn":"2024-06-01"}""";
    }

    private static Task<double> WriteRowsAsync(HttpClient client, string run, int projects) => PerSecondAsync(async caller =>
    {
        var written = 0;
        for (var p = 0; p < projects; p++)
            for (var step = 0; step < 1 + Life().Count(); step++, written++)
                await PostAsync(client, "/crud", $$"""{"code":"{{run}}-{{caller}}-{{p}}","step":{{step}},"text":"主体施工","amountWan":1000,"day":"2024-01-05"}""");
        return written;
    });

    private static async Task<double> PerSecondAsync(Func<int, Task<int>> caller)
    {
        var written = 0;
        var seconds = await Measurement.SecondsAsync(async () => written = (await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller))).Sum());
        return written / seconds;
    }

    private static async Task PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync()}");
    }

    internal static HttpClient Client(WebApplication app, string? token)
    {
        var client = new HttpClient { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private sealed record Row(string Code, int Step, string Text, decimal AmountWan, DateOnly Day);

    /// <summary>The peer: a row that is overwritten and a line in an audit table, in one transaction.</summary>
    private static async Task<WebApplication> CrudAsync(Bench bench)
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(bench.ConnectionString) { MaxAutoPrepare = 20 }.ConnectionString);
        await using (var create = database.CreateCommand("""
            create table if not exists crud (code text primary key, step int not null, text text not null, amount_wan numeric not null, day date not null, changed timestamptz not null);
            create table if not exists crud_audit (id bigserial primary key, code text not null, what jsonb not null, who text not null, at timestamptz not null);
            """)) await create.ExecuteNonQueryAsync();
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.MapPost("/crud", async (Row row) =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            Add("""
                insert into crud values ($1, $2, $3, $4, $5, now())
                on conflict (code) do update set step = excluded.step, text = excluded.text, amount_wan = excluded.amount_wan, day = excluded.day, changed = now()
                """, row.Code, row.Step, row.Text, row.AmountWan, row.Day);
            Add("insert into crud_audit (code, what, who, at) values ($1, to_jsonb($2::text), $3, now())", row.Code, row.Text, "bench");
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return Results.Created($"/crud/{row.Code}", row);

            void Add(string sql, params object[] values)
            {
                var command = new NpgsqlBatchCommand(sql);
                foreach (var value in values) command.Parameters.AddWithValue(value);
                batch.BatchCommands.Add(command);
            }
        });
        app.Lifetime.ApplicationStopped.Register(database.Dispose);
        await app.StartAsync();
        return app;
    }
}
