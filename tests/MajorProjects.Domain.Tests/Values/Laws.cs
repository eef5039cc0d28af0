using System.Text.Json;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests.Values;

/// <summary>What holds of every value that callers write as text.</summary>
internal static class Laws
{
    /// <summary>Days on which every kind of period that can be written has its whole length.</summary>
    public static readonly Gen<DateOnly> Days = Gen.DateOnly[new(1, 1, 1), new(9985, 12, 31)];

    public static readonly Gen<YearMonth> Months = Gen.Select(Gen.Int[1, 9999], Gen.Int[1, 12], (year, month) => new YearMonth(year, month));

    public static void ShouldReadBackAsWritten<T>(this Gen<T> values) where T : struct, IWrittenValue<T> => values.Sample(value =>
    {
        var text = value.ToString()!;
        T.Parse(text, null).ShouldBe(value);
        T.Parse(text, null).ToString().ShouldBe(text);
        JsonSerializer.Serialize(value).ShouldBe($"\"{text}\"");
        JsonSerializer.Deserialize<T>($"\"{text}\"").ShouldBe(value);
    }, iter: 2_000);

    public static void ShouldBeRefusedAs<T>(this string? text) where T : struct, IWrittenValue<T>
    {
        T.TryParse(text, null, out var value).ShouldBeFalse(text);
        value.ShouldBe(default);
        Should.Throw<FormatException>(() => T.Parse(text!, null));
        var refused = Should.Throw<MalformedValueException>(() => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(text)));
        refused.Expected.ShouldBe(T.Expected);
        refused.Expected.ShouldBeBilingual();
    }

    public static void ShouldBeRefusedInJsonAs<T>(this string json) =>
        Should.Throw<MalformedValueException>(() => JsonSerializer.Deserialize<T>(json)).Expected.ShouldBeBilingual();
}
