using MajorProjects.Benchmarks;

var quick = args.Contains("--quick", StringComparer.Ordinal);
await using var bench = await Bench.StartAsync();
var results = new List<Comparison>();

await bench.FreshDatabaseAsync();
results.Add(await new HttpWrites(bench).RunAsync(quick ? 3 : 7, quick ? 20 : 60));
Comparison.Print(results);
