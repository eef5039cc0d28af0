using System.Text;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Digests.Forms.Docx;
using MajorProjects.Digests.Forms.Html;
using MajorProjects.Digests.Forms.Markdown;
using MajorProjects.Digests.Forms.Pdf;
using MajorProjects.Digests.Forms.Xlsx;
using MajorProjects.Digests.Wording;

namespace MajorProjects.Digests.Forms;

/// <summary>
/// Makes the documents of a digest. The same content and stamp make the same bytes with the same font and converter; another stamp changes the line of the issue, the digest's id and the times in the file's properties, and nothing else.
/// </summary>
public sealed class DigestRenderer(FormSettings settings)
{
    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    private readonly PdfConverter pdf = new(settings);

    /// <summary>The digest in a form.</summary>
    /// <exception cref="FormUnavailableException">the machine lacks a font for the charts, or a program that makes PDF files.</exception>
    public async Task<DigestDocument> RenderAsync(DigestContent content, IssueStamp stamp, DigestForm form, CancellationToken cancellation)
    {
        var bulletin = Bulletin.Of(content, stamp);
        var (media, bytes) = form switch
        {
            DigestForm.Html => ("text/html; charset=utf-8", Html()),
            DigestForm.Docx => (OpenXml + "wordprocessingml.document", Docx(DocxForm.MostRows)),
            DigestForm.Xlsx => (OpenXml + "spreadsheetml.sheet", XlsxForm.Write(bulletin, stamp)),
            DigestForm.Md => ("text/markdown; charset=utf-8", Encoding.UTF8.GetBytes(MarkdownForm.Write(bulletin))),
            DigestForm.Pdf => ("application/pdf", await pdf.ConvertAsync(() => Docx(DocxForm.MostRowsOfPdf), Html, stamp, cancellation)),
            DigestForm.Json => ("application/json", content.ToBytes()),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
        };
        return new(form, media, FileNames.Of(bulletin, form), bytes);

        byte[] Html() => Encoding.UTF8.GetBytes(HtmlForm.Write(bulletin, Charts(bulletin, content), chart => $"data:image/png;base64,{Convert.ToBase64String(chart.Png)}"));

        byte[] Docx(int mostRows) => DocxForm.Write(bulletin, Charts(bulletin, content), stamp, mostRows);
    }

    /// <summary>The digest as a mail: its page shows the charts by <c>cid:</c>, each under its picture's name.</summary>
    /// <exception cref="FormUnavailableException">the machine lacks a font for the charts.</exception>
    public DigestMail Mail(DigestContent content, IssueStamp stamp)
    {
        var bulletin = Bulletin.Of(content, stamp);
        var charts = Charts(bulletin, content).ToDictionary(chart => chart.Key, chart => chart.Value with { Name = $"{chart.Value.Name}@{stamp.Digest}" });
        return new(
            $"{bulletin.Title}（{bulletin.Subtitle}）{(stamp.Late ? "（补发）" : "")}", HtmlForm.Write(bulletin, charts, chart => $"cid:{chart.Name}"), MarkdownForm.Write(bulletin), [.. charts.Values]);
    }

    /// <summary>
    /// The key figures as Markdown for the robot of a chat group, in at most <paramref name="mostBytes"/> bytes of UTF-8 (企业微信 takes 4,096, 钉钉 20,000).
    /// </summary>
    public static string Summary(DigestContent content, IssueStamp stamp, Uri? link, int mostBytes) => RobotSummary.Write(content, stamp, link, mostBytes);

    private Dictionary<ChartKind, ChartImage> Charts(Bulletin bulletin, DigestContent content)
    {
        var kinds = bulletin.Blocks.OfType<Block.Chart>().Select(chart => chart.Kind).ToList();
        if (kinds.Count == 0) return [];
        var painter = new ChartPainter(ChartFont.Of(settings));
        return kinds.ToDictionary(kind => kind, kind => painter.Draw(kind, content));
    }
}

/// <summary>A digest as a mail.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Html">Its body.</param>
/// <param name="Text">Its body for whoever reads no HTML.</param>
/// <param name="Images">The pictures in its body; the name of each is its Content-ID there.</param>
public sealed record DigestMail(string Subject, string Html, string Text, IReadOnlyList<ChartImage> Images);
