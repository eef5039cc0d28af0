using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

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
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new UtcInstant());
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        return options;
    }

    /// <summary>Instants in UTC, to the microsecond that the store keeps, with a Z.</summary>
    private sealed class UtcInstant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}
