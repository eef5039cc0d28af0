using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>
/// An administrative region by its six digits of GB/T 2260: <c>140500</c> is the city (设区市) of Jincheng, <c>140521</c> its county 沁水.
/// The first four digits name the city, so a county knows its city without a table.
/// </summary>
[JsonConverter(typeof(WrittenValueConverter<RegionCode>))]
public readonly record struct RegionCode : IWrittenValue<RegionCode>
{
    private readonly string? digits;

    private RegionCode(string digits) => this.digits = digits;

    /// <summary>The city that this region is, or is part of.</summary>
    public RegionCode City => new(string.Concat(ToString().AsSpan(0, 4), "00"));

    public bool IsCity => this == City;

    /// <summary>Codes of the 99 range are no real places: histories for trials and load live there.</summary>
    public bool IsSimulated => ToString().StartsWith("99", StringComparison.Ordinal);

    public static Text Expected { get; } = new("应为六位行政区划代码，如 140521。", "A region code of six digits is expected, such as 140521.");

    public static RegionCode Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var code) ? code : throw new FormatException($"'{s}' is not a region code.");

    public static bool TryParse([NotNullWhen(true)] string? s, out RegionCode result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RegionCode result)
    {
        // A province (140000) is many cities, never a region of one.
        var ok = s is { Length: 6 } && s.All(char.IsAsciiDigit) && s[0] != '0' && !s.EndsWith("0000", StringComparison.Ordinal);
        result = ok ? new(s!) : default;
        return ok;
    }

    public override string ToString() => digits ?? "000000";
}
