using MajorProjects.Digests.Content;
using MajorProjects.Digests.Wording;
using MajorProjects.Domain;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MajorProjects.Digests.Forms.Charts;

/// <summary>Draws the charts of a digest: the same content and font, the same bytes.</summary>
internal sealed class ChartPainter(ChartFont font)
{
    /// <summary>Size of a picture, in pixels.</summary>
    public const int Width = 1800, Height = 840;

    // Twice as fine as a screen needs, so that print is sharp.
    private const double Fineness = 2;

    private const double BarWidth = 0.26;

    private const int LeastBars = 4;

    private static readonly Color Blue = Color.FromHex("#2f5d9b"), Orange = Color.FromHex("#d98032"), Green = Color.FromHex("#5a9a57"), Red = Color.FromHex("#b5302a");

    public ChartImage Draw(ChartKind kind, DigestContent content)
    {
        var (title, plot) = kind switch
        {
            ChartKind.Trend => ("分季度签约、开工、投产项目数（个）", Trend(content)),
            ChartKind.Investment => ($"{content.Investment.Year}年累计完成投资与序时应完成投资（亿元）", Investment(content.Investment)),
            ChartKind.Counties => ("县（市、区）年度投资完成率（%）", Counties(content)),
            _ => ($"{content.Subject.Current()}新增延期事项的原因（项）", Delays(content.Delays)),
        };
        return new(kind.ToKey(), title, Picture(plot, title));
    }

    private Plot Trend(DigestContent content)
    {
        var plot = new Plot();
        plot.Axes.Left.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        Series("签约", Blue, -BarWidth, quarter => quarter.Signed);
        Series("开工", Orange, 0, quarter => quarter.Started);
        Series("投产", Green, BarWidth, quarter => quarter.Commissioned);
        Named(plot.Axes.Bottom, content.Trend.Select(quarter => quarter.Quarter.ToString()));
        Standing(plot, content.Trend.Count, content.Trend.Max(quarter => Math.Max(quarter.Signed.Count, Math.Max(quarter.Started.Count, quarter.Commissioned.Count))));
        Legend(plot);
        return plot;

        void Series(string name, Color color, double shift, Func<TrendQuarter, Cell> cell)
        {
            var bars = plot.Add.Bars(content.Trend.Select((quarter, at) => Bar(at + shift, cell(quarter).Count, color, BarWidth, Say.Number(cell(quarter).Count))).ToArray());
            bars.LegendText = font.Holds(name);
            Labelled(bars);
        }
    }

    private Plot Investment(InvestmentSection investment)
    {
        var plot = new Plot();
        var completed = plot.Add.Bars(investment.Months.Select((month, at) => Bar(at, Yi(month.CompletedWan), Blue, 2 * BarWidth, Say.Yi(month.CompletedWan))).ToArray());
        completed.LegendText = font.Holds("累计完成");
        Labelled(completed);
        var scheduled = plot.Add.Scatter(investment.Months.Select((_, at) => (double)at).ToArray(), investment.Months.Select(month => Yi(month.ScheduledWan)).ToArray(), Orange);
        (scheduled.LegendText, scheduled.LineWidth, scheduled.MarkerSize) = (font.Holds("序时应完成"), 2, 7);
        Named(plot.Axes.Bottom, investment.Months.Select(month => $"{month.Month.Month}月"));
        Standing(plot, investment.Months.Count, investment.Months.Max(month => Yi(Math.Max(month.CompletedWan, month.ScheduledWan))));
        Legend(plot);
        return plot;
    }

    private Plot Counties(DigestContent content)
    {
        var ranked = content.Counties.Where(county => county.Rank is not null).OrderBy(county => county.Rank).ToList();
        var plot = Ranked([.. ranked.Select(county => (content.Subject.Region(county.Region), county.Rate.Percent ?? 0, Say.Percent(county.Rate.Percent)))]);
        if (content.Investment.TimeProgress.Percent is { } time)
        {
            var line = plot.Add.VerticalLine((double)time, 2, Red, LinePattern.Dashed);
            line.LegendText = font.Holds($"序时进度{Say.Percent(time)}");
            Legend(plot);
        }
        return plot;
    }

    private Plot Delays(DelaySection delays) =>
        Ranked([.. delays.ByReason.Select(reason => (Called.Reason(reason.Reason), (decimal)reason.Count, Say.Number(reason.Count)))]);

    // Bars that stand on the axis, with room for the figures on top of them.
    private static void Standing(Plot plot, int columns, double highest) => plot.Axes.SetLimits(-0.6, columns - 0.4, 0, highest > 0 ? highest * 1.12 : 1);

    // Bars that lie, the first on top; few of them are no thicker than many.
    private Plot Ranked(IReadOnlyList<(string Name, decimal Value, string Label)> rows)
    {
        var plot = new Plot();
        var highest = (double)rows.Max(row => row.Value);
        plot.Axes.SetLimits(0, highest > 0 ? highest * 1.15 : 1, Math.Min(0, rows.Count - LeastBars) - 0.6, rows.Count - 0.4);
        var bars = plot.Add.Bars(rows.Select((row, at) => Bar(rows.Count - 1 - at, (double)row.Value, Blue, 2 * BarWidth, row.Label)).ToArray());
        bars.Horizontal = true;
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        Labelled(bars);
        Named(plot.Axes.Left, rows.Select(row => row.Name).Reverse());
        return plot;
    }

    private Bar Bar(double position, double value, Color color, double width, string label) => new()
    {
        Position = position, Value = value, FillColor = color, LineWidth = 0, Size = width, ValueLabel = font.Holds(label),
    };

    private void Labelled(ScottPlot.Plottables.BarPlot bars) =>
        (bars.ValueLabelStyle.FontName, bars.ValueLabelStyle.FontSize, bars.ValueLabelStyle.Bold) = (font.Name, 12, false);

    private void Named(IAxis axis, IEnumerable<string> names)
    {
        axis.TickGenerator = new NumericManual([.. names.Select((name, at) => new Tick(at, font.Holds(name)))]);
        axis.MajorTickStyle.Length = 0;
    }

    private void Legend(Plot plot)
    {
        plot.ShowLegend(Edge.Bottom);
        (plot.Legend.FontName, plot.Legend.FontSize, plot.Legend.Orientation) = (font.Name, 13, Orientation.Horizontal);
        (plot.Legend.ShadowColor, plot.Legend.OutlineColor) = (Colors.Transparent, Colors.Transparent);
    }

    private byte[] Picture(Plot plot, string title)
    {
        plot.Font.Set(font.Name);
        plot.Title(font.Holds(title), 17);
        plot.Axes.Title.Label.Bold = false;
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Bottom }) (axis.TickLabelStyle.FontName, axis.TickLabelStyle.FontSize) = (font.Name, 13);
        plot.ScaleFactor = Fineness;
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static double Yi(decimal wan) => (double)(wan / 10_000m);
}
