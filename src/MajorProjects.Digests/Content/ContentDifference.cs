using System.Text.Json.Nodes;

namespace MajorProjects.Digests.Content;

/// <summary>A value of which two contents differ.</summary>
/// <param name="Path">Where it stands in the content, such as <c>batches[signed].current.count</c>; entries of a list go by what they are about.</param>
/// <param name="Then">What the first says, as JSON; null where it says nothing.</param>
/// <param name="Now">What the second says, as JSON.</param>
public sealed record ContentDifference(string Path, string? Then, string? Now)
{
    // By what the entries of the lists are told apart: by all of these that they have.
    private static readonly string[] Names = ["kind", "quarter", "region", "step", "month", "reason", "metric", "position", "type", "occurredOn", "recordedAt", "name"];

    /// <summary>What differs from one content to another, but for the point from which each was seen.</summary>
    public static IReadOnlyList<ContentDifference> Between(DigestContent then, DigestContent now)
    {
        var differences = new List<ContentDifference>();
        Compare("", Node(then), Node(now), differences);
        return differences;

        static JsonObject Node(DigestContent content)
        {
            var node = JsonNode.Parse(content.ToBytes())!.AsObject();
            node.Remove("point");
            node.Remove("checkpoint");
            return node;
        }
    }

    private static void Compare(string path, JsonNode? then, JsonNode? now, List<ContentDifference> differences)
    {
        if (then is JsonObject a && now is JsonObject b)
            foreach (var name in a.Select(p => p.Key).Union(b.Select(p => p.Key), StringComparer.Ordinal)) Compare(path.Length == 0 ? name : $"{path}.{name}", a[name], b[name], differences);
        else if (then is JsonArray c && now is JsonArray d) CompareLists(path, Keyed(c), Keyed(d), differences);
        else if (!JsonNode.DeepEquals(then, now)) differences.Add(new(path, then?.ToJsonString(), now?.ToJsonString()));
    }

    private static void CompareLists(string path, Dictionary<string, JsonNode?> then, Dictionary<string, JsonNode?> now, List<ContentDifference> differences)
    {
        foreach (var key in then.Keys.Union(now.Keys, StringComparer.Ordinal)) Compare($"{path}[{key}]", then.GetValueOrDefault(key), now.GetValueOrDefault(key), differences);
    }

    private static Dictionary<string, JsonNode?> Keyed(JsonArray list)
    {
        var keyed = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            var key = KeyOf(item);
            // Two entries about the same are told apart by which comes first.
            for (var n = 2; !keyed.TryAdd(key, item); n++) key = $"{KeyOf(item)}#{n}";
        }
        return keyed;
    }

    private static string KeyOf(JsonNode? item)
    {
        if (item is not JsonObject entry) return item?.ToJsonString() ?? "null";
        // A list of projects goes by them: their days and amounts are what may differ.
        if (entry["project"] is JsonObject project) return string.Join(' ', new[] { project["project"], entry["step"], entry["type"] }.OfType<JsonValue>());
        if (entry["project"] is JsonValue id) return id.ToString();
        return string.Join(' ', Names.Select(name => entry[name]).OfType<JsonValue>());
    }
}
