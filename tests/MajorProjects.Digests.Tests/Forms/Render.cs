using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Tests.Wording;

namespace MajorProjects.Digests.Tests.Forms;

/// <summary>Documents of the digests that tests speak of.</summary>
internal static class Render
{
    /// <summary>A name of sixty characters as they are registered, and one of a single word.</summary>
    public const string LongName = "晋城经济技术开发区光机电产业园高端装备关键零部件智能制造生产线及配套基础设施建设项目第二期工程暨研发中心综合楼续建",
        LongWord = "InternationalHighTechnologyManufacturingCampusExtensionPhase";

    /// <summary>Nothing, something, a round, much, and names of both sorts.</summary>
    public static IReadOnlyList<DigestContent> Contents { get; } = [A.Nothing, A.Content, A.Round, A.Large(600, LongName), A.Large(20, LongWord)];

    public static async Task<byte[]> As(DigestForm form, DigestContent content, IssueStamp? stamp = null, FormSettings? settings = null) =>
        (await new DigestRenderer(settings ?? new()).RenderAsync(content, stamp ?? A.Stamp, form, TestContext.Current.CancellationToken)).Bytes;

    public static async Task<string> Text(DigestForm form, DigestContent content, IssueStamp? stamp = null) => Encoding.UTF8.GetString(await As(form, content, stamp));

    /// <summary>The month with one project in a batch, of that name.</summary>
    public static DigestContent Named(string name) => A.Content with
    {
        Batches = [A.Content.Batches[0] with { Projects = Listed.Of([new BatchLine(A.Ref(1, name, "990102"), "equipment", 1_234.56m, A.Day("2026-11-05"))]) }, .. A.Content.Batches.Skip(1)],
    };
}
