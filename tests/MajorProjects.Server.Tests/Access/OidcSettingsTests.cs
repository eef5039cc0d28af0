using MajorProjects.Server.Access;
using Microsoft.Extensions.Configuration;

namespace MajorProjects.Server.Tests.Access;

/// <summary>How an identity provider is configured.</summary>
public class OidcSettingsTests(TestPostgres postgres)
{
    private const string Issuer = "http://127.0.0.1:8080/realms/x";

    [Fact]
    public async Task the_command_that_prints_tokens_says_that_they_come_from_elsewhere()
    {
        var (status, output, error) = await Executable.RunAsync(
            postgres.NewDataDirectory().Path, null, [("Oidc__Authority", Issuer), ("Oidc__Audience", "a")], "token");

        status.ShouldBe(1);
        error.ShouldContain(Issuer);
        output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://id.example.cn", "a", true)]
    [InlineData("http://127.0.0.1:8080", "a", true)]
    [InlineData("http://localhost:8080/realms/x/", "a", true)]
    [InlineData("http://id.example.cn", "a", false)]
    [InlineData("ftp://id.example.cn", "a", false)]
    [InlineData("id.example.cn", "a", false)]
    [InlineData("https://id.example.cn?x=1", "a", false)]
    [InlineData("https://id.example.cn", null, false)]
    [InlineData("https://id.example.cn", " ", false)]
    [InlineData(null, "a", false)]
    public void a_provider_is_configured_whole_and_over_https_or_not_at_all(string? authority, string? audience, bool taken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Oidc:Authority"] = authority, ["Oidc:Audience"] = audience }).Build();

        if (taken) Oidc.Of(configuration)!.NeedsHttps.ShouldBe(authority!.StartsWith("https", StringComparison.Ordinal));
        else Should.Throw<FormatException>(() => Oidc.Of(configuration)).Message.ShouldContain("Oidc__");
    }
}
