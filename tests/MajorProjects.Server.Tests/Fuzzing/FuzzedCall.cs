using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Tests.Fuzzing;

/// <summary>A call as it is sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Route">The path as the document has it.</param>
/// <param name="Path">The path and query as they are sent.</param>
/// <param name="Caller">Which of the callers sends it.</param>
/// <param name="MediaType">What it says its body is; null without one.</param>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its other headers.</param>
internal sealed record FuzzedCall(string Method, string Route, string Path, int Caller, string? MediaType, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(new(Method), $"/api/v1{Path}");
        if (MediaType is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType);
        }
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public override string ToString() =>
        $"{Method} {Path} by {Caller} {MediaType} {string.Join(' ', Headers.Select(h => $"{h.Name}: {h.Value}"))}\n{Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)))}";
}

/// <summary>
/// Makes calls of what the OpenAPI document says: half of them as it says, with values that mean something in the city, and the others with something
/// in them that it does not say.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="pools">By the name of a parameter or field, values that mean something.</param>
/// <param name="callers">How many callers there are.</param>
internal sealed class CallGenerator(OpenApiDocument document, IReadOnlyDictionary<string, string[]> pools, int callers)
{
    private const string Form = "multipart/form-data; boundary=fuzz";

    private static readonly string[] HostileTexts =
    [
        "", " ", "null", "0", "-1", "9223372036854775808", "1e400", "NaN", "2024-02-30", "0001-01-01", "9999-12-31", "2024-13", "é", "\u202e右至左", "💥", "\ufffe",
        "'; drop table mt_events; --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "${jndi:ldap://x}", "\u0000", "\u0001\u0002", "𠮷", new string('长', 3_000), "true", "[]", "{}",
    ];

    private static readonly Gen<string> Hostile = Gen.Frequency(
        (6, Gen.Int[0, HostileTexts.Length - 1].Select(i => HostileTexts[i])), (2, Gen.String[0, 40]), (1, Gen.String[Gen.Char['一', '龥'], 1, 60]));

    private static readonly Gen<JsonNode?> Nothing = Gen.Int[0, 0].Select(_ => (JsonNode?)null);

    private static readonly Gen<string> Day = Gen.Int[0, 1500].Select(n => new DateOnly(2021, 1, 1).AddDays(n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Any call that the document has.</summary>
    public Gen<FuzzedCall> Call => Gen.OneOf([.. document.Paths.SelectMany(p => p.Value.Operations!.Select(o => CallOf(o.Key.Method, p.Key["/api/v1".Length..], o.Value)))]);

    private Gen<FuzzedCall> CallOf(string method, string route, OpenApiOperation operation)
    {
        var parameters = (operation.Parameters ?? []).ToList();
        var path = All([.. parameters.Where(p => p.In == ParameterLocation.Path).Select(p => TextOf(p.Name!, p.Schema!).Select(text => (p.Name!, text)))])
            .Select(values => values.Aggregate(route, (r, v) => r.Replace($"{{{v.Item1}}}", Segment(v.Item2), StringComparison.Ordinal)));
        var query = All([.. parameters.Where(p => p.In == ParameterLocation.Query).Append(new OpenApiParameter { Name = "misspelt", Schema = new OpenApiSchema() })
            .Select(p => Maybe(TextOf(p.Name!, p.Schema!), p.Name == "misspelt" ? 60 : 8).Select(text => (p.Name!, text)))])
            .Select(values => string.Join('&', values.Where(v => v.text is not null).Select(v => $"{v.Item1}={Uri.EscapeDataString(WellFormed(v.text!))}")));
        var headers = All([.. parameters.Where(p => p.In == ParameterLocation.Header).Select(p => Maybe(HeaderOf(p.Name!), 4).Select(text => (p.Name!, text)))])
            .Select(values => values.Where(v => v.text is not null).Select(v => (v.Item1, v.text!)).ToList());
        var body = operation.RequestBody is { Content: { } content } ? BodyOf(content.Single()) : Gen.Int[0, 0].Select(_ => ((string?)null, Array.Empty<byte>()));
        // The first caller may do everything in the city that can be done with projects.
        var caller = Gen.Frequency((4, Gen.Const(0)), (2, Gen.Int[0, callers - 1]));
        return Gen.Select(path, query, headers, body, caller, (p, q, h, b, c) => new FuzzedCall(method, route, q.Length == 0 ? p : $"{p}?{q}", c, b.Item1, b.Item2, h));
    }

    private Gen<(string?, byte[])> BodyOf(KeyValuePair<string, OpenApiMediaType> content)
    {
        if (content.Key == "multipart/form-data") return FormBody;
        var json = Gen.Select(Valid("", content.Value.Schema!, 0), Gen.Int[0, 9], Gen.Int[0, 1000], Hostile, (node, how, place, text) => how < 5 ? Written(node) : Spoilt(node, how, place, text));
        var isLines = content.Key == "application/x-ndjson";
        var bytes = isLines ? json.Array[1, 4].Select(lines => lines.SelectMany(l => l.Append((byte)'\n')).ToArray()) : json;
        return Gen.Select(bytes, Gen.Int[0, 29], (b, other) => ((string?)(other == 0 ? "text/plain" : content.Key), b));
    }

    private static Gen<(string?, byte[])> FormBody => Gen.Select(Gen.Int[0, 9], Gen.Int, Hostile, Day, (how, number, text, day) =>
    {
        var head = how == 1 ? "GIF89a" : "%PDF-1.7\n";
        var name = how == 2 ? text.ReplaceLineEndings("").Replace('"', ' ') : "批复.pdf";
        var form = $"--fuzz\r\nContent-Disposition: form-data; name=\"{(how == 3 ? "other" : "file")}\"; filename=\"{name}\"\r\n\r\n{head}{number}\r\n"
            + $"--fuzz\r\nContent-Disposition: form-data; name=\"{(how == 4 ? "note" : "occurredOn")}\"\r\n\r\n{(how == 4 ? text : day)}\r\n--fuzz--\r\n";
        var bytes = Encoding.UTF8.GetBytes(form);
        return ((string?)Form, how == 5 ? bytes[..(bytes.Length / 2)] : bytes);
    });

    private Gen<string> TextOf(string name, IOpenApiSchema schema) => Gen.Frequency((4, Meaningful(name, schema)), (1, Hostile));

    private Gen<string> Meaningful(string name, IOpenApiSchema schema) =>
        pools.TryGetValue(name, out var pool) ? Gen.Int[0, pool.Length - 1].Select(i => pool[i])
        : schema.Enum is { Count: > 0 } values ? Gen.Int[0, values.Count - 1].Select(i => values[i]!.ToString())
        : Day;

    private static Gen<string> HeaderOf(string name) => name == "If-Match"
        ? Gen.OneOf("\"1\"", "\"2\"", "*", "7", "\"x\"", "W/\"1\"")
        : Gen.Int[0, 50].Select(n => $"fuzz-{n}");

    private static Gen<string?> Maybe(Gen<string> text, int rarely) => Gen.Select(text, Gen.Int[1, rarely], (t, n) => n == 1 ? t : null);

    private static Gen<ImmutableList<T>> All<T>(IEnumerable<Gen<T>> gens) =>
        gens.Aggregate(Gen.Int[0, 0].Select(_ => ImmutableList<T>.Empty), (all, gen) => Gen.Select(all, gen, (list, value) => list.Add(value)));

    private Gen<JsonNode?> Valid(string name, IOpenApiSchema schema, int depth)
    {
        if ((schema.OneOf ?? schema.AnyOf) is { Count: > 0 } alternatives) return Gen.OneOf([.. alternatives.Select(a => Valid(name, a, depth))]);
        if (schema.Enum is { Count: > 0 } values) return Gen.Int[0, values.Count - 1].Select(i => values[i]?.DeepClone());
        var type = schema.Type ?? JsonSchemaType.String;
        if (type.HasFlag(JsonSchemaType.Object)) return ObjectOf(schema, depth);
        if (type.HasFlag(JsonSchemaType.Array)) return depth > 4 ? Nothing : Valid(name, schema.Items!, depth + 1).Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]));
        if (type.HasFlag(JsonSchemaType.Boolean)) return Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b));
        if (type.HasFlag(JsonSchemaType.Integer)) return Gen.Int[1, 6].Select(n => (JsonNode?)JsonValue.Create(n));
        if (type.HasFlag(JsonSchemaType.Number)) return Gen.Int[1, 100_000].Select(n => (JsonNode?)JsonValue.Create(n / 100m));
        if (!type.HasFlag(JsonSchemaType.String)) return Nothing;
        return schema.Format == "date" || pools.ContainsKey(name)
            ? Meaningful(name, schema).Select(text => (JsonNode?)JsonValue.Create(text))
            : Gen.Frequency((3, Gen.Int[1, 9].Select(n => $"测试{n}")), (1, Day)).Select(text => (JsonNode?)JsonValue.Create(text));
    }

    private Gen<JsonNode?> ObjectOf(IOpenApiSchema schema, int depth)
    {
        if (schema.Properties is not { Count: > 0 } properties || depth > 4) return Gen.Int[0, 0].Select(_ => (JsonNode?)new JsonObject());
        return All([.. properties.Select(p => Gen.Select(
            Valid(p.Key, p.Value, depth + 1), schema.Required?.Contains(p.Key) == true ? Gen.Const(true) : Gen.Bool, (value, isThere) => (p.Key, Value: value, IsThere: isThere)))])
            .Select(members =>
            {
                var o = new JsonObject();
                foreach (var (key, value, isThere) in members)
                    if (isThere) o[key] = value?.DeepClone();
                return (JsonNode?)o;
            });
    }

    // Something put in the place of one value, or left out, or added, or not JSON at all.
    private static byte[] Spoilt(JsonNode? node, int how, int place, string text)
    {
        var root = node?.DeepClone() ?? new JsonObject();
        var places = Places(root).ToList();
        if (places.Count > 0)
        {
            var (parent, key) = places[place % places.Count];
            switch (how)
            {
                case 5: parent.Remove(key); break;
                case 6: parent[key] = JsonValue.Create(WellFormed(text)); break;
                case 7: parent[key] = new JsonArray(JsonValue.Create(-1), null, new JsonObject { ["x"] = true }); break;
                default: parent[place % 2 == 0 ? key : $"un{key}"] = (place % 5) switch { 0 => null, 1 => JsonValue.Create(-1), 2 => JsonValue.Create(true), 3 => JsonValue.Create(1e300), _ => Deep() }; break;
            }
        }
        var json = Encoding.UTF8.GetString(Written(root));
        return how == 9 ? Encoding.UTF8.GetBytes((place % 4) switch
        {
            0 => json[..(json.Length / 2)],
            1 => json.Insert(json.Length - 1, ",\"type\":\"constructionStarted\",\"type\":\"x\""),
            2 => json.Replace("\"测试", "\"\\ud800", StringComparison.Ordinal),
            _ => json.Replace(":", ":99999999999999999999999999999999999999", StringComparison.Ordinal),
        }) : Encoding.UTF8.GetBytes(json);

        static JsonNode Deep()
        {
            JsonNode deep = new JsonObject();
            for (var i = 0; i < 30; i++) deep = new JsonArray(deep);
            return deep;
        }
    }

    private static IEnumerable<(JsonObject Parent, string Key)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(p => (o, p.Key)).Concat(o.SelectMany(p => Places(p.Value))),
        JsonArray a => a.SelectMany(Places),
        _ => [],
    };

    private static byte[] Written(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    // A segment that is empty or dots is another path, and one with U+0000 none at all: Kestrel turns it away by itself.
    private static string Segment(string text) => Uri.EscapeDataString(WellFormed(text).Replace("\0", "", StringComparison.Ordinal).Replace("%00", "", StringComparison.Ordinal)) is { Length: > 0 } segment && segment.Trim('.').Length > 0 ? segment : "x";
}
