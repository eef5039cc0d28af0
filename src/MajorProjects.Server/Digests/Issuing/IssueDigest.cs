using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using Npgsql;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>What is sent to issue a digest by hand.</summary>
public sealed record DigestRequest
{
    public required DigestKind Kind { get; init; }

    /// <summary>A period of the kind's length that has begun; default: the last one that is over. Not of a round.</summary>
    public Period? Period { get; init; }

    /// <summary>The number of the round, for a digest of one.</summary>
    public string? Round { get; init; }

    /// <summary>As things were known at this instant, not after now; default: as they are known now.</summary>
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>Only projects filed under exactly this region.</summary>
    public string? Region { get; init; }

    /// <summary>Only this industry.</summary>
    public string? Industry { get; init; }

    /// <summary>To whom it goes; none: it is issued, to be read here.</summary>
    public ValueList<Recipient>? Recipients { get; init; }

    /// <summary>What is attached to a mail or put into a folder; default: docx and xlsx.</summary>
    public ValueList<DigestForm>? Attachments { get; init; }
}

/// <summary><c>POST /digests</c>: issues a digest by hand, as things are known now. With an <c>Idempotency-Key</c>, once.</summary>
internal static class IssueDigest
{
    private const int UsualDays = 90;

    public static async Task<IResult> Post(
        HttpContext context, Caller caller, DigestIssuer issuer, Viewpoints viewpoints, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return malformed!.ToResult(context);
        var (read, refusal) = RequestBody.Read(json, typeof(DigestRequest));
        if (read is not DigestRequest request) return refusal!.ToResult(context);
        var scope = ScopeOf(request, caller);
        var period = await PeriodOf(request, caller, viewpoints, database, clock, cancellation);
        var key = IdempotencyKey.Of(context.Request, caller, body);
        if (key is not null && !await key.TakeAsync(database, clock.GetUtcNow(), cancellation)) return Refused.IdempotencyKeyReused.ToResult(context);
        var order = new DigestOrder(key is null ? Guid.CreateVersion7() : DigestOrder.IdByHand(caller.City, caller.Subject, key.Key), request.Kind, scope, period)
        {
            Round = request.Round, KnownAt = request.KnownAt, Recipients = request.Recipients ?? [], Attachments = request.Attachments ?? [DigestForm.Docx, DigestForm.Xlsx],
        };
        try
        {
            await issuer.IssueAsync(caller, order, cancellation);
        }
        catch (ScheduleBrokenException broken)
        {
            return DigestRefused.Broken(broken).ToResult(context);
        }
        context.Response.Headers.Location = $"/api/v1/digests/{order.Id}";
        return Results.Json(await database.DigestAsync(caller, $"{order.Id}", cancellation), Json.Answers, statusCode: StatusCodes.Status201Created);
    }

    // The filters of every view, with what they refuse.
    private static DigestScope ScopeOf(DigestRequest request, Caller caller)
    {
        if (caller.Regions is not null && request.Region is null) throw new RefusedException(Refused.OfWholeCity);
        var filter = new ViewQuery { Region = request.Region, Industry = request.Industry }.Filter(caller);
        return new(filter.Region, filter.Industry);
    }

    private static async Task<Period> PeriodOf(
        DigestRequest request, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        if (request.KnownAt > clock.GetUtcNow()) errors.Add("knownAt", "不能晚于现在。", "It cannot be after now.");
        if (request.Kind.Length() is not { } length)
        {
            if (request.Period is not null) errors.Add("period", "活动通报不按期间，请只填 round。", "A digest of a round has no period; give the round alone.");
            if (request.Round is null) errors.Add("round", "请填写活动编号，如 2024-4。", "Give the round's number, such as 2024-4.");
            QueryText.Refuse(errors);
            return await OfRoundAsync(request.Round!, caller, viewpoints, database, cancellation);
        }
        if (request.Round is not null) errors.Add("round", "只有活动通报（kind=round）有活动编号。", "Only a digest of a round (kind=round) has one.");
        var period = request.Period ?? request.Kind.LastBefore(clock.Today());
        if (period.Kind != length) errors.Add("period", $"{request.Kind.Title().Zh}的期间应形如 {Period.Of(length, clock.Today())}。", $"The period of a {request.Kind.Title().En} is such as {Period.Of(length, clock.Today())}.");
        QueryText.Refuse(errors);
        return period.First <= clock.Today() ? period : throw new RefusedException(DigestRefused.NotBegun(period));
    }

    /// <summary>The days since the round before; of the first the ninety days up to it.</summary>
    private static async Task<Period> OfRoundAsync(string number, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var viewpoint = await viewpoints.ResolveHeadAsync(caller.City, new(), cancellation);
        var rounds = await database.PublishedAsync(caller.City, viewpoint, cancellation);
        var round = rounds.Find(r => r.Round.Number == number)?.Round ?? throw new RefusedException(RoundRefused.Unknown(number));
        var days = rounds.Select(r => r.Round.HeldOn).Where(day => day < round.HeldOn).Select(day => round.HeldOn.DayNumber - day.DayNumber).DefaultIfEmpty(UsualDays).Min();
        return Period.Trailing(Math.Min(days, Math.Min(Period.LongestTrailing, round.HeldOn.DayNumber + 1)), round.HeldOn);
    }
}
