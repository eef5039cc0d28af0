using System.Globalization;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Projects;

/// <summary><c>POST /projects/{project}/facts</c>: records one fact.</summary>
public static class RecordFact
{
    public static async Task<IResult> Post(string project, HttpContext context, Caller caller, FactRecorder recorder, ProjectCodes codes)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return malformed!.ToResult(context);
        var (fact, refusal) = FactReader.Read(json);
        if (fact is null) return refusal!.ToResult(context);
        var expected = ExpectedVersion(context.Request);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        if (await codes.FindAsync(caller.City, project, context.RequestAborted) is not { } id)
            return Refused.UnknownProject(project).ToResult(context);
        return (await recorder.RecordAsync(caller, id, [fact], expected, key, context.RequestAborted)).Calling(project).ToResult(context);
    }

    /// <summary>The version that <c>If-Match: "7"</c> insists on; null without the header or with <c>*</c>.</summary>
    internal static int? ExpectedVersion(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*") return null;
        if (header is ['"', .. var version, '"'] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        throw new RefusedException(Refusal.Malformed("If-Match", new("应为带引号的版本号，如 \"7\"。", "A version in quotes is expected, such as \"7\".")));
    }
}
