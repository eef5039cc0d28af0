using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>Which investors and sites are looked at.</summary>
public sealed record SharedPartiesQuery : ViewQuery
{
    [FromQuery(Name = "q"), Description("Only investors and sites that have this in their name, however it is written.")]
    public string? Text { get; init; }
}

/// <summary>What several projects share.</summary>
public enum PartyKind { Investor, Site }

/// <summary>What an investor is to a project, or that it is the place.</summary>
public enum PartyRole
{
    /// <summary>Its legal person (项目法人).</summary>
    Owner,

    /// <summary>Who signed the agreement.</summary>
    Counterparty,

    /// <summary>Who invested until another took over.</summary>
    Predecessor,

    /// <summary>Who took over.</summary>
    Successor,

    /// <summary>Where the works stand.</summary>
    Site,
}

/// <summary>One of the projects that share something.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="RegisteredOn">The day it entered the library.</param>
/// <param name="TotalInvestmentWan">Planned total investment, 万元.</param>
/// <param name="Counted">Whether views count it; what was found to repeat another project they do not.</param>
/// <param name="Roles">As what it has what they share.</param>
public sealed record SharingProject(
    Guid Project, string Name, string Region, Stage Stage, DateOnly RegisteredOn, decimal? TotalInvestmentWan, bool Counted, IReadOnlyList<PartyRole> Roles);

/// <summary>An investor or a site that two projects or more have.</summary>
/// <param name="What">Which of the two.</param>
/// <param name="Name">As most of them write it.</param>
/// <param name="Written">Every way in which it is written.</param>
/// <param name="Count">How many projects.</param>
/// <param name="InvestmentWan">Their planned total investment, 万元.</param>
/// <param name="Pairs">How many pairs they make.</param>
/// <param name="Merged">Pairs of which one was found to repeat the other.</param>
/// <param name="ToldApart">Pairs that were found to be different works.</param>
/// <param name="Undecided">Pairs that nobody has decided, whether suspected or not.</param>
/// <param name="Projects">The projects, the earliest registered first.</param>
public sealed record SharedParty(
    PartyKind What, string Name, IReadOnlyList<string> Written, int Count, decimal InvestmentWan, int Pairs, int Merged, int ToldApart, int Undecided,
    IReadOnlyList<SharingProject> Projects);

/// <summary>What projects share, the largest groups first; <paramref name="Count"/> counts the groups.</summary>
public sealed record SharedPartiesAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Count, int Investors, int Sites, int Undecided,
    IReadOnlyList<SharedParty> Parties);

/// <summary>
/// <c>GET /audit/sharedParties</c>: 同一投资方或地点. Names and addresses are the same that differ only in width, case, spaces or signs that do not show.
/// Parts of a project are left out, which share with it by nature. A filter takes a group by any of its projects, of those that the token covers.
/// </summary>
public static class GetSharedParties
{
    private static readonly string Parties = $"""
        with known as (
            select * from project_version e
            where e.city = @city and e.confirmed = @confirmed and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
                  and e.details ->> 'parent' is null and {ProjectFilter.Condition})
        select k.project_id, p.role, p.text from known k
        cross join lateral (values ({(int)PartyRole.Owner}, k.details ->> 'owner'), ({(int)PartyRole.Site}, k.details -> 'site' ->> 'address')) p (role, text)
        where p.text is not null
        union
        select k.project_id, p.role, p.text from known k
        join milestone_fact m on m.city = @city and m.confirmed = @confirmed and m.project_id = k.project_id and m.occurred_on <= @asOf
             and m.known_from <= @position and m.known_to > @position and m.kind in ('{ContractSigned.Kind}', '{ContractSigned.FrameworkKind}', '{InvestorReplaced.Kind}')
        join mt_events f on f.tenant_id = @city and f.stream_id = m.project_id and f.version = m.version
        cross join lateral (values ({(int)PartyRole.Counterparty}, f.data ->> 'counterparty'), ({(int)PartyRole.Predecessor}, f.data ->> 'from'), ({(int)PartyRole.Successor}, f.data ->> 'to')) p (role, text)
        where p.text is not null
        """;

    private static readonly string Sharing = $"""
        select e.project_id, e.name, e.stage, e.registered_on, e.region, e.industry, e.class, e.sector, e.total_investment_wan, e.counted
        from ({ProjectStates.Among}) e
        where {ProjectFilter.Condition}
        """;

    private static readonly Dictionary<string, Stage> StageNamed = Enum.GetValues<Stage>().ToDictionary(s => s.ToKey(), StringComparer.Ordinal);

    public static async Task<SharedPartiesAnswer> Get(
        [AsParameters] SharedPartiesQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var (filter, covered) = (query.Filter(caller), ProjectFilter.Of(caller));
        var errors = new FieldErrors();
        errors.Text("q", query.Text, 200);
        QueryText.Refuse(errors);
        var text = ProjectName.Fold(query.Text ?? "");
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        await using var selectParties = database.Ask(Parties, caller.City, viewpoint, covered);
        var groups = (await selectParties.ReadAsync(row => new Party(row.GetGuid(0), (PartyRole)row.GetInt32(1), row.GetString(2)), cancellation))
            .GroupBy(p => (p.What, Key: ProjectName.Fold(p.Text))).Where(g => g.Key.Key.Length > 0 && g.Key.Key.Contains(text, StringComparison.Ordinal) && AreSeveral(g)).ToList();
        await using var selectSharing = database.Ask(
            Sharing, caller.City, viewpoint, covered, ("projects", groups.SelectMany(g => g.Select(p => p.Project)).Distinct().ToArray()));
        var projects = (await selectSharing.ReadAsync(RowOf, cancellation)).ToDictionary(p => p.Project.Project);
        var decided = (await database.PairsAsync(caller.City, viewpoint, cancellation)).Where(p => p.Status is not DuplicateStatus.Open).ToLookup(p => p.Project);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);

        var parties = groups
            .Select(g => (g.Key.What, Known: g.Where(p => projects.ContainsKey(p.Project)).ToList()))
            .Where(g => AreSeveral(g.Known) && g.Known.Exists(p => filter.Takes(projects[p.Project].Filing)))
            .Select(g => PartyOf(g.What, g.Known, projects, decided))
            .OrderByDescending(p => p.Count).ThenBy(p => p.What).ThenBy(p => p.Name, StringComparer.Ordinal).ToList();
        ViewCommand.RefuseBeyondMost([.. parties.SelectMany(p => p.Projects)]);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, parties.Count,
            parties.Count(p => p.What is PartyKind.Investor), parties.Count(p => p.What is PartyKind.Site), parties.Count(p => p.Undecided > 0), parties);
    }

    internal static Workbook Workbook(SharedPartiesAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
        Sheet.Of("项目", answer.Parties.SelectMany(party => party.Projects.Select(project => (Party: party, Project: project))).ToList(),
            ("类别", Cells.Text, r => TitleOf(r.Party.What)), ("投资方或地点", Cells.Text, r => r.Party.Name), ("项目", Cells.Text, r => r.Project.Name),
            ("区域", Cells.Text, r => city.NameOf(r.Project.Region)), ("身份", Cells.Text, r => string.Join('、', r.Project.Roles.Select(TitleOf))),
            ("阶段", Cells.Text, r => r.Project.Stage.Title().Zh), ("入库日期", Cells.Day, r => r.Project.RegisteredOn),
            ("总投资（万元）", Cells.Wan, r => r.Project.TotalInvestmentWan), ("计入统计", Cells.Text, r => r.Project.Counted), ("项目标识", Cells.Text, r => r.Project.Project)),
        Sheet.Of("投资方和地点", answer.Parties,
            ("类别", Cells.Text, p => TitleOf(p.What)), ("投资方或地点", Cells.Text, p => p.Name), ("各种写法", Cells.Text, p => string.Join('；', p.Written)),
            ("项目数", Cells.Number, p => p.Count), ("总投资（万元）", Cells.Wan, p => p.InvestmentWan), ("两两组合数", Cells.Number, p => p.Pairs),
            ("已并入", Cells.Number, p => p.Merged), ("已排除重复", Cells.Number, p => p.ToldApart), ("未认定", Cells.Number, p => p.Undecided)));

    private static SharedParty PartyOf(
        PartyKind what, List<Party> known, Dictionary<Guid, (SharingProject Project, Filing Filing)> projects, ILookup<Guid, DuplicatePair> decided)
    {
        var sharing = known.GroupBy(p => p.Project)
            .Select(p => projects[p.Key].Project with { Roles = [.. p.Select(r => r.Role).Distinct().Order()] })
            .OrderBy(p => p.RegisteredOn).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Project).ToList();
        var ids = sharing.Select(p => p.Project).ToHashSet();
        var within = ids.SelectMany(id => decided[id]).Where(p => ids.Contains(p.Other)).ToLookup(p => p.Status);
        var (pairs, merged, apart) = (ids.Count * (ids.Count - 1) / 2, within[DuplicateStatus.Confirmed].Count(), within[DuplicateStatus.Dismissed].Count());
        var written = known.GroupBy(p => p.Text, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        return new(
            what, written[0], written, sharing.Count, Wan.Plain(sharing.Sum(p => p.TotalInvestmentWan ?? 0)), pairs, merged, apart, pairs - merged - apart, sharing);
    }

    private static bool AreSeveral(IEnumerable<Party> parties) => parties.Select(p => p.Project).Distinct().Skip(1).Any();

    private static string TitleOf(PartyKind what) => what is PartyKind.Investor ? "投资方" : "地点";

    private static string TitleOf(PartyRole role) => role switch
    {
        PartyRole.Owner => "项目法人",
        PartyRole.Counterparty => "签约方",
        PartyRole.Predecessor => "原投资方",
        PartyRole.Successor => "新投资方",
        _ => "建设地点",
    };

    private static (SharingProject Project, Filing Filing) RowOf(NpgsqlDataReader row) => (
        new(row.GetGuid(0), row.GetString(1), row.GetString(4), StageNamed[row.GetString(2)], row.GetFieldValue<DateOnly>(3), row.WanOrNull(8), row.GetBoolean(9), []),
        new(row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.WanOrNull(8)));

    private sealed record Party(Guid Project, PartyRole Role, string Text)
    {
        public PartyKind What => Role is PartyRole.Site ? PartyKind.Site : PartyKind.Investor;
    }
}
