using System.Text;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Delivery;

/// <summary>Makes parcels to try.</summary>
internal static class A
{
    public static DigestLetter Letter() => new(
        Guid.Parse("0198f0a0-0000-7000-8000-000000000001"), "140500", DigestKind.Weekly, Period.Parse("2026W47"), Late: false, Simulated: true,
        "晋城市重大项目周报（2026年第47周，模拟）", """<html><body><p>本周开工 3 个项目。</p><img src="cid:trend"></body></html>""",
        [new("trend", "各季度三个一批", [0x89, 0x50, 0x4e, 0x47])], "# 晋城市重大项目周报\n\n本周开工 **3** 个项目，12.50亿元。\n",
        [
            new(DigestForm.Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "晋城市重大项目周报（2026年第47周）.docx", [1, 2, 3]),
            new(DigestForm.Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "晋城市重大项目周报（2026年第47周）.xlsx", [4, 5]),
        ],
        new("https://projects.example/digests/1"), Encoding.UTF8.GetBytes("""{"version":1,"batches":[]}"""));

    public static Parcel Parcel(Recipient to, int attempt = 1) => new(Guid.Parse("0198f0a0-0000-7000-8000-00000000000d"), attempt, to, Letter());
}
