using MajorProjects.Digests.Content;

namespace MajorProjects.Digests.Wording.Sections;

/// <summary>Projects that look like others, and what became of that.</summary>
internal static class DuplicateWords
{
    public static Section Of(DigestContent content)
    {
        var (subject, duplicates) = (content.Subject, content.Duplicates);
        return new("疑似重复项目情况",
            [new Block.Paragraph(
                (duplicates.Found.Count == 0 ? $"{subject.Current()}未新发现疑似重复项目。" : $"{subject.Current()}新发现疑似重复项目{duplicates.Found.Count}对。")
                + $"据{Say.Minute(content.Point.KnownAt)}以前的登记，待认定{duplicates.Open}对；已认定重复{duplicates.Confirmed}对{(duplicates.Confirmed == 0 ? "" : "，认定重复的项目不计入各项统计")}。")],
            Rows.Of($"{subject.Current()}新发现疑似重复项目", duplicates.Found,
                ("项目名称", Cells.Name, d => d.Project.Name), ("县区", Cells.Text, d => subject.Region(d.Project.Region)), ("与之相似的项目", Cells.Name, d => d.Other.Name),
                ("依据", Cells.Text, d => Called.Grounds(d.Grounds)), ("发现日期", Cells.Day, d => Say.DayOf(d.SuspectedAt)), ("状态", Cells.Text, d => Called.Status(d.Status))));
    }
}
