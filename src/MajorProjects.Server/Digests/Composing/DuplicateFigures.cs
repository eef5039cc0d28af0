using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Duplicates;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>Re-packaged starts: suspected in the period, and what became of all.</summary>
internal static class DuplicateFigures
{
    public static async Task<DuplicateSection> ReadAsync(DigestView view, Period period, CancellationToken cancellation)
    {
        // Who reads of one county is told of no project of another.
        var visible = view.Filter.Region is { } region ? ProjectFilterOf(region) : RollingViews.ProjectFilter.Open;
        var views = await GetDuplicates.ReadAsync(view.City, view.Viewpoint, view.Filter, visible, view.Database, cancellation);
        return new(
            Listed.Of(views.Where(v => period.Contains(Clock.DayOf(v.SuspectedAt))).OrderBy(v => v.SuspectedAt).Select(LineOf).ToList()),
            views.Count(v => v.Status is DuplicateStatus.Open), views.Count(v => v.Status is DuplicateStatus.Confirmed));
    }

    private static RollingViews.ProjectFilter ProjectFilterOf(string region) => RollingViews.ProjectFilter.Open with { Covered = [region] };

    private static DuplicateLine LineOf(DuplicateView view) => new(
        Ref(view.Project), Ref(view.Other), view.Grounds.ToKey(), view.SuspectedAt.ToUniversalTime(), view.Status.ToKey());

    private static ProjectRef Ref(DuplicateProject project) => new(project.Id, project.Name, project.Region);
}
