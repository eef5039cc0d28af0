using System.Collections.Concurrent;
using ScottPlot;
using SkiaSharp;

namespace MajorProjects.Digests.Forms.Charts;

/// <summary>
/// The font of the charts. The drawing library puts boxes where a font has no glyph, and takes another font where it finds none, both without a word;
/// so whatever is drawn is looked up here first.
/// </summary>
public sealed class ChartFont
{
    private static readonly ConcurrentDictionary<string, Lazy<ChartFont?>> Opened = new(StringComparer.Ordinal);

    private readonly string file;
    private readonly SKTypeface face;

    private ChartFont(string file, SKTypeface face) => (this.file, this.face) = (file, face);

    /// <summary>Where systems usually keep a Chinese font that charts look right with, the best first – 文泉驿微米黑, Noto Sans CJK –, and then <see cref="BroughtFont"/>.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        .. BroughtFont.File is { } brought ? [brought] : Array.Empty<string>(),
    ];

    /// <summary>What the drawing library knows it by.</summary>
    internal string Name => file;

    /// <summary>The font that the settings name, or the first usual one that is there.</summary>
    /// <exception cref="FormUnavailableException">no such file, or no font in it.</exception>
    public static ChartFont Of(FormSettings settings) => Find(settings) ?? throw FormUnavailableException.ChartFontMissing(string.Join('、', PlacesOf(settings)));

    internal static bool IsThere(FormSettings settings) => Find(settings) is not null;

    // One that is not there may be later: what was opened is kept, what was missed is not.
    private static ChartFont? Find(FormSettings settings) =>
        PlacesOf(settings).Where(File.Exists).Select(file => Opened.GetOrAdd(file, _ => new(() => Open(file))).Value).FirstOrDefault(font => font is not null);

    private static IReadOnlyList<string> PlacesOf(FormSettings settings) => settings.Font is { } named ? [named] : Usual;

    /// <summary>A text that is going to be drawn, once all of its characters are found in the font.</summary>
    /// <exception cref="FormUnavailableException">some are not.</exception>
    public string Holds(string text)
    {
        var missing = string.Concat(text.EnumerateRunes().Where(rune => rune.Value >= ' ' && face.GetGlyph(rune.Value) == 0).Distinct());
        return missing.Length == 0 ? text : throw FormUnavailableException.GlyphsMissing(file, missing);
    }

    // The drawing library's fonts are those of the process: each is made known to it once.
    private static ChartFont? Open(string file)
    {
        if (SKTypeface.FromFile(file) is not { } face) return null;
        Fonts.AddFontFile(file, file, bold: false, italic: false);
        return new(file, face);
    }
}
