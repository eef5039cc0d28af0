using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Wording.Sections;

namespace MajorProjects.Digests.Wording;

/// <summary>A digest in words, as every form tells it: what it is called, and its parts from top to bottom, the long lists (附表) last.</summary>
/// <param name="Title">What it is called, with its city, its scope and, where its projects are made up, that they are.</param>
/// <param name="Subtitle">About which days.</param>
/// <param name="IssueLine">When it was issued, and whether late: of the stamp.</param>
/// <param name="Blocks">Its parts.</param>
public sealed record Bulletin(string Title, string Subtitle, string IssueLine, IReadOnlyList<Block> Blocks)
{
    /// <summary>Says what a content says, and no more: each sentence stands on its figures.</summary>
    /// <exception cref="ArgumentException">a year's plan of which planned to date − late + early is not what was done.</exception>
    public static Bulletin Of(DigestContent content, IssueStamp stamp)
    {
        var subject = content.Subject;
        IReadOnlyList<Section> sections =
        [
            .. RoundWords.Of(content), BatchWords.Of(content), ScheduleWords.Of(content), WorksWords.Of(content), InvestmentWords.Of(content),
            .. CountyWords.Of(content), DelayWords.Of(content), DueWords.Overdue(content), DueWords.Upcoming(content), DuplicateWords.Of(content),
            CorrectionWords.Of(content), .. ForecastWords.Of(content), Colophon.Of(content, stamp),
        ];
        IReadOnlyList<Block.Table> annexes = [.. sections.SelectMany(section => section.Annexes).Where(table => table.Rows.Count > 0)];
        return new(subject.Title(), subject.Subtitle(content), Colophon.IssueLine(stamp),
        [
            new Block.Paragraph(content.Round is { } round
                ? $"现将{subject.Whose()}{round.Name}及重大项目建设情况通报如下："
                : $"现将{subject.Period.Name()}{subject.Whose()}重大项目建设情况通报如下："),
            .. sections.SelectMany((section, at) => section.Blocks.Prepend(new Block.Heading(1, $"{Say.Ordinal(at + 1)}、{section.Title}"))),
            .. annexes.Count > 0 ? [new Block.Heading(1, "附表")] : (IReadOnlyList<Block>)[],
            .. annexes.Select((table, at) => table with { Name = $"附表{at + 1}　{table.Name}" }),
            .. subject.Simulated ? [new Block.Note("本通报所列项目、数字均为模拟数据，不得作为真实数据使用。")] : (IReadOnlyList<Block>)[],
        ]);
    }
}

/// <summary>A part of a digest: its title, what is said, and its lists, which stand at the end of the digest; an empty list is left out there.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks, params IReadOnlyList<Block.Table> Annexes);
