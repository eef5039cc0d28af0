using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>A project as a viewpoint knows it.</summary>
internal sealed record KnownProject(Guid Id, string Name, string? Owner, Filing Filing, Guid? MergedInto, Guid? Parent);

/// <summary>A fact that had happened by the viewpoint's day, and whether it stood at its position or had been voided.</summary>
internal sealed record KnownFact(Guid Project, RoundFact Fact, bool Stands);

/// <summary>What an entry of a published list was found to be: one project, several of one name, or none.</summary>
internal sealed record Match(KnownProject? Project, MatchedBy? By, IReadOnlyList<Guid> Candidates)
{
    public static Match None { get; } = new(null, null, []);
}

/// <summary>The projects that a round is about, those that its lists name and those whose facts do, as a viewpoint knows them.</summary>
internal sealed class RoundProjects
{
    // A code once given goes on calling its project, as everywhere; but not from before it was given. A name calls a project that has or had it.
    private const string Called = """
        select true, c.code, c.project_id from project_code c
        where c.city = @city and c.code = any(@codes)
              and exists (select from project_version v where v.city = @city and v.confirmed = @confirmed and v.project_id = c.project_id and v.known_from <= @position
                                 and (v.details ->> 'localCode' = c.code or v.details ->> 'nationalCode' = c.code))
        union all
        select distinct false, v.name, v.project_id from project_version v
        where v.city = @city and v.confirmed = @confirmed and v.name = any(@names) and v.known_from <= @position and v.known_to > @position and v.valid_from <= @asOf
        """;

    private const string Known = """
        select v.project_id, v.name, v.details ->> 'owner', v.region, v.industry, v.class, v.sector, v.total_investment_wan,
               (v.details ->> 'mergedInto')::uuid, (v.details ->> 'parent')::uuid
        from project_version v
        where v.city = @city and v.confirmed = @confirmed and v.project_id = any(@projects)
              and v.known_from <= @position and v.known_to > @position and v.valid_from <= @asOf and v.valid_to > @asOf
        """;

    private const string Happened = """
        select m.project_id, m.version, m.kind, m.occurred_on, m.round, f.timestamp, f.user_name, f.seq_id, m.known_to > @position
        from milestone_fact m
        join mt_events f on f.tenant_id = @city and f.stream_id = m.project_id and f.version = m.version
        where m.city = @city and m.confirmed = @confirmed and m.project_id = any(@projects) and m.kind = any(@kinds) and m.known_from <= @position and m.occurred_on <= @asOf
        order by m.known_from
        """;

    private static readonly string[] Kinds = [.. Batch.Kinds, ContractSigned.FrameworkKind, ProjectCommissioned.PartKind];

    private readonly Dictionary<Guid, KnownProject> projects;
    private readonly Dictionary<string, Guid> byCode;
    private readonly ILookup<string, Guid> byName;
    private readonly ILookup<Guid, KnownFact> facts;

    private RoundProjects(List<(bool IsCode, string Text, Guid Project)> called, List<KnownProject> projects, List<KnownFact> facts)
    {
        this.projects = projects.ToDictionary(p => p.Id);
        called.RemoveAll(c => !Knows(c.Project));
        byCode = called.Where(c => c.IsCode).ToDictionary(c => c.Text, c => c.Project, StringComparer.Ordinal);
        byName = called.Where(c => !c.IsCode).ToLookup(c => c.Text, c => c.Project, StringComparer.Ordinal);
        this.facts = facts.ToLookup(f => f.Project);
    }

    /// <summary>Reads them.</summary>
    /// <param name="database">Where the read tables are.</param>
    /// <param name="city">Whose projects they are.</param>
    /// <param name="viewpoint">From where they are looked at.</param>
    /// <param name="listed">What the lists name.</param>
    /// <param name="computed">The projects whose facts name the round.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<RoundProjects> ReadAsync(
        NpgsqlDataSource database, City city, Viewpoint viewpoint, IReadOnlyCollection<PublishedProject> listed, IEnumerable<Guid> computed,
        CancellationToken cancellation)
    {
        var codes = listed.Select(l => l.Project).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var called = await AskAsync(Called, row => (IsCode: row.GetBoolean(0), Text: row.GetString(1), Project: row.GetGuid(2)),
            ("codes", codes), ("names", listed.Select(l => l.Name).Distinct(StringComparer.Ordinal).ToList()));
        var ids = computed.Concat(called.Select(c => c.Project)).Concat(codes.Select(IdOf).OfType<Guid>()).Distinct().ToList();
        return new(
            called, await AskAsync(Known, ProjectOf, ("projects", ids)), await AskAsync(Happened, FactOf, ("projects", ids), ("kinds", Kinds)));

        async Task<List<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params (string Name, object Value)[] more)
        {
            await using var select = database.Ask(sql, city, viewpoint, ProjectFilter.Open, more);
            return await select.ReadAsync(row, cancellation);
        }
    }

    public KnownProject this[Guid project] => projects[project];

    public bool Knows(Guid project) => projects.ContainsKey(project);

    /// <summary>The facts of a project, in the order of recording.</summary>
    public IEnumerable<KnownFact> FactsOf(Guid project) => facts[project];

    /// <summary>The project that a list means: by its id or code, else by its name.</summary>
    public Match Find(PublishedProject listed)
    {
        if (listed.Project is { } called)
        {
            if (IdOf(called) is { } id && projects.TryGetValue(id, out var byId)) return new(byId, MatchedBy.Id, []);
            if (byCode.TryGetValue(called, out var coded)) return new(projects[coded], MatchedBy.Code, []);
        }
        var candidates = byName[listed.Name].Select(c => projects[c]).ToList();
        // What was merged into another project is the same works as that: the name means the one that stays.
        var own = candidates.FindAll(c => c.MergedInto is null);
        if (own.Count == 1) return new(own[0], MatchedBy.Name, []);
        return candidates.Count switch
        {
            0 => Match.None,
            1 => new(candidates[0], MatchedBy.Name, []),
            _ => new(null, MatchedBy.Name, candidates.ConvertAll(c => c.Id)),
        };
    }

    private static Guid? IdOf(string called) => Guid.TryParse(called, out var id) ? id : null;

    private static KnownProject ProjectOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.TextOrNull(2),
        new(row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.WanOrNull(7)),
        row.ValueOrNull<Guid>(8), row.ValueOrNull<Guid>(9));

    private static KnownFact FactOf(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new(row.GetInt32(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.TextOrNull(4), row.GetFieldValue<DateTimeOffset>(5), row.TextOrNull(6), row.GetInt64(7)),
        row.GetBoolean(8));
}
