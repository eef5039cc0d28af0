using System.Globalization;
using System.Text;

namespace MajorProjects.Verifier;

/// <summary>Something that holds or does not.</summary>
/// <param name="Code">What, for programs; never renamed.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
internal sealed record Verdict(string Code, bool Holds, string Zh, string En);

/// <summary>Where the words go, in Chinese and English. What comes from elsewhere cannot forge a line or steer the terminal.</summary>
internal sealed class Report(TextWriter output, TextWriter error)
{
    public TextWriter Output => output;

    public TextWriter Error => error;

    public void Say(string zh, string en) => output.WriteLine(Plain($"{zh} / {en}"));

    public void Say(Verdict verdict) => output.WriteLine(Plain($"{(verdict.Holds ? "[成立]" : "[不成立]")} {verdict.Code}：{verdict.Zh} / {verdict.En}"));

    public void Problem(string zh, string en) => error.WriteLine(Plain($"{zh} / {en}"));

    public void Alarm(string zh, string en) => error.WriteLine(Plain($"!!! 警报 ALARM !!! {zh} / {en}"));

    /// <summary>Says what each comes to, and all of it together.</summary>
    public int Conclude(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var verdict in verdicts) Say(verdict);
        var failed = verdicts.Count(v => !v.Holds);
        if (failed == 0) Say("结论：全部成立。", "Everything holds.");
        else Say($"结论：有 {failed} 处不成立。", $"{failed} things do not hold.");
        return failed == 0 ? ExitCode.Holds : ExitCode.DoesNotHold;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text) plain.Append(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '�' : c);
        return plain.ToString();
    }
}
