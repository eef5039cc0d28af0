using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MajorProjects.Server.Tests.Access;

/// <summary>A server on a database that other nodes can share.</summary>
public sealed class RevokingServer(TestPostgres postgres) : IAsyncLifetime
{
    public Connections Database { get; private set; } = null!;

    public ServerUnderTest Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.NewDatabaseAsync();
        Server = await ServerUnderTest.StartAsync(postgres, database: Database);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>What was revoked counts no more from the next request on, on every node.</summary>
public sealed class RevocationTests(RevokingServer revoking, TestPostgres postgres) : IClassFixture<RevokingServer>, IDisposable
{
    private readonly Connections database = revoking.Database;
    private readonly ServerUnderTest server = revoking.Server;
    private readonly HttpClient security = Client(revoking.Server, Issue(revoking.Server, "security", "securityAdministrator"));

    public void Dispose() => security.Dispose();

    [Fact]
    public async Task a_revoked_token_is_refused_and_the_others_of_its_holder_are_not()
    {
        var (lost, other) = (Issue(server, "wang"), Issue(server, "wang"));
        (await StatusAsync(server, lost)).ShouldBe(200);

        var answer = await security.PostAsync("/revocations", new { token = new JsonWebToken(lost).Id });

        answer.Status.ShouldBe(201, answer.Text);
        ((string?)answer.Json["token"], (string?)answer.Json["subject"], (string?)answer.Json["revokedBy"]).ShouldBe((new JsonWebToken(lost).Id, null, "security"));
        await RevokedAsync(server, lost);
        (await StatusAsync(server, other)).ShouldBe(200);
    }

    [Fact]
    public async Task whatever_was_issued_to_somebody_is_refused_and_what_is_issued_to_him_later_is_not()
    {
        var (first, second, another) = (Issue(server, "li"), Issue(server, "li"), Issue(server, "zhao"));

        (await security.PostAsync("/revocations", new { subject = "li" })).Status.ShouldBe(201);

        await RevokedAsync(server, first);
        await RevokedAsync(server, second);
        (await StatusAsync(server, another)).ShouldBe(200);
        (await StatusAsync(server, Issue(server, "li", issued: TimeSpan.FromSeconds(1)))).ShouldBe(200);
    }

    [Fact]
    public async Task another_node_hears_of_it_at_once()
    {
        await using var node = await ServerUnderTest.StartAsync(postgres, database: database);
        var token = Issue(node, "sun");
        (await StatusAsync(node, token)).ShouldBe(200);

        (await security.PostAsync("/revocations", new { token })).Status.ShouldBe(201);

        await RevokedAsync(node, token);
    }

    [Fact]
    public async Task the_command_revokes_beside_a_running_server()
    {
        var data = server.Services.GetRequiredService<DataDirectory>().Path;
        var (whole, byId, bySubject) = (Issue(server, "qian"), Issue(server, "qian"), Issue(server, "zhou"));

        foreach (var arguments in new[] { ["revoke", "--token", whole], ["revoke", "--token", new JsonWebToken(byId).Id], new[] { "revoke", "--sub", "zhou" } })
        {
            var (status, output, error) = await Executable.RunAsync(data, database, arguments);
            status.ShouldBe(0, error);
            output.ShouldContain("已撤销");
        }

        foreach (var token in new[] { whole, byId, bySubject }) await RevokedAsync(server, token);
        var listed = (await security.GetAsync("/revocations", "?limit=3")).Json["revocations"]!.AsArray();
        listed.Select(r => (string?)r!["token"] ?? (string?)r["subject"]).ShouldBe(["zhou", new JsonWebToken(byId).Id, new JsonWebToken(whole).Id]);
        listed.ShouldAllBe(r => r!["revokedBy"] == null);
    }

    [Fact]
    public async Task a_city_revokes_what_names_it_and_nothing_else()
    {
        var city = (await server.NewCityAsync()).Code.ToString();
        var tokens = new[] { "140500", city }.Select(code => server.Token("wu", ["officer"], [code], [])).ToList();
        using var theirs = server.Client([Role.SecurityAdministrator], [city], [], "security");

        (await theirs.PostAsync("/revocations", new { subject = "wu" })).Status.ShouldBe(201);

        (await StatusAsync(server, tokens[0])).ShouldBe(200);
        (await StatusAsync(server, tokens[1])).ShouldBe(401);
        using var elsewhere = server.Client([Role.SecurityAdministrator], ["140500"], [], "other");
        (await elsewhere.GetAsync("/revocations", "")).Text.ShouldNotContain("\"wu\"");
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("revoke --token a --sub b")]
    [InlineData("revoke --sub \u200b")]
    public async Task the_command_fails_aloud(string arguments)
    {
        var (status, _, error) = await Executable.RunAsync(server.Services.GetRequiredService<DataDirectory>().Path, database, arguments.Split(' '));

        status.ShouldBe(1);
        error.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("{}", "token")]
    [InlineData("""{"token":"a","subject":"b"}""", "token")]
    [InlineData("""{"token":""}""", "token")]
    [InlineData("""{"token":"a\u0000"}""", "token")]
    [InlineData("""{"subject":"a\nb"}""", "subject")]
    [InlineData("""{"subject":7}""", "subject")]
    [InlineData("""{"user":"a"}""", "user")]
    [InlineData("[]", "body")]
    public async Task what_cannot_be_revoked_is_refused_by_its_field(string body, string field)
    {
        var answer = await security.PostTextAsync("/revocations", body);

        answer.ShouldBeRefused(400, "malformed");
        answer.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task an_id_is_found_whatever_is_in_it()
    {
        foreach (var id in new[] { "'; drop table revocation; --", "编号-1", "a.b.c", new string('x', 200) })
        {
            (await security.PostAsync("/revocations", new { token = id })).Status.ShouldBe(201);
            (await server.Services.GetRequiredService<Revocations>().HaveAsync(id, [], ["140500"], TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
        (await security.PostAsync("/revocations", new { token = new string('x', 201) })).ShouldBeRefused(400, "malformed");
        (await security.GetAsync("/revocations", "?limit=0")).ShouldBeRefused(400, "malformed");
    }

    private static string Issue(ServerUnderTest node, string subject, string role = "officer", TimeSpan issued = default) =>
        node.Services.GetRequiredService<LocalIssuer>().Issue(subject, "", [role], ["140500"], [], TimeProvider.System.GetUtcNow() + issued, TimeSpan.FromHours(1));

    private static HttpClient Client(ServerUnderTest node, string token)
    {
        var client = node.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<int> StatusAsync(ServerUnderTest node, string token)
    {
        using var client = Client(node, token);
        return (await client.GetAsync("/projects", "?limit=1")).Status;
    }

    private static async Task RevokedAsync(ServerUnderTest node, string token)
    {
        using var client = Client(node, token);
        (await client.GetAsync("/projects", "?limit=1")).ShouldBeRefused(401, "revoked");
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).ShouldBeRefused(401, "revoked");
    }
}
