using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace MajorProjects.Digests.Forms.Docx;

/// <summary>
/// The layout of official documents (党政机关公文格式, GB/T 9704—2012): A4, margins 37, 35, 28 and 26 mm, title in 小标宋 二号, body in 仿宋 三号 of 22 lines
/// a page, headings in 黑体 and 楷体, page numbers — 1 — on the outer side. The fonts are named, not brought along; a machine without them shows its own.
/// </summary>
internal static class OfficialLayout
{
    public const string Title = "Title", Subtitle = "Subtitle", Heading1 = "Heading1", Heading2 = "Heading2", Body = "BodyText", Note = "Note",
        TableName = "TableName", TableHead = "TableHead", TableCell = "TableCell", TableHeldCell = "TableHeldCell", Picture = "Picture", OddFooter = "oddFooter", EvenFooter = "evenFooter";

    private const string PlainFont = "仿宋_GB2312", TitleFont = "方正小标宋简体", BlackFont = "黑体", ScriptFont = "楷体_GB2312", NumberFont = "宋体";

    // Sizes in half points: 二号, 三号, 四号, 小四, 小五.
    private const int Size2 = 44, Size3 = 32, Size4 = 28, Size4Small = 24, Size5Small = 18;

    // 225 mm of text in 22 lines.
    private const int LineHeight = 579;

    /// <summary>How wide the text is, in twentieths of a point.</summary>
    public static int TextWidth { get; } = Millimetres(210 - 28 - 26);

    /// <summary>Millimetres in twentieths of a point.</summary>
    public static int Millimetres(int millimetres) => millimetres * 1440 * 10 / 254;

    public static Styles Styles() => new(
        new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(Fonts(PlainFont), new FontSize { Val = $"{Size3}" }, new Languages { Val = "en-US", EastAsia = "zh-CN" })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new WidowControl { Val = false }))),
        Style("Normal", "Normal", PlainFont, Size3, new ParagraphSettings(), isDefault: true),
        Style(Title, "Title", TitleFont, Size2, new(Line: 700, Exactly: true, Align: JustificationValues.Center, After: 120, KeepNext: true)),
        Style(Subtitle, "Subtitle", ScriptFont, Size3, new(LineHeight, true, JustificationValues.Center, KeepNext: true)),
        Style(Heading1, "heading 1", BlackFont, Size3, new(LineHeight, true, Indented: true, KeepNext: true, Outline: 0)),
        Style(Heading2, "heading 2", ScriptFont, Size3, new(LineHeight, true, Indented: true, KeepNext: true, Outline: 1)),
        Style(Body, "Body Text", PlainFont, Size3, new(LineHeight, true, Indented: true)),
        Style(Note, "Note", PlainFont, Size4Small, new(400, true, After: 120)),
        Style(TableName, "Table Name", BlackFont, Size4Small, new(400, true, JustificationValues.Center, Before: 120, KeepNext: true)),
        Style(TableHead, "Table Head", BlackFont, Size5Small, new(Before: 20, After: 20, KeepNext: true)),
        Style(TableCell, "Table Cell", PlainFont, Size5Small, new(Before: 20, After: 20)),
        Style(TableHeldCell, "Table Held Cell", PlainFont, Size5Small, new(Before: 20, After: 20, KeepNext: true)),
        Style(Picture, "Picture", PlainFont, Size3, new(Align: JustificationValues.Center, Before: 120, After: 120)));

    public static Settings Settings() => new(
        new EvenAndOddHeaders(),
        new CharacterSpacingControl { Val = CharacterSpacingValues.CompressPunctuation },
        new Compatibility(new CompatibilitySetting { Name = CompatSettingNameValues.CompatibilityMode, Uri = "http://schemas.microsoft.com/office/word", Val = "15" }));

    /// <summary>The foot of a page, its number one character from the outer side.</summary>
    public static Footer PageNumber(JustificationValues side)
    {
        var properties = new ParagraphProperties(
            side == JustificationValues.Right ? new Indentation { Right = "280" } : new Indentation { Left = "280" }, new Justification { Val = side });
        return new(new Paragraph(
            properties, Said(new Text("— ") { Space = SpaceProcessingModeValues.Preserve }),
            Said(new FieldChar { FieldCharType = FieldCharValues.Begin }), Said(new FieldCode(" PAGE ") { Space = SpaceProcessingModeValues.Preserve }),
            Said(new FieldChar { FieldCharType = FieldCharValues.Separate }), Said(new Text("1")), Said(new FieldChar { FieldCharType = FieldCharValues.End }),
            Said(new Text(" —") { Space = SpaceProcessingModeValues.Preserve })));

        static Run Said(OpenXmlElement what) => new(
            new RunProperties(new RunFonts { Ascii = NumberFont, HighAnsi = NumberFont, EastAsia = NumberFont }, new FontSize { Val = $"{Size4}" }), what);
    }

    public static SectionProperties Page() => new(
        new FooterReference { Type = HeaderFooterValues.Default, Id = OddFooter },
        new FooterReference { Type = HeaderFooterValues.Even, Id = EvenFooter },
        new PageSize { Width = (uint)Millimetres(210), Height = (uint)Millimetres(297) },
        new PageMargin
        {
            Top = Millimetres(37), Bottom = Millimetres(35), Left = (uint)Millimetres(28), Right = (uint)Millimetres(26),
            Header = (uint)Millimetres(15), Footer = (uint)Millimetres(25), Gutter = 0,
        },
        new DocGrid { Type = DocGridValues.Lines, LinePitch = LineHeight });

    private sealed record ParagraphSettings(
        int Line = 240, bool Exactly = false, JustificationValues? Align = null, bool Indented = false, int Before = 0, int After = 0, bool KeepNext = false, int? Outline = null);

    private static Style Style(string id, string name, string font, int size, ParagraphSettings settings, bool isDefault = false)
    {
        var paragraph = new StyleParagraphProperties();
        if (settings.KeepNext) paragraph.AppendChild(new KeepNext());
        paragraph.AppendChild(new WordWrap { Val = false });
        paragraph.AppendChild(new SnapToGrid { Val = false });
        paragraph.AppendChild(new SpacingBetweenLines
        {
            Before = $"{settings.Before}", After = $"{settings.After}", Line = $"{settings.Line}", LineRule = settings.Exactly ? LineSpacingRuleValues.Exact : LineSpacingRuleValues.Auto,
        });
        if (settings.Indented) paragraph.AppendChild(new Indentation { FirstLine = $"{size * 20}", FirstLineChars = 200 });
        if (settings.Align is { } align) paragraph.AppendChild(new Justification { Val = align });
        if (settings.Outline is { } level) paragraph.AppendChild(new OutlineLevel { Val = level });
        var style = new Style(
            new StyleName { Val = name },
            paragraph,
            new StyleRunProperties(Fonts(font), new FontSize { Val = $"{size}" }))
        {
            Type = StyleValues.Paragraph, StyleId = id, CustomStyle = name is "Note" or "Table Name" or "Table Head" or "Table Cell" or "Table Held Cell" or "Picture", Default = isDefault,
        };
        if (!isDefault) style.StyleName!.InsertAfterSelf(new BasedOn { Val = "Normal" });
        return style;
    }

    // With the hint, quotation marks and dashes are taken from the Chinese font too.
    private static RunFonts Fonts(string font) => new() { Hint = FontTypeHintValues.EastAsia, Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font };
}
