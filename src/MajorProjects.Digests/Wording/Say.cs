using System.Globalization;
using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Wording;

/// <summary>How figures are put into words.</summary>
internal static class Say
{
    /// <summary>Most names in a sentence; a longer list names its first and leads to its table.</summary>
    public const int MostNames = 10;

    private const string Digits = "〇一二三四五六七八九";

    /// <summary>万元 as 亿元, two decimals, halves rounded up.</summary>
    public static string Yi(decimal wan) => decimal.Round(wan / 10_000m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Money: in 亿元; what would be nothing there in 万元.</summary>
    public static string Money(decimal wan) => wan != 0 && Yi(wan) is "0.00" ? $"{Number(wan)}万元" : $"{Yi(wan)}亿元";

    public static string Percent(decimal? percent) => percent is { } p ? Points(p) + "%" : CellText.None;

    /// <summary>百分点, two decimals.</summary>
    public static string Points(decimal points) => points.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A number as it is, without trailing zeros.</summary>
    public static string Number(decimal number) => Wan.Plain(number).ToString(CultureInfo.InvariantCulture);

    public static string Month(YearMonth month) => $"{month.Year}年{month.Month}月";

    public static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";

    /// <summary>An instant as a clock in China shows it.</summary>
    public static string Minute(DateTimeOffset instant) => Beijing(instant).ToString("yyyy年M月d日HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The day of an instant in China.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Beijing(instant).DateTime);

    /// <summary>How many projects, and their investment.</summary>
    public static string Of(Cell cell) => $"{cell.Count}个、{Money(cell.InvestmentWan)}";

    /// <summary>A rate with what it is of.</summary>
    public static string Rate(string name, Ratio ratio) => $"{name}{Percent(ratio.Percent)}（{Number(ratio.Numerator)}/{Number(ratio.Denominator)}）";

    /// <summary>A rate of money with what it is of.</summary>
    public static string RateOfMoney(string name, Ratio ratio) => $"{name}{Percent(ratio.Percent)}（{Money(ratio.Numerator)}/{Money(ratio.Denominator)}）";

    /// <summary>What a cell is beside an earlier one: more, fewer or the same, by how much and, where there was anything, by how many per cent.</summary>
    public static string Compared(string with, Cell now, Cell then, string? days = null) => now == then
        ? $"与{with}（{days}{Of(then)}）持平"
        : $"与{with}（{days}{Of(then)}）相比，项目数{Change(now.Count, then.Count, by => $"{by}个")}，总投资{Change(now.InvestmentWan, then.InvestmentWan, Money)}";

    /// <summary>The names of a list: all, or the first of them and how many there are.</summary>
    public static string Names(IReadOnlyList<string> names, int count) => count <= MostNames && names.Count == count
        ? string.Join('、', names)
        : $"{string.Join('、', names.Take(MostNames))}等{count}个";

    /// <summary>Small numbers as headings count.</summary>
    public static string Ordinal(int number) => number switch
    {
        < 10 => Digits[number].ToString(),
        10 => "十",
        < 20 => $"十{Digits[number - 10]}",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Change(decimal now, decimal then, Func<decimal, string> amount)
    {
        if (now == then) return "持平";
        var (more, percent) = (now > then, new Rate(Math.Abs(now - then), then).Percent);
        var share = percent is null ? "" : $"、{(more ? "增长" : "下降")}{Percent(percent)}";
        return $"{(more ? "增加" : "减少")}{amount(Math.Abs(now - then))}{share}";
    }

    private static DateTimeOffset Beijing(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8));
}
