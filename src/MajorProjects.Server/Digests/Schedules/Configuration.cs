using MajorProjects.Digests.Schedules;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>Which digest goes out when: kept as facts, managed over the API, and driven by a check each minute.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddDigestSchedules(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(_ => Calendar(builder.Configuration));
        services.AddSingleton<ScheduleRecorder>();
        services.AddSingleton(provider => new DueCheck(
            provider.GetRequiredService<Cities>(), provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<DigestIssuer>(),
            provider.GetRequiredService<HolidayCalendar>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DueCheck>>()));
        services.ConfigureMarten(options =>
        {
            options.Events.MapEventType<DigestScheduleSet>(DigestScheduleSet.Type);
            options.Events.MapEventType<DigestScheduleEnded>(DigestScheduleEnded.Type);
        });
        return builder;
    }

    public static RouteGroupBuilder MapDigestSchedules(this RouteGroupBuilder api)
    {
        var schedules = api.MapGroup("").WithTags("Digests");
        schedules.MapGet("/digests/schedules", GetSchedules.Get).WithSummary("通报计划及其下次印发时间").Requires(Operation.ReadDigests);
        schedules.MapGet("/digests/schedules/{key}", GetSchedule.Get).WithSummary("一项通报计划及其沿革").Requires(Operation.ReadDigests);
        schedules.MapPut("/digests/schedules/{key}", SetSchedule.Put).WithSummary("设置一项通报计划").Requires(Operation.ManageDigests)
            .Produces<ScheduleWritten>().Produces<ScheduleWritten>(StatusCodes.Status201Created).AddOpenApiOperationTransformer(ScheduleRequest.DescribeAsync);
        schedules.MapDelete("/digests/schedules/{key}", EndSchedule.Delete).WithSummary("停止一项通报计划").Requires(Operation.ManageDigests)
            .Produces<ScheduleWritten>().AddOpenApiOperationTransformer(EndSchedule.DescribeAsync);
        return api;
    }

    /// <exception cref="FormatException">the file of <c>Digests:Holidays</c> has another form.</exception>
    private static HolidayCalendar Calendar(ConfigurationManager configuration) => configuration["Digests:Holidays"] is { Length: > 0 } file
        ? HolidayCalendar.Shipped.With(File.ReadAllText(file), file)
        : HolidayCalendar.Shipped;
}
