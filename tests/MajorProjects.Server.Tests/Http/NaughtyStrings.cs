using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Tests.Seeds;

namespace MajorProjects.Server.Tests.Http;

/// <summary>The Big List of Naughty Strings, which lies beside the repository: what breaks systems that were not thought through.</summary>
internal static class NaughtyStrings
{
    public static IReadOnlyList<string> All { get; } =
        [.. JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.PathOrSkip("vectors", "blns", "blns.json")))!.Distinct(StringComparer.Ordinal)];

    /// <summary>For whoever stores and gives back a text: all, but of those that are markup in plain ASCII, of which there are hundreds and which differ in nothing there, one in eight.</summary>
    public static IReadOnlyList<string> ToStore { get; } = [.. All.Where((text, i) => i % 8 == 0 || !text.Contains('<', StringComparison.Ordinal) || text.Any(c => !char.IsAscii(c)))];
}

/// <summary>A field that is written as a text in JSON, or as something else.</summary>
/// <param name="Path">As it is called: <c>note</c>, <c>site.address</c>, <c>changes[].new</c>.</param>
/// <param name="IsText">Whether any text may stand there, and not only a day, a key or a number.</param>
internal sealed record JsonField(string Path, bool IsText)
{
    /// <summary>The fields of a record as its readers know them, so that a new one is found.</summary>
    public static IEnumerable<JsonField> Of(Type type) => Of(type, "");

    public static IEnumerable<string> TextsOf(Type type) => Of(type).Where(f => f.IsText).Select(f => f.Path);

    /// <summary>Puts a value there, with what is around it.</summary>
    public void Set(JsonObject of, JsonNode? value) => Set(of, Path, value);

    public static void Set(JsonObject of, string path, JsonNode? value)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
            of = step.EndsWith("[]", StringComparison.Ordinal)
                ? (of[step[..^2]] ??= new JsonArray(new JsonObject()))[0]!.AsObject()
                : (of[step] ??= new JsonObject()).AsObject();
        if (steps[^1].EndsWith("[]", StringComparison.Ordinal)) of[steps[^1][..^2]] = new JsonArray(value);
        else of[steps[^1]] = value;
    }

    /// <summary>What is there.</summary>
    public static string? Get(JsonNode? of, string path)
    {
        foreach (var step in path.Split('.')) of = step.EndsWith("[]", StringComparison.Ordinal) ? of?[step[..^2]]?[0] : of?[step];
        return (string?)of;
    }

    private static IEnumerable<JsonField> Of(Type type, string prefix)
    {
        foreach (var property in Json.Strict.GetTypeInfo(type).Properties)
        {
            var of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var path = prefix + property.Name;
            if (of.IsGenericType && of.GetGenericTypeDefinition() == typeof(ValueList<>)) (of, path) = (of.GetGenericArguments()[0], $"{path}[]");
            if (of == typeof(string) || of == typeof(AttributeValue)) yield return new(path, IsText: true);
            else if (of.Assembly == typeof(Fact).Assembly && Json.Strict.GetTypeInfo(of).Kind == JsonTypeInfoKind.Object)
                foreach (var inner in Of(of, $"{path}.")) yield return inner;
            else yield return new(path, IsText: false);
        }
    }
}
