using System.Buffers.Text;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Projects;

public sealed record ProjectsQuery : ViewQuery
{
    [FromQuery(Name = "stage"), Description("Only projects at this stage.")]
    public string? Stage { get; init; }

    [FromQuery(Name = "light"), Description("Only projects with this light: green, yellow or red.")]
    public string? Light { get; init; }

    [FromQuery(Name = "delay"), Description("Only projects with a step that is overdue, one whose extension is requested, one that was delayed, or none of these (none).")]
    public string? Delay { get; init; }

    [FromQuery(Name = "parent"), Description("Only the parts of this project, by its id.")]
    public string? Parent { get; init; }

    [FromQuery(Name = "merged"), Description("true: only projects that were found to repeat another one, which are left out otherwise.")]
    public string? Merged { get; init; }

    [FromQuery(Name = "q"), Description("Only projects of which the name, owner, site, scale, region or a code contains each of these words.")]
    public string? Text { get; init; }

    [FromQuery(Name = "sort"), Description("registeredOn, name or totalInvestmentWan, with - in front for descending; default: -registeredOn.")]
    public string? Sort { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, from its Link header.")]
    public string? Cursor { get; init; }
}

public sealed record ProjectList(DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, IReadOnlyList<ProjectView> Projects);

/// <summary><c>GET /projects</c>: the library, newest first; the <c>Link</c> header leads to the next page at the same position.</summary>
public static class ListProjects
{
    private static readonly Dictionary<string, string> SortColumns = new(StringComparer.Ordinal)
    {
        ["registeredOn"] = "to_char(e.registered_on, 'YYYY-MM-DD')",
        ["name"] = "e.name",
        // Padded, so that texts sort as the numbers do.
        ["totalInvestmentWan"] = "to_char(coalesce(e.total_investment_wan, 0), '0000000000.000000')",
    };

    /// <summary>What <c>delay=</c> can ask for, each as a condition.</summary>
    private static readonly Dictionary<string, string> Delays = new(StringComparer.Ordinal)
    {
        ["overdue"] = Any("overdue"),
        ["requested"] = Any("pending"),
        ["delayed"] = Any("delayed"),
        ["none"] = $"not ({Any("overdue")} or {Any("pending")} or {Any("delayed")})",
    };

    private static readonly string Overdue = string.Join(", ", PlannedMilestones.All.Select(m => $"case when p.overdue_{m.ToKey()} then '{m.ToKey()}' end"));

    public static async Task<IResult> Get(
        [AsParameters] ProjectsQuery query, HttpContext context, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var stage = QueryText.Key<Stage>(errors, "stage", query.Stage);
        var light = QueryText.Key<Light>(errors, "light", query.Light);
        if (query.Delay is not null && !Delays.ContainsKey(query.Delay))
            errors.Add("delay", "应为 overdue、requested、delayed 或 none。", "overdue, requested, delayed or none is expected.");
        if (query.Parent is not null && !Guid.TryParse(query.Parent, out _)) errors.Add("parent", "应为项目标识。", "A project's id is expected.");
        var merged = QueryText.Flag(errors, "merged", query.Merged);
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 500) ?? 50);
        var sort = query.Sort ?? "-registeredOn";
        var descending = sort.StartsWith('-');
        if (!SortColumns.TryGetValue(descending ? sort[1..] : sort, out var column))
            errors.Add("sort", "应为 registeredOn、name 或 totalInvestmentWan，可加 - 表示降序。", "registeredOn, name or totalInvestmentWan is expected, with - for descending.");
        errors.Text("q", query.Text, 100);
        var after = Cursor.Read(errors, query.Cursor);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);

        await using var select = database.Ask(Sql(column!, descending, light, query.Delay), caller.City, viewpoint, filter,
            ("limit", limit + 1),
            ("merged", merged),
            ("words", (query.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            ("regions", caller.City.Regions.Keys.ToArray()),
            ("regionNames", caller.City.Regions.Values.ToArray()));
        var parameters = select.Parameters;
        parameters.Add(new NpgsqlParameter<string?>("stage", NpgsqlDbType.Text) { TypedValue = stage });
        parameters.Add(new NpgsqlParameter<Guid?>("parent", NpgsqlDbType.Uuid) { TypedValue = query.Parent is null ? null : Guid.Parse(query.Parent) });
        parameters.Add(new NpgsqlParameter<string?>("afterKey", NpgsqlDbType.Text) { TypedValue = after?.Key });
        parameters.Add(new NpgsqlParameter<Guid?>("afterId", NpgsqlDbType.Uuid) { TypedValue = after?.Id });

        var rows = await select.ReadAsync(Row, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            context.LinkNextPage(viewpoint, new Cursor(rows[^1].Key, rows[^1].View.Id).ToString());
        }
        return Results.Json(new ProjectList(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, rows.ConvertAll(r => r.View)), Json.Answers);
    }

    // Lights are looked up for the page alone, unless it is them that choose it.
    private static string Sql(string sortColumn, bool descending, string? light, string? delay) => $"""
        select p.project_id, p.details, p.registered_on, p.stage, m.milestones,
               (select count(*)::int from mt_events f where f.tenant_id = @city and f.stream_id = p.project_id and f.seq_id <= @position) as version,
               p.key, l.light, array_remove(array[{Overdue}], null)
        from (select e.*, {sortColumn} as key
              from ({ProjectStates.Sql}) e
              {(light is null ? "" : LightRules.Default.Join("e"))}
              where {ProjectFilter.Condition}
                    and {(light is null ? "true" : $"l.light = {(int)Enum.Parse<Light>(light, ignoreCase: true)}")}
                    and {(delay is null ? "true" : Delays[delay])}
                    and (@stage::text is null or e.stage = @stage)
                    and (e.details ? 'mergedInto') = @merged
                    and (@parent::uuid is null or (e.details ->> 'parent')::uuid = @parent)
                    and (cardinality(@words::text[]) = 0 or not exists (
                        select from unnest(@words) word
                        where strpos(lower(concat_ws(' ', e.name, e.details ->> 'owner', e.details -> 'site' ->> 'address', e.details ->> 'scale',
                                                     e.details ->> 'localCode', e.details ->> 'nationalCode', e.project_id,
                                                     (select r.name from unnest(@regions::text[], @regionNames::text[]) r (code, name) where r.code = e.region))),
                                     lower(word)) = 0))
                    and (@afterKey::text is null or ({sortColumn} collate "C", e.project_id) {(descending ? "<" : ">")} (@afterKey, @afterId))
              order by {sortColumn} collate "C" {(descending ? "desc" : "asc")}, e.project_id {(descending ? "desc" : "asc")}
              limit @limit) p
        cross join lateral (
            select coalesce(jsonb_object_agg(k.kind, k.first_on) filter (where k.kind is not null), '{"{}"}') as milestones
            from (select m.kind, min(m.occurred_on) as first_on from milestone_fact m
                  where m.city = @city and m.confirmed = @confirmed and m.project_id = p.project_id
                        and m.known_from <= @position and m.known_to > @position and m.occurred_on <= @asOf
                  group by m.kind) k) m
        {LightRules.Default.Join("p")}
        order by p.key collate "C" {(descending ? "desc" : "asc")}, p.project_id {(descending ? "desc" : "asc")}
        """;

    private static string Any(string what) => $"({string.Join(" or ", PlannedMilestones.All.Select(m => $"e.{what}_{m.ToKey()}"))})";

    private static (ProjectView View, string Key) Row(NpgsqlDataReader row)
    {
        var details = JsonSerializer.Deserialize<ProjectDetails>(row.GetString(1), Json.Stored)!;
        var milestones = JsonSerializer.Deserialize<Dictionary<string, DateOnly>>(row.GetString(4))!;
        return (
            new ProjectView(details, milestones.ToImmutableSortedDictionary(StringComparer.Ordinal))
            {
                Id = row.GetGuid(0),
                Version = row.GetInt32(5),
                Stage = Enum.Parse<Stage>(row.GetString(3), ignoreCase: true),
                RegisteredOn = row.GetFieldValue<DateOnly>(2),
                Light = (Light)row.GetInt32(7),
                Overdue = [.. row.GetFieldValue<string[]>(8).Select(m => Enum.Parse<PlannedMilestone>(m, ignoreCase: true))],
            },
            row.GetString(6));
    }

    /// <summary>Where a page ended: the sort key and the id of its last project.</summary>
    private sealed record Cursor(string Key, Guid Id)
    {
        public static Cursor? Read(FieldErrors errors, string? text)
        {
            if (text is null) return null;
            try
            {
                if (JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text)) is { Key: not null } cursor && !cursor.Key.Contains('\0', StringComparison.Ordinal)) return cursor;
            }
            catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
            {
                // Said below, as for any other text that is no cursor.
            }
            errors.Add("cursor", "请使用上一页 Link 头中的地址。", "Use the address in the Link header of the page before.");
            return null;
        }

        public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));
    }
}
