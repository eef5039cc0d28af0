using System.Text;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Evidence;

/// <summary>An upload as it is sent: the file, and what its sender says of it.</summary>
internal sealed class EvidenceForm : IDisposable
{
    /// <summary>Largest request, in bytes: the largest file and what is around it.</summary>
    private const int LargestRequest = EvidenceAttached.LargestBytes + 256 * 1024;

    private const string FormMediaType = "multipart/form-data";

    private const int LongestBoundary = 100;

    private const int LargestField = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    private IncomingFile? file;

    public IncomingFile File => file!;

    public string FileName { get; private set; } = "";

    /// <summary>All that the sender decides, for <c>Idempotency-Key</c>: the content by its hash, the name, and the other fields.</summary>
    public byte[] Identity => Encoding.UTF8.GetBytes(string.Join('\n', [File.Sha256, FileName, .. fields.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}")]));

    /// <summary>Reads the parts of a request as they arrive.</summary>
    /// <exception cref="RefusedException">it is no upload, or a larger one than is taken.</exception>
    public static async Task<EvidenceForm> ReadAsync(HttpRequest request, Func<IncomingFile> begin)
    {
        var type = request.GetTypedHeaders().ContentType;
        if (type?.MediaType.Equals(FormMediaType, StringComparison.OrdinalIgnoreCase) != true) throw new RefusedException(Refused.UnsupportedMedia(FormMediaType));
        request.LimitTo(LargestRequest);
        if (request.ContentLength > LargestRequest) throw new RefusedException(EvidenceRefused.TooLarge);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > LongestBoundary) throw Malformed();
        var form = new EvidenceForm();
        try
        {
            var reader = new MultipartReader(boundary.Value!, request.Body);
            while (await NextAsync(reader, request.HttpContext.RequestAborted) is { } part) await form.TakeAsync(part, begin, request.HttpContext.RequestAborted);
            if (form.file is null) throw Malformed("file", "必填：要上传的文件。", "Required: the file to upload.");
            return form;
        }
        catch
        {
            form.Dispose();
            throw;
        }
    }

    /// <summary>The fact that this upload is, once its content is known for something that is taken.</summary>
    public async Task<(EvidenceAttached? Fact, Refusal? Refusal)> ToFactAsync(DateOnly today, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var day = QueryText.Day(errors, "occurredOn", fields.GetValueOrDefault("occurredOn")) ?? today;
        if (errors.Any) return (null, Refusal.Malformed(errors.All));
        if (File.FindFormat() is not { } format) return (null, EvidenceRefused.UnsupportedMedia);
        if (!format.Fits(FileName)) return (null, EvidenceRefused.NameContradictsContent(FileName, format));
        if (format.IsZip && await File.UnpackAsync(cancellation) is { } refusal) return (null, refusal);
        return (new()
        {
            OccurredOn = day,
            Note = fields.GetValueOrDefault("note"),
            FileName = FileName,
            MediaType = format.MediaType,
            SizeBytes = File.Size,
            Sha256 = File.Sha256,
        }, null);
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Describes the form in the OpenAPI document.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: true);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [FormMediaType] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["file"] = Text("binary", $"{EvidenceFormat.Listed}, at most {EvidenceAttached.LargestBytes / 1024 / 1024} MB."),
                            ["note"] = Text(null, $"A remark, at most {Fact.LongestText} characters."),
                            ["occurredOn"] = Text("date", "The day it was obtained; default: today."),
                        },
                    },
                },
            },
        };
        return Task.CompletedTask;

        static OpenApiSchema Text(string? format, string description) => new() { Type = JsonSchemaType.String, Format = format, Description = description };
    }

    private async Task TakeAsync(MultipartSection part, Func<IncomingFile> begin, CancellationToken cancellation)
    {
        var disposition = part.GetContentDispositionHeader();
        var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).ToString();
        if (name is not ("file" or "note" or "occurredOn")) throw Malformed(name.Length == 0 ? "body" : name, "没有这个字段。", "There is no such field.");
        if (name == "file" ? file is not null : fields.ContainsKey(name)) throw Malformed(name, "只能填写一次。", "It can be given only once.");
        if (name == "file")
        {
            FileName = Evidence.FileName.Clean(HeaderUtilities.RemoveQuotes(disposition!.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString());
            if (FileName.Length == 0) throw Malformed("file", "文件须有文件名。", "The file needs a name.");
            file = begin();
            await ReadAsync(part.Body, EvidenceAttached.LargestBytes, chunk => file.WriteAsync(chunk, cancellation), cancellation);
            return;
        }
        using var text = new MemoryStream();
        await ReadAsync(part.Body, LargestField, async chunk => await text.WriteAsync(chunk, cancellation), cancellation);
        try
        {
            fields.Add(name, Utf8.GetString(text.GetBuffer(), 0, (int)text.Length));
        }
        catch (DecoderFallbackException)
        {
            throw Malformed(name, "不是有效的 UTF-8 文本。", "It is not valid UTF-8.");
        }
        // A form sends a field that was not filled in as an empty one.
        if (fields[name].Length == 0) fields.Remove(name);
    }

    private static async Task ReadAsync(Stream part, int limit, Func<ReadOnlyMemory<byte>, Task> take, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (var left = limit; ; )
        {
            var read = await FromCallerAsync(() => part.ReadAsync(buffer, cancellation).AsTask());
            if (read == 0) return;
            if ((left -= read) < 0) throw new RefusedException(EvidenceRefused.TooLarge);
            await take(buffer.AsMemory(0, read));
        }
    }

    private static Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation) =>
        FromCallerAsync(() => reader.ReadNextSectionAsync(cancellation));

    /// <summary>What the caller sent and cannot be read is malformed; what breaks on this side is not.</summary>
    private static async Task<T> FromCallerAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Malformed();
        }
    }

    private static RefusedException Malformed(
        string field = "body",
        string zh = "不是完整的 multipart/form-data 内容。", string en = "It is no complete multipart/form-data body.") => new(Refusal.Malformed(field, new(zh, en)));
}
