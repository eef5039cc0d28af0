using MajorProjects.Digests.Content;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>续建复工, and the works that stand still.</summary>
internal static class WorksFigures
{
    public static WorksSection Of(YearFigures year)
    {
        var resumed = year.Rates["resumeRate"];
        return new((int)resumed.Denominator, (int)resumed.Numerator, resumed, year.Rates["startAndResumeRate"], Listed.Of(year.Suspended));
    }
}
