using MajorProjects.Domain;

namespace MajorProjects.Digests.Forms;

/// <summary>A form cannot be made, as the machine lacks something; the refusal says what to install.</summary>
public sealed class FormUnavailableException(Refusal refusal) : Exception($"{refusal.Code}: {refusal.Detail.En}")
{
    public Refusal Refusal { get; } = refusal;

    public static FormUnavailableException ChartFontMissing(string looked) => new(Refused("chartFontMissing",
        $"缺少绘制图表所需的中文字体（已查找 {looked}），请安装（apt-get install fonts-wqy-microhei），或在设置中指明字体文件。",
        $"There is no Chinese font to draw charts with (looked for {looked}); install one (apt-get install fonts-wqy-microhei), or name its file in the settings."));

    public static FormUnavailableException GlyphsMissing(string font, string characters) => new(Refused("chartFontMissing",
        $"图表字体 {font} 中没有“{characters}”，请换用字形更全的中文字体（apt-get install fonts-wqy-microhei 或 fonts-noto-cjk），并在设置中指明字体文件。",
        $"The chart font {font} lacks “{characters}”; name a fuller Chinese font in the settings (apt-get install fonts-wqy-microhei, or fonts-noto-cjk)."));

    public static FormUnavailableException PdfConverterMissing { get; } = new(Refused("pdfConverterMissing",
        "本机没有生成 PDF 的程序，请安装 LibreOffice（apt-get install libreoffice-writer-nogui）或 Chromium，或改用 docx、html。",
        "Nothing on this machine makes PDF files; install LibreOffice (apt-get install libreoffice-writer-nogui) or Chromium, or ask for docx or html."));

    public static FormUnavailableException PdfFailed(string program, string why) => new(Refused("pdfFailed",
        $"{program} 未能生成 PDF（{why}），请稍后重试；如仍不成功，请管理员检查该程序，或改用 docx。",
        $"{program} made no PDF ({why}); try again shortly, have the administrator look at it, or ask for docx."));

    private static Refusal Refused(string code, string zh, string en) => new(RefusalKind.Unavailable, code, new(zh, en));
}
