using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace MajorProjects.Server.Tests.Seeds;

/// <summary>The plan's text without white space and page numbers, cut into chapters and sections.</summary>
/// <remarks>The text comes from a PDF: lines break anywhere, so quotes are compared without white space.</remarks>
internal sealed partial class PlanText
{
    private const string Numerals = "零一二三四五六七八九十";

    private readonly Dictionary<(int Chapter, int Section), string> _sections = [];

    private PlanText(string raw)
    {
        var text = string.Join('\n', raw.Split('\n').Where(line => !PageNumber().IsMatch(line)));
        var (at, from) = ((Chapter: 0, Section: 0), 0);
        // A heading may be glued to the end of a line (chapter 7, section 4), so it is sought anywhere.
        foreach (Match heading in Heading().Matches(text))
        {
            _sections[at] = Squeeze(text[from..heading.Index]);
            from = heading.Index;
            var number = Number(heading.Groups["number"].Value);
            at = heading.Groups["kind"].Value == "章" ? (number, 0) : (at.Chapter, number);
        }

        _sections[at] = Squeeze(text[from..]);
    }

    public static string Repository { get; } = FindRepository();

    public string Section(int chapter, int section) => _sections.GetValueOrDefault((chapter, section), "");

    /// <summary>The text of a column behind its heading, up to and with the words it ends on; null when either is missing.</summary>
    public string? Column(int number, string title, int chapter, int section, string ends)
    {
        var text = Section(chapter, section);
        var heading = Invariant($"专栏{number}{Squeeze(title)}");
        var start = text.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0) return null;
        var end = text.IndexOf(Squeeze(ends), start, StringComparison.Ordinal);
        return end < 0 ? null : text[(start + heading.Length)..(end + Squeeze(ends).Length)];
    }

    /// <summary>Reads the plan beside the repository.</summary>
    public static PlanText ReadOrSkip() => new(File.ReadAllText(SharedData.PathOrSkip("plan", "jincheng-14th-five-year-plan.txt")));

    public static string Squeeze(string text) => WhiteSpace().Replace(text, "");

    /// <summary>The pieces of a quote, each where it stands behind the one before; null when a piece is missing. <c>…</c> stands for words left out.</summary>
    public static List<Range>? Find(string quote, string text)
    {
        List<Range> found = [];
        var at = 0;
        foreach (var piece in Squeeze(quote).Split('…', StringSplitOptions.RemoveEmptyEntries))
        {
            var start = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (start < 0) return null;
            at = start + piece.Length;
            found.Add(start..at);
        }

        return found;
    }

    /// <summary>What no quote covers of a text, punctuation aside.</summary>
    public static string Uncovered(string text, IEnumerable<string> quotes)
    {
        var rest = new StringBuilder(text);
        foreach (var piece in quotes.SelectMany(quote => Find(quote, text) ?? []))
            for (var i = piece.Start.Value; i < piece.End.Value; i++)
                rest[i] = ' ';
        return NoWord().Replace(rest.ToString(), " ").Trim();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Number(string numeral) => numeral switch
    {
        "十" => 10,
        ['十', var ones] => 10 + Numerals.IndexOf(ones, StringComparison.Ordinal),
        _ => Numerals.IndexOf(numeral, StringComparison.Ordinal),
    };

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MajorProjects.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above the tests holds MajorProjects.sln.");
    }

    [GeneratedRegex(@"^\s*[—-]\s*\d+\s*[—-]\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"第(?<number>[一二三四五六七八九十]+)(?<kind>[章节])\s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\W+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoWord();
}
