using System.ComponentModel;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>What is sent to set a schedule; what is left out has its default.</summary>
public sealed record ScheduleRequest
{
    /// <summary>What people call it, one line of at most 60 characters.</summary>
    public required string Name { get; init; }

    /// <summary>weekly, monthly, quarterly or yearly; a round's digest is issued by hand.</summary>
    public required DigestKind Kind { get; init; }

    /// <summary>When: minute, hour, day, month, day of the week. Of several in one period the first counts, and is about the period before.</summary>
    public required string Cron { get; init; }

    /// <summary>In which time zone (IANA); default: Asia/Shanghai.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Of which projects; default: all of the city's.</summary>
    public DigestScope? Scope { get; init; }

    /// <summary>What happens to one that falls on a day off; default: run, it takes place.</summary>
    public DaysOffRule? DaysOff { get; init; }

    /// <summary>To whom, at most 200; none: it is issued, to be read here.</summary>
    public ValueList<Recipient>? Recipients { get; init; }

    /// <summary>What is attached to a mail or put into a folder; default: docx and xlsx.</summary>
    public ValueList<DigestForm>? Attachments { get; init; }

    /// <summary>The schedule that a body tells of, or the refusal of what is none.</summary>
    internal static (DigestSchedule? Schedule, Refusal? Refusal) Read(byte[] body, string key, City city)
    {
        var (json, malformed) = RequestBody.Parse(body);
        if (json is null) return (null, malformed);
        var (read, refusal) = RequestBody.Read(json, typeof(ScheduleRequest));
        if (read is not ScheduleRequest request) return (null, refusal);
        var schedule = request.ToSchedule(key);
        var errors = new FieldErrors();
        schedule.CheckShape(errors, city);
        return errors.Any ? (null, Refusal.Malformed(errors.All)) : (schedule, null);
    }

    /// <summary>Describes it in the OpenAPI document.</summary>
    internal static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: false);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(ScheduleRequest), null, cancellation) },
            },
        };
    }

    private DigestSchedule ToSchedule(string key)
    {
        var usual = new DigestSchedule { Key = key, Name = Name, Kind = Kind, Cron = Cron };
        return usual with
        {
            TimeZone = TimeZone ?? usual.TimeZone,
            Scope = Scope ?? usual.Scope,
            DaysOff = DaysOff ?? usual.DaysOff,
            Recipients = Recipients ?? usual.Recipients,
            Attachments = Attachments ?? usual.Attachments,
        };
    }
}

/// <summary>What a write to a schedule answers.</summary>
/// <param name="Key">The schedule.</param>
/// <param name="Version">How much has been recorded of it; the same as before where it said so already.</param>
/// <param name="NextRun">When it goes out next; null where it does not.</param>
public sealed record ScheduleWritten(string Key, int Version, NextRun? NextRun);

/// <summary><c>PUT /digests/schedules/{key}</c>: has a schedule be as it says from now on. What says nothing new is not recorded.</summary>
internal static class SetSchedule
{
    public static async Task<IResult> Put(
        [Description("What it is called in addresses: letters, digits and hyphens, at most 40.")] string key,
        HttpContext context, Caller caller, ScheduleRecorder recorder, HolidayCalendar calendar, TimeProvider clock)
    {
        var body = await RequestBody.ReadAsync(context.Request, "application/json", RequestBody.LargestFact);
        var (schedule, malformed) = ScheduleRequest.Read(body, key, caller.City);
        if (schedule is null) return malformed!.ToResult(context);
        var recorded = await recorder.SetAsync(caller, schedule, IdempotencyKey.Of(context.Request, caller, body), context.RequestAborted);
        if (recorded.Refusal is not null) return recorded.Refusal.ToResult(context);
        var now = clock.GetUtcNow();
        var written = new ScheduleWritten(key, recorded.Version, NextRun.Of(ScheduleCourse.Of([(schedule, now)], calendar).Next(now)));
        var isNew = recorded is { Version: 1, Versions.Count: 1 };
        if (isNew) context.Response.Headers.Location = $"/api/v1/digests/schedules/{key}";
        return Results.Json(written, Json.Answers, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}
