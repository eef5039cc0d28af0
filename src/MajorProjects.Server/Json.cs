using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server;

/// <summary>How facts and answers are written as JSON: one casing, one spelling of enums, Chinese as it is.</summary>
public static class Json
{
    /// <summary>Deepest nesting accepted from callers.</summary>
    public const int MaxDepth = 16;

    /// <summary>As facts are stored and shown: what is not known is left out.</summary>
    public static JsonSerializerOptions Stored { get; } = With(new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });

    /// <summary>As answers are written: what is not known is null.</summary>
    public static JsonSerializerOptions Answers { get; } = With(new());

    /// <summary>As callers may write: nothing unknown, nothing twice, nothing null that is required.</summary>
    public static JsonSerializerOptions Strict { get; } = With(new(JsonSerializerOptions.Strict) { MaxDepth = MaxDepth });

    public static JsonSerializerOptions With(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new Keys());
        options.Converters.Add(new Days());
        options.Converters.Add(new UtcInstant());
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        return options;
    }

    /// <summary>
    /// Values of an enum by their keys. The usual converter would take other casings and several values joined by commas, and Marten replaces it
    /// by one that writes the C# names.
    /// </summary>
    private sealed class Keys : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Key<>).MakeGenericType(typeToConvert))!;

        private sealed class Key<T> : JsonConverter<T> where T : struct, Enum
        {
            private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(value => value.ToKey(), StringComparer.Ordinal);

            private static readonly string Listed = string.Join(", ", Values.Keys);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value)
                    ? value
                    : throw new MalformedValueException(new($"应为以下之一：{Listed}。", $"One of these is expected: {Listed}."));

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToKey());

            public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

            public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToKey());
        }
    }

    /// <summary>Days, with a sentence that tells a person how one is written.</summary>
    private sealed class Days : JsonConverter<DateOnly>
    {
        public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && DateOnly.TryParseExact(reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : throw new MalformedValueException(new("应为日期，如 2024-11-26。", "A day is expected, such as 2024-11-26."));

        public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Instants in UTC, to the microsecond that the store keeps, with a Z.</summary>
    private sealed class UtcInstant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}
