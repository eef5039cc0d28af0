using System.Text;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;

namespace MajorProjects.Benchmarks;

/// <summary>A monthly digest of a large city, of which much was told since the one before, computed and made into every form but PDF: how long ÷ ten seconds, and how much memory ÷ 500 MB.</summary>
internal sealed class DigestSpeed(Bench bench)
{
    private const double MostSeconds = 10, MostMegabytes = 500;
    private const int ToldLate = 500;

    private static readonly DigestForm[] Forms = [DigestForm.Html, DigestForm.Docx, DigestForm.Xlsx, DigestForm.Md, DigestForm.Json];

    public async Task<IReadOnlyList<Comparison>> RunAsync(int projects, int runs)
    {
        var (seconds, compute, megabytes) = (new Measurement("digest", "s"), new Measurement("content alone", "s"), new Measurement("memory while it is made", "MB"));
        var (mostSeconds, mostMegabytes) = (new Measurement("limit", "s"), new Measurement("limit", "MB"));
        if (await BroughtFont.EnsureAsync(new(), default) is { } why) throw new InvalidOperationException(why);
        await using var server = await bench.ServerAsync("--Digests:On=false");
        var city = (await server.Services.GetRequiredService<Cities>().FindAsync(RegionCode.Parse(Bench.City), default))!;
        var shown = await WriteAsync(server.Services, city, projects);
        var (issuer, renderer) = (server.Services.GetRequiredService<DigestIssuer>(), server.Services.GetRequiredService<DigestRenderer>());
        await issuer.IssueAsync(Caller.System("bench", "基准", city), new(Guid.CreateVersion7(), DigestKind.Monthly, DigestScope.City, Period.Parse("2023-12")), default);
        await CorrectAsync(server, city, shown);
        for (var i = 0; i < runs; i++)
        {
            var order = new DigestOrder(Guid.CreateVersion7(), DigestKind.Monthly, DigestScope.City, Period.Parse($"2024-{i % 12 + 1:00}"));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var watched = new PeakMemory();
            var computed = 0.0;
            seconds.Add(await Measurement.SecondsAsync(async () =>
            {
                DigestContent? content = null;
                computed = await Measurement.SecondsAsync(async () => content = await issuer.PreviewAsync(city, order, default));
                foreach (var form in Forms) await renderer.RenderAsync(content!, new(order.Id, TimeProvider.System.GetUtcNow(), null, Late: false), form, default);
            }));
            compute.Add(computed);
            megabytes.Add((watched.Peak - before) / 1e6);
            mostSeconds.Add(MostSeconds);
            mostMegabytes.Add(MostMegabytes);
        }
        return
        [
            new(FormattableString.Invariant($"a monthly digest of {projects:#,0} projects in five forms ÷ ten seconds (content alone {compute.Median:0.0} s, slowest in all {seconds.At(1):0.0} s)"),
                seconds, mostSeconds, seconds.Median / MostSeconds, "< 1", seconds.At(1) < MostSeconds),
            new(FormattableString.Invariant($"memory while it is made, garbage included ÷ 500 MB (most {megabytes.At(1):0} MB)"),
                megabytes, mostMegabytes, megabytes.Median / MostMegabytes, "< 1", megabytes.At(1) < MostMegabytes),
        ];
    }

    private static async Task<int> WriteAsync(IServiceProvider services, City city, int projects)
    {
        var histories = new Simulator(city, 42).Projects(projects).ToList();
        await new SimulatedLog(services.GetRequiredService<SchemaOwner>()).WriteAsync(city, histories, default);
        await ImportAndRebuild.ShownAsync(services, city, histories.Sum(p => p.Facts.Count));
        return histories.Sum(p => p.Facts.Count);
    }

    // Starts in the days of the digest before, told after it.
    private static async Task CorrectAsync(RunningServer server, City city, int shown)
    {
        using var client = LedgerSpeed.Client(server);
        var lines = Enumerable.Range(1, ToldLate).Select(n => $$"""
            {"project":"LATE-{{n}}","type":"projectRegistered","occurredOn":"2023-12-04","name":"补报工程{{n}}号","region":"{{city.Code}}","library":"county","class":"annual","industry":"coal","sector":"public","totalInvestmentWan":10000}
            {"project":"LATE-{{n}}","type":"constructionStarted","occurredOn":"2023-12-05","structure":"基础"}
            """);
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync(new Uri("/api/v1/facts", UriKind.Relative), content);
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        if (text.Split("\"status\":201").Length - 1 != 2 * ToldLate) throw new InvalidOperationException(text[..Math.Min(text.Length, 1000)]);
        await ImportAndRebuild.ShownAsync(server.Services, city, shown + 2 * ToldLate);
    }

    /// <summary>The most that the managed heap came to, looked at many times a second.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer timer;
        private long peak;

        public PeakMemory() => timer = new(_ => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 20);

        public long Peak => Interlocked.Read(ref peak);

        public void Dispose() => timer.Dispose();
    }
}
