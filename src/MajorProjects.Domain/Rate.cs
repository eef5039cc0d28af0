using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>
/// A share of a whole: how many, or how much, of how many. The exact numerator and denominator always travel
/// with the percentage, so that nobody has to guess what it is a percentage of.
/// </summary>
/// <param name="Numerator">What is counted: projects, 万元 or months.</param>
/// <param name="Denominator">Of how much, in the same unit. Zero where there is nothing to take a share of.</param>
public sealed record Rate(decimal Numerator, decimal Denominator)
{
    /// <summary>The percentage to two decimals, halves rounded up; null for a denominator of zero. It may pass 100.</summary>
    public decimal? Percent => PercentTo(2);

    /// <summary>The numerator per unit of the denominator, such as months per project, to two decimals; null for a denominator of zero.</summary>
    public decimal? Mean => Denominator == 0 ? null : Wan.Plain(decimal.Round(Numerator / Denominator, 2, MidpointRounding.AwayFromZero));

    /// <summary>
    /// The percentage to as many decimals as a bulletin prints. It is rounded once, from the quotient: 442/542 is 81.55 to two decimals
    /// and 81.5 to one, which rounding 81.55 again would make 81.6.
    /// </summary>
    public decimal? PercentTo(int decimals)
    {
        if (Denominator == 0) return null;
        // Multiplied first: the quotient is then cut off 28 digits in, too far behind to make a half of what is none.
        var percent = decimal.Round(Numerator * 100 / Denominator, decimals, MidpointRounding.AwayFromZero);
        return Wan.Plain(percent);
    }
}
