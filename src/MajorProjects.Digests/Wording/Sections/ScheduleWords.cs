using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>The year's planned starts and commissionings: what was to be done, what was, and who is late or early, by name.</summary>
internal static class ScheduleWords
{
    public static Section Of(DigestContent content) => new("年度计划开工、投产情况",
        [.. content.Schedules.SelectMany((schedule, at) => Blocks(content, schedule, at + 1))],
        [.. content.Schedules.SelectMany(schedule => Annexes(content.Subject, schedule))]);

    private static IEnumerable<Block> Blocks(DigestContent content, YearSchedule schedule, int at)
    {
        var (step, asOf) = (schedule.Step.Name(), Say.Day(content.Point.AsOf));
        yield return new Block.Heading(2, $"（{Say.Ordinal(at)}）计划{step}项目");
        if (schedule.Planned == 0)
        {
            yield return new Block.Paragraph($"{schedule.Year}年无计划{step}项目。");
            yield break;
        }
        var (late, pending, early) = (schedule.Late.Count, schedule.Pending.Count, schedule.Early.Count);
        if (schedule.PlannedToDate - late - pending + early != schedule.Actual)
            throw new ArgumentException(
                $"{schedule.Step} of {schedule.Year}: {schedule.PlannedToDate} planned to date − {late} late − {pending} pending + {early} early is not {schedule.Actual} actual.", nameof(schedule));

        yield return new Block.Paragraph(
            $"{schedule.Year}年计划{step}项目{schedule.Planned}个。截至{asOf}，计划到期{schedule.PlannedToDate}个，实际{step}{schedule.Actual}个；"
            + $"{Say.Rate($"年度计划{step}率", schedule.Rate)}，{Say.Rate($"序时{step}率", schedule.RateToDate)}。");
        var stillDue = pending == 0 ? "" : $" − 本月到期未{step}{pending}个";
        yield return new Block.Paragraph($"计划到期{schedule.PlannedToDate}个 − 滞后{late}个{stillDue} ＋ 提前{early}个 ＝ 实际{step}{schedule.Actual}个。");
        yield return new Block.Paragraph($"{Named("滞后", schedule.Late)}{(pending == 0 ? "" : Named($"本月到期未{step}", schedule.Pending))}{Named("提前", schedule.Early)}");
    }

    private static string Named(string how, Listed<ScheduleLine> list) =>
        list.Count == 0 ? $"无{how}项目。" : $"{how}{list.Count}个：{Say.Names([.. list.Items.Take(Say.MostNames).Select(line => line.Project.Name)], list.Count)}。";

    private static IEnumerable<Block.Table> Annexes(DigestSubject subject, YearSchedule schedule)
    {
        var step = schedule.Step.Name();
        yield return Rows.Of($"滞后{step}项目", schedule.Late,
            ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => subject.Region(l.Project.Region)), ($"计划{step}日期", Cells.Day, l => l.Planned));
        if (schedule.Pending.Count > 0)
            yield return Rows.Of($"本月到期未{step}项目", schedule.Pending,
                ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => subject.Region(l.Project.Region)), ($"计划{step}日期", Cells.Day, l => l.Planned));
        yield return Rows.Of($"提前{step}项目", schedule.Early,
            ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => subject.Region(l.Project.Region)), ($"计划{step}日期", Cells.Day, l => l.Planned), ($"实际{step}日期", Cells.Day, l => l.Taken));
    }
}
