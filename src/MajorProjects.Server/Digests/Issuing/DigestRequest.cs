using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
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

    private const int UsualDays = 90;

    /// <summary>Describes it in the OpenAPI document.</summary>
    internal static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: false);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(DigestRequest), null, cancellation) },
            },
        };
    }

    /// <summary>The order that it makes.</summary>
    /// <exception cref="RefusedException">something in it cannot be.</exception>
    internal async Task<DigestOrder> OrderAsync(Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation) =>
        new(Guid.CreateVersion7(), Kind, ScopeFor(caller), await PeriodAsync(caller, viewpoints, database, clock, cancellation))
        {
            Round = Round, KnownAt = KnownAt, Recipients = Recipients ?? [], Attachments = Attachments ?? [DigestForm.Docx, DigestForm.Xlsx],
        };

    // The filters of every view, with what they refuse.
    private DigestScope ScopeFor(Caller caller)
    {
        if (caller.Regions is not null && Region is null) throw new RefusedException(Refused.OfWholeCity);
        var filter = new ViewQuery { Region = Region, Industry = Industry }.Filter(caller);
        return new(filter.Region, filter.Industry);
    }

    private async Task<Period> PeriodAsync(
        Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        errors.Recipients("recipients", Recipients ?? []);
        errors.Attachments("attachments", Attachments ?? []);
        if (KnownAt > clock.GetUtcNow()) errors.Add("knownAt", "不能晚于现在。", "It cannot be after now.");
        if (Kind.Length() is not { } length)
        {
            if (Period is not null) errors.Add("period", "活动通报不按期间，请只填 round。", "A digest of a round has no period; give the round alone.");
            if (Round is null) errors.Add("round", "请填写活动编号，如 2024-4。", "Give the round's number, such as 2024-4.");
            QueryText.Refuse(errors);
            return await OfRoundAsync(Round!, caller, viewpoints, database, cancellation);
        }
        if (Round is not null) errors.Add("round", "只有活动通报（kind=round）有活动编号。", "Only a digest of a round (kind=round) has one.");
        var period = Period ?? Kind.LastBefore(clock.Today());
        if (period.Kind != length) errors.Add("period", $"{Kind.Title().Zh}的期间应形如 {Domain.Values.Period.Of(length, clock.Today())}。", $"The period of a {Kind.Title().En} is such as {Domain.Values.Period.Of(length, clock.Today())}.");
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
        return Domain.Values.Period.Trailing(Math.Min(days, Math.Min(Domain.Values.Period.LongestTrailing, round.HeldOn.DayNumber + 1)), round.HeldOn);
    }
}
