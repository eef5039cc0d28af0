using System.Text.Json;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>The outcome of one line of an import.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Status">The status that the line alone would have had; 424 where it was good but another line of its project was not.</param>
/// <param name="Project">The project's id, where it is known.</param>
/// <param name="Version">The version that the fact got.</param>
/// <param name="Problem">Why it was not recorded.</param>
/// <param name="Suspected">On the last line of a project: those that it is suspected to repeat since this import.</param>
public sealed record LineResult(int Line, int Status, Guid? Project, int? Version, Problem? Problem, IReadOnlyList<Guid> Suspected);

/// <summary><c>POST /facts</c>: many facts as NDJSON, all or nothing per project, a result line per input line.</summary>
public static class RecordFacts
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Most facts of one project in one request: each is judged against all before it.</summary>
    private const int MostFactsOfOne = 1000;

    private const int FailedDependency = 424;

    private static readonly Text AnotherLine = new(
        "同一项目的其他行未通过，本行也未写入，请改正后整体重新提交。", "Another line of the same project was refused, so this one was not written; put it right and send all of them again.");

    public static async Task<IResult> Post(HttpContext context, Caller caller, FactRecorder recorder, ProjectCodes codes, NpgsqlDataSource database, TimeProvider clock)
    {
        var body = await RequestBody.ReadAsync(context.Request, MediaType, RequestBody.LargestImport);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        if (key is not null && !await key.TakeAsync(database, clock.GetUtcNow(), context.RequestAborted))
            return Refused.IdempotencyKeyReused.ToResult(context);
        var english = Problems.ReadsEnglish(context.Request);
        var results = new List<LineResult>();
        foreach (var project in await ByProjectAsync([.. Lines(body)], caller, codes, context.RequestAborted))
            results.AddRange(await RecordAsync(project, body, key, english, caller, recorder, codes, context.RequestAborted));
        return Results.Stream(
            stream => WriteAsync(stream, results.OrderBy(r => r.Line), context.RequestAborted), MediaType);
    }

    /// <summary>Groups the lines of one project, whether they call it by its id or by a code, which an earlier line may give it.</summary>
    private static async Task<IEnumerable<List<Line>>> ByProjectAsync(List<Line> lines, Caller caller, ProjectCodes codes, CancellationToken cancellation)
    {
        var projects = new Dictionary<string, (Guid? Id, string Name)>(StringComparer.Ordinal);
        foreach (var line in lines.Where(l => l.Project is not null))
        {
            if (!projects.TryGetValue(line.Project!, out var project))
                projects.Add(line.Project!, project = (await codes.FindAsync(caller.City, line.Project!, cancellation), line.Project!));
            if (line.Fact is ProjectRegistered registration)
                foreach (var code in new[] { registration.LocalCode, registration.NationalCode }.OfType<string>()) projects.TryAdd(code, project);
        }
        return lines.GroupBy(l => l.Project is null ? (null, $"{l.Number}") : projects[l.Project] is { Id: { } id } ? (id, "") : projects[l.Project])
            .Select(g => g.ToList());
    }

    private static async Task<IEnumerable<LineResult>> RecordAsync(
        List<Line> lines, byte[] body, IdempotencyKey? key, bool english,
        Caller caller, FactRecorder recorder, ProjectCodes codes, CancellationToken cancellation)
    {
        var project = lines[0].Project ?? "";
        var id = await codes.FindAsync(caller.City, project, cancellation);
        if (lines.Count > MostFactsOfOne) return lines.Select(l => NotWritten(l, Refused.TooMany(MostFactsOfOne)));
        if (lines.Exists(l => l.Refusal is not null)) return lines.Select(l => NotWritten(l, l.Refusal));
        var facts = lines.ConvertAll(l => l.Fact!);
        var part = key?.For(project, lines.SelectMany(l => body[l.Range]).ToArray());
        if (id is null && facts[0] is not ProjectRegistered) return lines.Select(l => NotWritten(l, Refused.UnknownProject(project)));
        if (id is null && facts[0] is ProjectRegistered { LocalCode: null } registration && registration.NationalCode != project)
            facts[0] = registration with { LocalCode = project };

        var recorded = (facts[0] is ProjectRegistered
            ? await recorder.RegisterAsync(caller, facts, part, cancellation, id)
            : await recorder.RecordAsync(caller, id!.Value, facts, expectedVersion: null, part, cancellation)).Calling(project);
        if (recorded.Refusal?.Kind is RefusalKind.Unknown or RefusalKind.Forbidden) id = null;
        return recorded.Refusal is null
            ? lines.Select((l, i) => new LineResult(
                l.Number, 201, recorded.Project, recorded.Versions[i], null, i == lines.Count - 1 ? recorded.Suspected ?? [] : []))
            : lines.Select((l, i) => NotWritten(l, i == recorded.RefusedAt ? recorded.Refusal : null));

        LineResult NotWritten(Line line, Refusal? refusal)
        {
            var problem = refusal is null
                ? new Problem("about:blank", english ? "Not written" : "未写入", FailedDependency, "otherLineRefused", english ? AnotherLine.En : AnotherLine.Zh, null)
                : Problems.Describe(refusal, english);
            return new(line.Number, problem.Status, id, null, problem, []);
        }
    }

    private static IEnumerable<Line> Lines(byte[] body)
    {
        var number = 0;
        for (var start = 0; start < body.Length;)
        {
            var end = Array.IndexOf(body, (byte)'\n', start);
            if (end < 0) end = body.Length;
            number++;
            var range = start..end;
            start = end + 1;
            if (body.AsSpan(range).Trim(" \t\r"u8).IsEmpty) continue;
            yield return Read(number, range, body);
        }
    }

    private static Line Read(int number, Range range, byte[] body)
    {
        var (json, malformed) = RequestBody.Parse(body.AsSpan(range));
        if (json is null) return new(number, range, null, null, malformed);
        if (json["project"] is not JsonValue value || value.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length == 0)
            return new(number, range, null, null, Refusal.Malformed("project", new("必填：项目的标识或代码。", "Required: the project's id or code.")));
        var project = value.GetValue<string>();
        if (range.End.Value - range.Start.Value > RequestBody.LargestFact) return new(number, range, project, null, Refused.TooLarge(RequestBody.LargestFact));
        json.Remove("project");
        var (fact, refusal) = FactReader.Read(json);
        return new(number, range, project, fact, refusal);
    }

    private static async Task WriteAsync(Stream stream, IEnumerable<LineResult> results, CancellationToken cancellation)
    {
        foreach (var result in results)
        {
            await JsonSerializer.SerializeAsync(stream, result, Json.Answers, cancellation);
            await stream.WriteAsync("\n"u8.ToArray(), cancellation);
        }
    }

    private sealed record Line(int Number, Range Range, string? Project, Fact? Fact, Refusal? Refusal);
}
