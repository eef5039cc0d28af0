using System.Runtime.CompilerServices;
using System.Text;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Digests.Issuing;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Digests;

/// <summary>The simulated city without a ledger, whose keys are other ones each time.</summary>
public sealed class GoldenCity(TestPostgres postgres) : DigestCity(postgres)
{
    protected override string[] Settings => ["Ledger:On=false", "Digests:On=false"];
}

/// <summary>
/// The digests of the simulated city, whole, as text: what changes here – a figure, a rule, a word – changes in each digest from then on.
/// <c>GOLDEN=write</c> writes them anew, to be looked at before they are kept.
/// </summary>
public class GoldenDigestTests(GoldenCity city) : IClassFixture<GoldenCity>
{
    [Theory]
    [InlineData("week", DigestKind.Weekly, "2024W27", false)]
    [InlineData("month", DigestKind.Monthly, "2024-05", false)]
    [InlineData("quarter", DigestKind.Quarterly, "2024Q2", false)]
    [InlineData("year", DigestKind.Yearly, "2023", false)]
    [InlineData("month-of-county", DigestKind.Monthly, "2024-05", true)]
    public async Task a_digest_of_the_simulated_city_reads_so(string name, DigestKind kind, string period, bool ofCounty)
    {
        var ct = TestContext.Current.CancellationToken;
        var order = new DigestOrder(Guid.Empty, kind, ofCounty ? new(city.County) : DigestScope.City, Period.Parse(period));
        var content = await city.Server.Services.GetRequiredService<DigestIssuer>().PreviewAsync(city.City, order, ct);

        var stamp = new IssueStamp(Guid.Empty, city.Clock.GetUtcNow(), null, Late: false);
        var text = (await city.Server.Services.GetRequiredService<DigestRenderer>().RenderAsync(content, stamp, DigestForm.Md, ct)).Bytes;

        if (Environment.GetEnvironmentVariable("GOLDEN") == "write") await File.WriteAllBytesAsync(Path.Combine(Source(), $"{name}.md"), text, ct);
        Encoding.UTF8.GetString(text).ShouldBe(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Digests", "Golden", $"{name}.md"), ct));
    }

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
