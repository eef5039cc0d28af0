using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Projects;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Plans;

/// <summary>What loading a folder did.</summary>
internal sealed record Seeded(string Folder, int Projects, int Facts, int Rounds, int Suspected, int AlreadyThere)
{
    public override string ToString() =>
        $"{Folder}：新增项目 {Projects}、事实 {Facts}、活动 {Rounds}，疑似重复 {Suspected}，已有 {AlreadyThere} / new projects, facts, rounds; suspected duplicates; already there";
}

/// <summary>Loads seed folders by the same way as any other fact enters; what is there already stays as it is.</summary>
internal sealed class SeedLoader(FactRecorder recorder, ProjectCodes codes, RoundRecorder rounds, Cities cities, IDocumentStore store, TimeProvider clock)
{
    private static readonly RegionCode Jincheng = RegionCode.Parse("140500");

    /// <exception cref="CommandFailedException">a row that the rules refuse.</exception>
    public async Task<Seeded> LoadAsync(SeedFolder folder, CancellationToken cancellation)
    {
        var city = await cities.FindAsync(Jincheng, cancellation) ?? throw new InvalidOperationException($"{Jincheng} is not registered.");
        var caller = Caller.System($"seeds/{folder.Name}", "种子数据", city);
        var done = new Seeded(folder.Name, 0, 0, 0, 0, 0);

        foreach (var project in folder.Projects(clock.Today()))
        {
            if (await codes.FindAsync(city, project.LocalCode!, cancellation) is not null)
            {
                done = done with { AlreadyThere = done.AlreadyThere + 1 };
                continue;
            }
            var recorded = Checked(project.LocalCode!, await recorder.RegisterAsync(caller, [project], key: null, cancellation));
            done = done with { Projects = done.Projects + 1, Suspected = done.Suspected + recorded.Suspected!.Count };
        }

        foreach (var (code, fact) in folder.Facts())
        {
            var project = await codes.FindAsync(city, code, cancellation) ?? throw new CommandFailedException($"{folder.Name}: 没有项目 {code}");
            if (await IsThereAsync(city, project, fact, cancellation))
            {
                done = done with { AlreadyThere = done.AlreadyThere + 1 };
                continue;
            }
            var recorded = Checked(code, await recorder.RecordAsync(caller, project, [fact], expectedVersion: null, key: null, cancellation));
            done = done with { Facts = done.Facts + 1, Suspected = done.Suspected + recorded.Suspected!.Count };
        }

        foreach (var round in folder.Rounds())
        {
            var published = await rounds.PublishAsync(caller, round, corrects: false, key: null, cancellation);
            // A round that is there stays as it was published, or corrected.
            var isThere = published.Refusal?.Code == RoundRefused.AlreadyPublishedCode;
            if (!isThere) Checked(round.Number, published);
            done = isThere ? done with { AlreadyThere = done.AlreadyThere + 1 } : done with { Rounds = done.Rounds + 1 };
        }
        return done;

        Recorded Checked(string code, Recorded recorded)
        {
            if (recorded.Refusal is { } refusal)
                throw new CommandFailedException($"{folder.Name}/{code}: {refusal.Code} {refusal.Detail.Zh} {string.Join(' ', refusal.Errors?.Select(e => $"{e.Key}: {e.Value.Zh}") ?? [])}");
            return recorded;
        }
    }

    private async Task<bool> IsThereAsync(City city, Guid project, Fact fact, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(city.Code.ToString());
        return (await session.FetchFactsAsync(project, cancellation)).Any(e => fact.Equals(e.Data));
    }
}
