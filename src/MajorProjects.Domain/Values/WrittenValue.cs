using System.Text.Json;
using System.Text.Json.Serialization;

namespace MajorProjects.Domain.Values;

/// <summary>A value that callers write as text, with the sentence that tells them how.</summary>
public interface IWrittenValue<TSelf> : IParsable<TSelf> where TSelf : IWrittenValue<TSelf>
{
    static abstract Text Expected { get; }
}

/// <summary>Writes a value type as the text that it parses from.</summary>
internal sealed class WrittenValueConverter<T> : JsonConverter<T> where T : struct, IWrittenValue<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString();
            if (T.TryParse(text, null, out var value)) return value;
        }
        throw new MalformedValueException(T.Expected);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>A value that has the wrong shape, with the sentence that says what shape it should have.</summary>
public sealed class MalformedValueException(Text expected) : JsonException(expected.Zh)
{
    public Text Expected { get; } = expected;
}
