using System.Diagnostics;
using System.Globalization;

namespace MajorProjects.Benchmarks;

/// <summary>Repeated measurements of one arm: the median speaks, the spread says how far to trust it.</summary>
internal sealed class Measurement(string name, string unit)
{
    private readonly List<double> values = [];

    public string Name => name;

    public double Median => At(0.5);

    public void Add(double value) => values.Add(value);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:#,0.##} {unit} ({values.Min():#,0.##}–{values.Max():#,0.##}, n={values.Count})");

    public double At(double quantile)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * quantile))];
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}

/// <summary>What an arm is compared with, and what its ratio ought to be.</summary>
/// <param name="What">What is compared.</param>
/// <param name="Ours">This system.</param>
/// <param name="Peer">The peer or limit, measured in the same run.</param>
/// <param name="Ratio">Ours ÷ peer, as the target counts it.</param>
/// <param name="Target">The first target, in words.</param>
/// <param name="Met">Whether it is met.</param>
internal sealed record Comparison(string What, Measurement Ours, Measurement Peer, double Ratio, string Target, bool Met)
{
    public static void Print(IEnumerable<Comparison> comparisons)
    {
        Console.WriteLine("| what | ours | peer | ratio | target | met |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var c in comparisons)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {c.What} | {c.Ours.Name}: {c.Ours} | {c.Peer.Name}: {c.Peer} | {c.Ratio:0.00} | {c.Target} | {(c.Met ? "yes" : "no")} |"));
    }
}
