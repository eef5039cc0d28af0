using MajorProjects.Benchmarks;

// dotnet run -c Release --project tests/MajorProjects.Benchmarks [-- --quick] [import] [http] [views] [digest] [ledger] [ledger-cost] [signing]
var quick = args.Contains("--quick", StringComparer.Ordinal);
var asked = args.Where(a => !a.StartsWith('-')).ToHashSet(StringComparer.Ordinal);
await using var bench = await Bench.StartAsync();
var results = new List<Comparison>();

if (IsAsked("import")) results.AddRange(await new ImportAndRebuild(await bench.FreshAsync()).RunAsync(quick ? 2 : 5, quick ? 2_000 : 10_000));
if (IsAsked("http")) results.Add(await new HttpWrites(await bench.FreshAsync()).RunAsync(quick ? 3 : 7, quick ? 20 : 60));
if (IsAsked("views")) results.AddRange(await new Views(await bench.FreshAsync()).RunAsync(quick ? 10_000 : 100_000, quick ? 100 : 400));
if (IsAsked("digest")) results.AddRange(await new DigestSpeed(await bench.FreshAsync()).RunAsync(quick ? 10_000 : 100_000, quick ? 3 : 6));
if (IsAsked("ledger")) results.AddRange(await new LedgerSpeed(bench).OfLargeLogAsync(quick ? 2 : 3, quick ? 10_000 : 120_000, quick ? 200 : 2_000));
if (IsAsked("ledger-cost")) results.Add(await new LedgerSpeed(bench).OnAndOffAsync(quick ? 4 : 24, quick ? 10 : 30));
if (IsAsked("signing")) results.Add(await new LedgerSpeed(bench).SignedAsync(quick ? TimeSpan.FromSeconds(70) : TimeSpan.FromMinutes(4)));
Comparison.Print(results);

bool IsAsked(string arm) => asked.Count == 0 || asked.Contains(arm);
