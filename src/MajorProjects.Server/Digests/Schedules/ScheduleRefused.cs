using MajorProjects.Domain;

namespace MajorProjects.Server.Digests.Schedules;

/// <summary>Refusals that concern the schedule of a digest.</summary>
internal static class ScheduleRefused
{
    public static Refusal Unknown(string key) => new(RefusalKind.Unknown, "unknownSchedule", new(
        $"没有编号为“{key}”的通报计划，请在列表（GET /api/v1/digests/schedules）中核对。",
        $"There is no schedule “{key}”; look it up in the list (GET /api/v1/digests/schedules)."));

    public static Refusal AlreadyEnded(string key) => new(RefusalKind.Conflict, "alreadyEnded", new(
        $"通报计划“{key}”已经停止；如需恢复，请重新设置（PUT），自设置时起执行。", $"The schedule “{key}” has ended; set it again (PUT) to have it go on from then."));
}
