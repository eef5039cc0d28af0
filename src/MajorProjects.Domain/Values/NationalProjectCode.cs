using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MajorProjects.Domain.Values;

/// <summary>
/// A project's code on the national approval platform (全国投资项目在线审批监管平台), as 4-6-2-2-6 digits with hyphens: since the end of 2020 year and month,
/// region, department, kind of project, random digits with a check digit, such as <c>2108-140500-04-01-012345</c> (《固定资产投资项目代码管理规范》, 发改投资〔2020〕1439号;
/// GB/T 40058-2021); before then the year in four digits, region or department, industry, kind of approval, serial number, such as <c>2018-140500-48-01-012345</c>.
/// </summary>
public readonly partial record struct NationalProjectCode
{
    private readonly string? text;

    private NationalProjectCode(string text) => this.text = text;

    /// <summary>The six digits of the region, or of the ministry (0000xx), that approved it.</summary>
    public string Authority => ToString().Substring(5, 6);

    public static bool TryParse([NotNullWhen(true)] string? s, out NationalProjectCode result)
    {
        var ok = s is not null && Shape().IsMatch(s);
        result = ok ? new(s!) : default;
        return ok;
    }

    /// <summary>
    /// Whether a project of <paramref name="city"/> can carry this code: it is given by the city, one of its counties, its
    /// province, or a ministry.
    /// </summary>
    public bool IsGivenFor(RegionCode city)
    {
        var digits = city.ToString();
        return Authority.StartsWith("0000", StringComparison.Ordinal)
            || Authority == string.Concat(digits.AsSpan(0, 2), "0000")
            || Authority.StartsWith(digits[..4], StringComparison.Ordinal);
    }

    public override string ToString() => text ?? "0000-000000-00-00-000000";

    [GeneratedRegex(@"^(?:(?:19|20)[0-9]{2}|(?:2[1-9]|[3-9][0-9])(?:0[1-9]|1[0-2]))-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Shape();
}
