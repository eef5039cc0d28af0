using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>
/// An amount of money in 万元 (ten thousand yuan): never negative, to the fen (six decimals), below 100 万亿元. Sums are kept in
/// 万元 and only shown in 亿元, so that no rounding enters a total.
/// </summary>
[JsonConverter(typeof(WanConverter))]
public readonly record struct Wan : IComparable<Wan>
{
    private const decimal Limit = 10_000_000_000m;

    /// <exception cref="ArgumentOutOfRangeException">negative, finer than a fen, or beyond the limit.</exception>
    public Wan(decimal amount)
    {
        if (!IsValid(amount)) throw new ArgumentOutOfRangeException(nameof(amount), amount, "Not an amount in 万元.");
        Amount = Plain(amount);
    }

    public decimal Amount { get; }

    public static Wan Zero => default;

    public static bool IsValid(decimal amount) => amount is >= 0 and < Limit && decimal.Round(amount, 6) == amount;

    /// <summary>A number without trailing zeros, so that 12.50 and 12.5 are written alike; for sums beyond the limit of one amount too.</summary>
    public static decimal Plain(decimal amount) => amount / 1.0000000000000000000000000000m;

    public static Wan operator +(Wan a, Wan b) => new(a.Amount + b.Amount);

    public static bool operator <(Wan a, Wan b) => a.Amount < b.Amount;

    public static bool operator >(Wan a, Wan b) => a.Amount > b.Amount;

    public static bool operator <=(Wan a, Wan b) => a.Amount <= b.Amount;

    public static bool operator >=(Wan a, Wan b) => a.Amount >= b.Amount;

    public int CompareTo(Wan other) => Amount.CompareTo(other.Amount);

    /// <summary>As bulletins print it: 亿元, two decimals, halves rounded up.</summary>
    public string ToYi() => decimal.Round(Amount / 10_000m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture);

    private sealed class WanConverter : JsonConverter<Wan>
    {
        public override Wan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var amount) && IsValid(amount)
                ? new(amount)
                : throw new MalformedValueException(new(
                    "金额应为不小于 0 的数字，单位万元，最多六位小数，小于 100 亿万元。",
                    "An amount is a number of 万元, not negative, with at most six decimals, below ten thousand million."));

        public override void Write(Utf8JsonWriter writer, Wan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }
}
