namespace MajorProjects.Digests.Forms;

/// <summary>What the machine has to make documents with.</summary>
/// <param name="Font">The font file that Chinese text in charts is drawn with (TrueType or OpenType); null: the first of <see cref="Charts.ChartFont.Usual"/> that is there.</param>
/// <param name="Soffice">LibreOffice's <c>soffice</c>, which makes PDF files; null: one found on the PATH; empty: none.</param>
/// <param name="Chromium">Chromium, which makes them where there is no LibreOffice; null: one found on the PATH; empty: none.</param>
/// <param name="PdfSeconds">How long making one may take, in seconds.</param>
public sealed record FormSettings(string? Font = null, string? Soffice = null, string? Chromium = null, int PdfSeconds = 120);
