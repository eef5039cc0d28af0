using System.Net.Http.Headers;

namespace MajorProjects.Server.Tests.Access;

/// <summary>A server with an identity provider beside it.</summary>
public sealed class OidcSite(TestPostgres postgres) : IAsyncLifetime
{
    internal IdentityProvider Provider { get; private set; } = null!;

    public ServerUnderTest Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProvider.StartAsync();
        Server = await ServerUnderTest.StartAsync(postgres, settings: [$"Oidc:Authority={Provider.Issuer}/", $"Oidc:Audience={IdentityProvider.Audience}", "Oidc:RoleClaim=groups"]);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }

    public HttpClient Client(string token)
    {
        var client = Server.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<int> StatusAsync(string token)
    {
        using var client = Client(token);
        return (await client.GetAsync("/projects", "?limit=1")).Status;
    }

    public async Task RefusedAsync(string token, string code = "unauthenticated")
    {
        using var client = Client(token);
        (await client.GetAsync("/projects", "?limit=1")).ShouldBeRefused(401, code);
    }
}
