using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using Microsoft.AspNetCore.Http.Features;

namespace MajorProjects.Server.Http;

/// <summary>Reads bodies as bytes, within limits, and as JSON, with nothing in it that two readers could take differently.</summary>
internal static class RequestBody
{
    /// <summary>Largest body that holds one fact or one project, in bytes.</summary>
    public const int LargestFact = 64 * 1024;

    /// <summary>Largest body that holds a round, in bytes: its longest lists fit, with every character escaped.</summary>
    public const int LargestRound = 8 * 1024 * 1024;

    /// <summary>Largest body that holds many lines, in bytes.</summary>
    public const int LargestImport = 20 * 1024 * 1024;

    public static readonly Text NoSuchField = new("没有这个字段。", "There is no such field.");

    private static readonly JsonDocumentOptions OneReading = new() { AllowDuplicateProperties = false, MaxDepth = Json.MaxDepth };

    public static async Task<byte[]> ReadAsync(HttpRequest request, string mediaType, int limit)
    {
        if (request.GetTypedHeaders().ContentType?.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) != true)
            throw new RefusedException(Refused.UnsupportedMedia(mediaType));
        request.LimitTo(limit);
        if (request.ContentLength > limit) throw new RefusedException(Refused.TooLarge(limit));
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(4096), request.HttpContext.RequestAborted);
            if (read == 0) return body.WrittenSpan.ToArray();
            body.Advance(read);
            if (body.WrittenCount > limit) throw new RefusedException(Refused.TooLarge(limit));
        }
    }

    /// <summary>Has the server itself stop reading where a body of this route ends: beyond it, however it is cut into chunks, nothing is taken off the wire.</summary>
    public static void LimitTo(this HttpRequest request, int limit)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = OnTheWire(limit);
    }

    /// <summary>A body of so many bytes with the lengths of its chunks, which the server counts too.</summary>
    public static long OnTheWire(int limit) => limit + limit / 8;

    /// <summary>The limit of what is being read, in bytes.</summary>
    public static int LimitOf(HttpContext context) =>
        (int)((context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? OnTheWire(LargestFact)) * 8 / 9);

    /// <summary>One JSON object, or the refusal of what is none.</summary>
    public static (JsonObject? Object, Refusal? Refusal) Parse(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return Malformed("不是有效的 UTF-8 文本。", "It is not valid UTF-8.");
        try
        {
            if (JsonNode.Parse(utf8, documentOptions: OneReading) is not JsonObject o) return Malformed("应为一个 JSON 对象。", "A JSON object is expected.");
            // The properties of a node are read when first asked for: ask now, while what is wrong with them is still a refusal.
            Touch(o);
            return (o, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Malformed(
                "不是有效的 JSON：请检查括号、引号、重复的字段名和嵌套层数。",
                "It is not valid JSON: check brackets, quotes, names given twice and the depth of nesting.");
        }

        static (JsonObject?, Refusal?) Malformed(string zh, string en) => (null, Refusal.Malformed("body", new(zh, en)));
    }

    /// <summary>A record made of an object; what cannot be one is refused field by field.</summary>
    public static (object? Value, Refusal? Refusal) Read(JsonObject body, Type type)
    {
        var errors = new FieldErrors();
        var fields = Json.Strict.GetTypeInfo(type).Properties;
        foreach (var field in fields.Where(f => f.IsRequired && body[f.Name] is null))
            errors.Add(field.Name, "必填。", "Required.");
        foreach (var (name, _) in body)
            if (!fields.Any(f => f.Name == name)) errors.Add(name, NoSuchField.Zh, NoSuchField.En);
        if (errors.Any) return (null, Refusal.Malformed(errors.All));
        try
        {
            return (body.Deserialize(type, Json.Strict), null);
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body";
            return (null, Refusal.Malformed(field, (e as MalformedValueException)?.Expected ?? new("值的类型或格式不正确。", "The value has the wrong type or format.")));
        }
    }

    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (_, child) in o) Touch(child);
                break;
            case JsonArray a:
                foreach (var child in a) Touch(child);
                break;
            case JsonValue v when v.GetValueKind() is JsonValueKind.String:
                v.GetValue<string>();
                break;
        }
    }
}
