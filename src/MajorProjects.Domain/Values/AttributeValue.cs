using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>The value of one attribute of a project as it is written in JSON: a text, a number or true or false.</summary>
[JsonConverter(typeof(Converter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttributeValue
{
    private AttributeValue(JsonValueKind kind, string text) => (Kind, Text) = (kind, text);

    public JsonValueKind Kind { get; }

    /// <summary>As it is written, without quotes.</summary>
    public string Text { get; }

    public static AttributeValue Of(string text) => new(JsonValueKind.String, text);

    public static AttributeValue Of(decimal number) => new(JsonValueKind.Number, Wan.Plain(number).ToString(CultureInfo.InvariantCulture));

    public static AttributeValue Of(bool value) => value ? new(JsonValueKind.True, "true") : new(JsonValueKind.False, "false");

    /// <summary>The number that it is, or null.</summary>
    public decimal? Number => Kind is JsonValueKind.Number ? decimal.Parse(Text, CultureInfo.InvariantCulture) : null;

    public override string ToString() => Text;

    private sealed class Converter : JsonConverter<AttributeValue>
    {
        public override AttributeValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => Of(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetDecimal(out var number) => Of(number),
            JsonTokenType.True => Of(true),
            JsonTokenType.False => Of(false),
            _ => throw new MalformedValueException(new("应为文字、数字或真假值。", "A text, a number, or true or false is expected.")),
        };

        public override void Write(Utf8JsonWriter writer, AttributeValue value, JsonSerializerOptions options)
        {
            if (value.Kind is JsonValueKind.String) writer.WriteStringValue(value.Text);
            else writer.WriteRawValue(value.Text);
        }
    }
}
