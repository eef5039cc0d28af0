using System.Collections.Immutable;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Tests;
using MajorProjects.Domain.Values;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>Random histories of a city's projects, recorded in turns, in transactions of random length.</summary>
internal sealed record CityLog(IReadOnlyList<IReadOnlyList<(Guid Project, Fact Fact)>> Transactions)
{
    /// <summary>Some of a city's industries; no project is filed under the last.</summary>
    public static IReadOnlyList<string> Industries { get; } = ["coal", "power", "transport", "water", "finance"];

    private static readonly DateOnly LastDay = new(2025, 12, 31);

    private static readonly Gen<decimal?> Investments =
        Gen.Frequency((1, Gen.Const((decimal?)null)), (4, Gen.Long[0, 2_000_000_000_000].Select(fen => (decimal?)fen / 1_000_000)));

    private static readonly Gen<History> Projects = Gen.Select(
        Histories.Any, Gen.Int[0, 6], Gen.Int[0, 3], Gen.Enum<ProjectClass>(), Investments, (history, county, industry, classOf, investment) =>
        {
            var registration = (ProjectRegistered)history.Facts[0].Fact with
            {
                Region = RegionCode.Parse($"9901{county:00}"),
                Industry = Industries[industry],
                Class = classOf,
                TotalInvestmentWan = investment is null ? null : new Wan(investment.Value),
                PlannedSigning = PlannedDate.In(YearMonth.Of(history.Facts[0].Fact.OccurredOn.AddMonths(county))),
                PlannedCommissioning = industry == 0 ? null : PlannedDate.On(history.Facts[0].Fact.OccurredOn.AddMonths(4 * industry)),
                AgreedOutputWan = county < 3 ? null : new Wan(county * 100),
            };
            return history with { Facts = history.Facts.SetItem(0, new(1, registration)) };
        }).SelectMany(history => Gen.Frequency((1, Gen.Const(0.0)), (2, Gen.Double[0, 1]), (2, Gen.Const(1.0))).SelectMany(share => Gen.Shuffle(Awaiting(history))
            .Select(versions => Reviewed(history, versions.Take((int)Math.Ceiling(share * versions.Length))))));

    public static Gen<CityLog> Of(int fewest, int most) => Gen.Select(Projects.Array[fewest, most], Gen.Int[1, 15], Gen.Int, Interleave);

    public static Gen<CityLog> Any { get; } = Of(20, 60);

    /// <summary>Records it, and what comes after it, in a city.</summary>
    public async Task RecordAsync(ServerUnderTest server, City city)
    {
        var store = server.Services.GetRequiredService<IDocumentStore>();
        foreach (var transaction in Transactions)
        {
            await using var session = store.LightweightSession($"{city.Code}");
            foreach (var project in transaction.GroupBy(f => f.Project, f => f.Fact))
            {
                if (project.First() is ProjectRegistered registration)
                    session.Events.StartStream<Project>(project.Key, project.Skip(1).Prepend(registration with { Region = In(city, registration.Region) }));
                else session.Events.Append(project.Key, project);
            }
            await session.SaveChangesAsync();
        }
    }

    /// <summary>What is now in a city's log.</summary>
    public static async Task<IReadOnlyList<LoggedFact>> ReadAsync(ServerUnderTest server, City city)
    {
        await using var session = server.Services.GetRequiredService<IDocumentStore>().QuerySession($"{city.Code}");
        var events = await session.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync();
        return [.. events.Where(e => e.Data is Fact).Select(e => new LoggedFact(e.Sequence, e.StreamId, (int)e.Version, (Fact)e.Data))];
    }

    /// <summary>What confirms all of a city that awaits it.</summary>
    public static CityLog ConfirmingAll(IReadOnlyList<LoggedFact> log) => new([.. log.GroupBy(f => f.Project).Select(project =>
    {
        var history = project.Aggregate(History.Empty, (told, f) => told.Add(f.Fact));
        return Awaiting(history).Select(version => (project.Key, (Fact)new FactConfirmed { OccurredOn = LastDay, Version = version })).ToList();
    }).Where(transaction => transaction.Count > 0)]);

    /// <summary>The first transactions, and those after them; some of each.</summary>
    public (CityLog Earlier, CityLog Later) SplitAt(double share)
    {
        var at = Math.Clamp((int)(share * Transactions.Count), 1, Transactions.Count - 1);
        return (new([.. Transactions.Take(at)]), new([.. Transactions.Skip(at)]));
    }

    public static string Print(CityLog log) => string.Join('\n', log.Transactions.SelectMany((transaction, n) =>
        transaction.Select(f => $"{n} {$"{f.Project:N}"[..6]} {f.Fact.OccurredOn:yyyy-MM-dd} {f.Fact}")));

    private static CityLog Interleave(History[] histories, int longest, int seed)
    {
        var random = new Random(seed);
        var ids = histories.Select(_ => Guid.CreateVersion7()).ToList();
        var turns = histories.SelectMany((history, project) => Enumerable.Repeat(project, history.Version)).ToArray();
        random.Shuffle(turns);
        var told = new int[histories.Length];
        var facts = turns.Select(project => (ids[project], With(histories[project].Facts[told[project]++].Fact, ids, random))).ToImmutableList();

        var transactions = new List<IReadOnlyList<(Guid, Fact)>>();
        while (!facts.IsEmpty)
        {
            var length = Math.Min(random.Next(1, longest + 1), facts.Count);
            transactions.Add(facts.GetRange(0, length));
            facts = facts.RemoveRange(0, length);
        }
        return new(transactions);
    }

    private static int[] Awaiting(History history) =>
        [.. history.Reviews.Where(r => r.Value.State is ReviewState.Reported && !history.VoidedBy.ContainsKey(r.Key)).Select(r => r.Key)];

    // Beside what was reviewed along the way: some of the rest, or all, in the end.
    private static History Reviewed(History history, IEnumerable<int> versions) =>
        versions.Aggregate(history, (told, version) => told.Add(new FactConfirmed { OccurredOn = told.Facts[^1].Fact.OccurredOn, Version = version }));

    // What random histories leave out: amounts of the reports, parts of other projects, and the project that a duplicate repeats.
    private static Fact With(Fact fact, List<Guid> ids, Random random) => fact switch
    {
        ProgressReported report => report with
        {
            CompletedWan = random.Next(4) == 0 ? null : new Wan(random.Next(100_000) / 100m),
            OutputWan = random.Next(2) == 0 ? null : new Wan(random.Next(10_000) / 100m),
            Percent = random.Next(6) == 0 ? null : report.Percent,
        },
        ProjectRegistered registration when random.Next(8) == 0 => registration with { Parent = ids[0] },
        DuplicateConfirmed duplicate => duplicate with { Of = ids[0] },
        _ => fact,
    };

    private static RegionCode In(City city, RegionCode region) => RegionCode.Parse($"{$"{city.Code}"[..4]}{$"{region}"[4..]}");
}
