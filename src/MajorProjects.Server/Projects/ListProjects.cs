using System.Buffers.Text;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Projects;

public sealed record ProjectsQuery : ViewQuery
{
    [FromQuery(Name = "stage"), Description("Only projects at this stage.")]
    public string? Stage { get; init; }

    [FromQuery(Name = "q"), Description("Only projects whose name, owner or code contains this text.")]
    public string? Text { get; init; }

    [FromQuery(Name = "sort"), Description("registeredOn, name or totalInvestmentWan, with - in front for descending; default: -registeredOn.")]
    public string? Sort { get; init; }

    [FromQuery(Name = "limit"), Description("At most this many, 1 to 500; default: 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("Where the page before ended, from its Link header.")]
    public string? Cursor { get; init; }
}

public sealed record ProjectList(DateOnly AsOf, DateTimeOffset KnownAt, long Position, IReadOnlyList<ProjectView> Projects);

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

    public static async Task<IResult> Get(
        [AsParameters] ProjectsQuery query, HttpContext context, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var filter = query.Filter(caller.City);
        var errors = new FieldErrors();
        var stage = QueryText.Key<Stage>(errors, "stage", query.Stage);
        var limit = (int)(QueryText.Number(errors, "limit", query.Limit, 1, 500) ?? 50);
        var sort = query.Sort ?? "-registeredOn";
        var descending = sort.StartsWith('-');
        if (!SortColumns.TryGetValue(descending ? sort[1..] : sort, out var column))
            errors.Add("sort", "应为 registeredOn、name 或 totalInvestmentWan，可加 - 表示降序。", "registeredOn, name or totalInvestmentWan is expected, with - for descending.");
        errors.Text("q", query.Text, 100);
        var after = Cursor.Read(errors, query.Cursor);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);

        await using var select = database.CreateCommand(Sql(column!, descending));
        var parameters = select.Parameters;
        parameters.AddWithValue("city", caller.City.Code.ToString());
        parameters.AddWithValue("asOf", viewpoint.AsOf);
        parameters.AddWithValue("position", viewpoint.Position);
        parameters.AddWithValue("limit", limit + 1);
        parameters.AddWithValue("stages", Enum.GetValues<Stage>().Select(s => s.ToKey()).ToArray());
        parameters.Add(new NpgsqlParameter<string?>("stage", NpgsqlDbType.Text) { TypedValue = stage });
        parameters.Add(new NpgsqlParameter<string?>("text", NpgsqlDbType.Text) { TypedValue = query.Text });
        parameters.Add(new NpgsqlParameter<string?>("afterKey", NpgsqlDbType.Text) { TypedValue = after?.Key });
        parameters.Add(new NpgsqlParameter<Guid?>("afterId", NpgsqlDbType.Uuid) { TypedValue = after?.Id });
        filter.AddTo(parameters);

        var rows = new List<(ProjectView View, string Key)>();
        await using (var reader = await select.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation)) rows.Add(Row(reader));
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            context.Response.Headers.Link = $"<{NextPage(context.Request, viewpoint, new(rows[^1].Key, rows[^1].View.Id))}>; rel=\"next\"";
        }
        return Results.Json(new ProjectList(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, rows.ConvertAll(r => r.View)), Json.Answers);
    }

    // The stage, as the domain folds it: the furthest step reached, hidden by a suspension or a withdrawal that lasts.
    private static string Sql(string sortColumn, bool descending) => $"""
        select e.project_id, e.details, e.registered_on, s.stage, s.milestones,
               (select count(*)::int from mt_events f where f.tenant_id = @city and f.stream_id = e.project_id and f.seq_id <= @position) as version,
               {sortColumn}
        from project_version e
        cross join lateral (
            select coalesce(jsonb_object_agg(v.kind, v.first_on) filter (where v.kind is not null), '{"{}"}') as milestones,
                   case when max(v.last_of) filter (where v.kind = 'withdrawn') > coalesce(max(v.last_of) filter (where v.kind = 'restored'), '') then 'withdrawn'
                        when max(v.last_of) filter (where v.kind = 'suspended') > coalesce(max(v.last_of) filter (where v.kind = 'resumed'), '') then 'suspended'
                        else (@stages::text[])[coalesce(max(v.reaches), 0) + 1] end as stage
            from (select m.kind, min(m.occurred_on) as first_on, max(m.reaches) as reaches,
                         max(to_char(m.occurred_on, 'YYYY-MM-DD') || to_char(m.version, '0000000000')) as last_of
                  from milestone_fact m
                  where m.city = @city and m.project_id = e.project_id
                        and m.known_from <= @position and m.known_to > @position and m.occurred_on <= @asOf
                  group by m.kind) v) s
        where e.city = @city and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
              and (e.registered_on <= @asOf or s.milestones <> '{"{}"}')
              and {ProjectFilter.Condition}
              and (@stage::text is null or s.stage = @stage)
              and (@text::text is null or strpos(e.name, @text) > 0 or strpos(coalesce(e.details ->> 'owner', ''), @text) > 0
                   or e.details ->> 'localCode' = @text or e.details ->> 'nationalCode' = @text)
              and (@afterKey::text is null or ({sortColumn} collate "C", e.project_id) {(descending ? "<" : ">")} (@afterKey, @afterId))
        order by {sortColumn} collate "C" {(descending ? "desc" : "asc")}, e.project_id {(descending ? "desc" : "asc")}
        limit @limit
        """;

    private static (ProjectView, string) Row(NpgsqlDataReader row)
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
            },
            row.GetString(6));
    }

    private static string NextPage(HttpRequest request, Viewpoint viewpoint, Cursor after)
    {
        var query = new QueryBuilder(request.Query
            .Where(q => q.Key is not ("knownAt" or "position" or "asOf" or "fresh" or "cursor"))
            .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? ""))))
        {
            { "asOf", $"{viewpoint.AsOf:yyyy-MM-dd}" },
            { "position", $"{viewpoint.Position}" },
            { "cursor", after.ToString() },
        };
        return $"{request.PathBase}{request.Path}{query}";
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
