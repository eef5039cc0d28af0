using System.Text;

namespace MajorProjects.Ledger.Tests;

/// <summary>What tests speak of: the facts of one project.</summary>
internal static class An
{
    public static readonly Guid Project = Guid.Parse("01920000-0000-7000-8000-000000000001");

    public static LedgerEntry Entry(int version, string data = """{"occurredOn":"2026-03-15","structure":"1号逆变器基础"}""", string type = "constructionStarted") =>
        LedgerEntry.Of("140500", 100 + version, new(version, 0, 0, new byte[8]), Project, version, type,
            new DateTimeOffset(2026, 1, 10, 8, 30, 0, TimeSpan.Zero).AddMicroseconds(version), "张三", "reporter", Encoding.UTF8.GetBytes(data));
}
