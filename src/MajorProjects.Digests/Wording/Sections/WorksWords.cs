using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>续建、复工, and works that stand still.</summary>
internal static class WorksWords
{
    public static Section Of(DigestContent content)
    {
        var (works, suspended) = (content.Works, content.Works.Suspended);
        return new("续建、复工情况",
            [
                new Block.Paragraph(
                    $"{(works.Continuing == 0 ? "无续建项目" : $"续建项目{works.Continuing}个，已复工{works.Resumed}个")}；{Say.Rate("复工率", works.ResumeRate)}，{Say.Rate("开复工率", works.StartAndResumeRate)}。"
                    + (suspended.Count == 0
                        ? $"截至{Say.Day(content.Point.AsOf)}，无停工项目。"
                        : $"截至{Say.Day(content.Point.AsOf)}，停工项目{suspended.Count}个：{Say.Names([.. suspended.Items.Take(Say.MostNames).Select(line => line.Project.Name)], suspended.Count)}。")),
            ],
            Rows.Of("停工项目", suspended,
                ("项目名称", Cells.Name, l => l.Project.Name), ("县区", Cells.Text, l => content.Subject.Region(l.Project.Region)), ("停工日期", Cells.Day, l => l.Since), ("原因", Cells.Text, l => Called.Reason(l.Reason))));
    }
}
