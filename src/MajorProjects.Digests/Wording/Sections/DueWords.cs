using MajorProjects.Digests.Content;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>Steps whose time has passed in silence, and steps whose time comes next.</summary>
internal static class DueWords
{
    public static Section Overdue(DigestContent content)
    {
        var (subject, overdue, asOf) = (content.Subject, content.Overdue, Say.Day(content.Point.AsOf));
        return new("逾期未报情况",
            [new Block.Paragraph(overdue.Count == 0
                ? $"截至{asOf}，无逾期未报事项。"
                : $"截至{asOf}，计划月份已过、既未登记完成也未申请延期的事项{overdue.Count}项{BySteps(overdue.LeftOut, overdue.Items.Select(o => o.Step))}。")],
            Rows.Of("逾期未报事项", overdue,
                ("项目名称", Cells.Name, o => o.Project.Name), ("县区", Cells.Text, o => subject.Region(o.Project.Region)), ("事项", Cells.Text, o => o.Step.Name()), ("计划日期", Cells.Day, o => o.Planned), ("逾期月数", Cells.Number, o => o.MonthsOverdue)));
    }

    public static Section Upcoming(DigestContent content)
    {
        var (subject, upcoming) = (content.Subject, content.Upcoming);
        var next = subject.NextDays();
        return new("下期到期事项",
            [new Block.Paragraph(upcoming.Count == 0
                ? $"{next}无计划到期事项。"
                : $"{next}计划到期事项{upcoming.Count}项{BySteps(upcoming.LeftOut, upcoming.Items.Select(d => d.Step))}。")],
            Rows.Of($"{subject.Next()}计划到期事项", upcoming,
                ("项目名称", Cells.Name, d => d.Project.Name), ("县区", Cells.Text, d => subject.Region(d.Project.Region)), ("事项", Cells.Text, d => d.Step.Name()), ("计划日期", Cells.Day, d => d.Planned)));
    }

    // Of a list that is cut off nobody can tell.
    private static string BySteps(int leftOut, IEnumerable<PlannedMilestone> steps) =>
        leftOut > 0 ? "" : $"（{string.Join('、', steps.CountBy(step => step).OrderBy(step => step.Key).Select(step => $"{step.Key.Name()}{step.Value}项"))}）";
}
