using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Tests.Fuzzing;

/// <summary>Whether JSON is what a schema of the OpenAPI document says; strict: what it does not say is not there either.</summary>
internal static class SchemaCheck
{
    /// <summary>Each place at which it is something else, with what was expected.</summary>
    public static IEnumerable<string> Errors(JsonNode? node, IOpenApiSchema schema, string at = "$")
    {
        var alternatives = (schema.OneOf ?? []).Concat(schema.AnyOf ?? []).ToList();
        if (alternatives.Count > 0)
            return alternatives.Any(a => !Errors(node, a, at).Any()) ? [] : [$"{at}: none of the alternatives: {Short(node)}"];
        if (node is null) return schema.Type is { } type && !type.HasFlag(JsonSchemaType.Null) ? [$"{at}: null"] : [];
        if (schema.Enum is { Count: > 0 } values && !values.Any(v => JsonNode.DeepEquals(v, node))) return [$"{at}: {Short(node)} is none of the values"];
        return node switch
        {
            JsonObject o => Of(schema, JsonSchemaType.Object, node, at).Concat(Members(o, schema, at)),
            JsonArray a => Of(schema, JsonSchemaType.Array, node, at).Concat(a.SelectMany((item, i) => schema.Items is null ? [] : Errors(item, schema.Items, $"{at}[{i}]"))),
            JsonValue v => Value(v, schema, at),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject o, IOpenApiSchema schema, string at)
    {
        foreach (var missing in (schema.Required ?? new HashSet<string>()).Where(name => !o.ContainsKey(name))) yield return $"{at}.{missing}: missing";
        foreach (var (name, value) in o)
        {
            var known = schema.Properties is { } properties && properties.TryGetValue(name, out var property) ? property : schema.AdditionalProperties;
            if (known is null)
            {
                if (schema.Properties is { Count: > 0 }) yield return $"{at}.{name}: not in the document";
                continue;
            }
            foreach (var error in Errors(value, known, $"{at}.{name}")) yield return error;
        }
    }

    private static IEnumerable<string> Value(JsonValue value, IOpenApiSchema schema, string at)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return Of(schema, JsonSchemaType.Boolean, value, at);
            case JsonValueKind.Number:
                var isWhole = decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number);
                return schema.Type is { } type && !type.HasFlag(JsonSchemaType.Number) && !(isWhole && type.HasFlag(JsonSchemaType.Integer)) ? [$"{at}: {Short(value)} is no {type}"] : [];
            default:
                var text = value.GetValue<string>();
                return [.. Of(schema, JsonSchemaType.String, value, at), .. Format(text, schema, at)];
        }
    }

    private static IEnumerable<string> Format(string text, IOpenApiSchema schema, string at)
    {
        var isRight = schema.Format switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            _ => true,
        };
        if (!isRight) yield return $"{at}: {Short(text)} is no {schema.Format}";
        if (schema.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))) yield return $"{at}: {Short(text)} is not {pattern}";
    }

    private static IEnumerable<string> Of(IOpenApiSchema schema, JsonSchemaType type, JsonNode node, string at) =>
        schema.Type is { } expected && !expected.HasFlag(type) ? [$"{at}: {Short(node)} is no {expected}"] : [];

    private static string Short(JsonNode? node) => node?.ToJsonString() is { Length: > 60 } text ? text[..60] : node?.ToJsonString() ?? "null";
}
