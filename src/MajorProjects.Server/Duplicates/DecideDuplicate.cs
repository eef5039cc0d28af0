using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Microsoft.AspNetCore.Http.Features;

namespace MajorProjects.Server.Duplicates;

/// <summary>
/// <c>POST /duplicates/{id}/confirm</c> and <c>/dismiss</c>: what an officer finds of a suspicion. Each is a fact like any other, so whatever holds of
/// writes holds of it; <c>If-Match</c> is on the project that it is recorded of.
/// </summary>
public static class DecideDuplicate
{
    private const string Id = "The id of the suspicion, as GET /duplicates gives it.";

    /// <summary>Merges one of the two into the other, unless it is said which: the one that was registered later.</summary>
    public static async Task<IResult> Confirm(
        [Description(Id)] string id, HttpContext context, Caller caller, FactRecorder recorder, IDocumentStore store, TimeProvider clock)
    {
        var (body, json) = await BodyAsync(context, mayBeEmpty: true);
        if (await FindAsync(store, caller, id, context.RequestAborted) is not var (pair, registered)) return Unknown(id).ToResult(context);
        var stays = TakeMergeInto(json) ?? registered;
        if (stays != pair.Project && stays != pair.Other) return Refusal.Malformed("mergeInto", OneOfBoth).ToResult(context);
        var (fact, refusal) = FactReader.ReadAs<DuplicateConfirmed>(json, "of", JsonValue.Create(stays), clock.Today());
        return await RecordAsync(stays == pair.Project ? pair.Other : pair.Project, fact, refusal, body, context, caller, recorder);
    }

    /// <summary>Keeps the two apart, for a reason.</summary>
    public static async Task<IResult> Dismiss(
        [Description(Id)] string id, HttpContext context, Caller caller, FactRecorder recorder, IDocumentStore store, TimeProvider clock)
    {
        var (body, json) = await BodyAsync(context, mayBeEmpty: false);
        if (await FindAsync(store, caller, id, context.RequestAborted) is not var (pair, _)) return Unknown(id).ToResult(context);
        var (fact, refusal) = FactReader.ReadAs<DuplicateDismissed>(json, "of", JsonValue.Create(pair.Other), clock.Today());
        return await RecordAsync(pair.Project, fact, refusal, body, context, caller, recorder);
    }

    private static readonly Text OneOfBoth = new("应为这两个项目之一的标识。", "The id of one of the two projects is expected.");

    private static Refusal Unknown(string id) => new(RefusalKind.Unknown, "unknownDuplicate", new(
        $"没有标识为“{id}”的疑似重复，请以 GET /duplicates 给出的 id 为准。", $"There is no suspicion with the id “{id}”; take it from GET /duplicates."));

    private static async Task<IResult> RecordAsync(
        Guid project, Fact? fact, Refusal? refusal, byte[] body, HttpContext context, Caller caller, FactRecorder recorder)
    {
        if (fact is null) return refusal!.ToResult(context);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        return (await recorder.RecordAsync(caller, project, [fact], RecordFact.ExpectedVersion(context.Request), key, context.RequestAborted)).ToResult(context);
    }

    /// <summary>The two of a suspicion, voided or not, and which was registered first; null where there is none of that id.</summary>
    private static async Task<((Guid Project, Guid Other) Pair, Guid First)?> FindAsync(IDocumentStore store, Caller caller, string text, CancellationToken cancellation)
    {
        if (SuspicionId.Parse(text) is not { } id) return null;
        await using var session = store.QuerySession(caller.City.Code.ToString());
        var facts = await session.FetchFactsAsync(id.Project, cancellation);
        if (facts.FirstOrDefault(e => e.Version == id.Version)?.Data is not DuplicateSuspected { Of: var other }) return null;
        var others = await session.FetchFactsAsync(other, cancellation);
        return ((id.Project, other), Position(others) < Position(facts) ? other : id.Project);

        static long Position(IReadOnlyList<IEvent> history) => history.Count == 0 ? long.MaxValue : history[0].Sequence;
    }

    private static async Task<(byte[] Body, JsonObject Json)> BodyAsync(HttpContext context, bool mayBeEmpty)
    {
        var isEmpty = mayBeEmpty && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        var body = isEmpty ? [] : await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        if (mayBeEmpty && body.Length == 0) return (body, []);
        var (json, malformed) = RequestBody.Parse(body);
        return (body, json ?? throw new RefusedException(malformed!));
    }

    private static Guid? TakeMergeInto(JsonObject json)
    {
        if (!json.Remove("mergeInto", out var value) || value is null) return null;
        return value.GetValueKind() == JsonValueKind.String && Guid.TryParse(value.GetValue<string>(), out var id)
            ? id
            : throw new RefusedException(Refusal.Malformed("mergeInto", OneOfBoth));
    }
}
