using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Evidence;

/// <summary>Files as callers send them.</summary>
internal static class Uploads
{
    private static int number;

    /// <summary>A PDF that no other test has.</summary>
    public static byte[] Pdf(int size = 1_000) => Like($"%PDF-1.7\n% {Interlocked.Increment(ref number)}\n", size);

    public static byte[] Like(string start, int size) => [.. Encoding.Latin1.GetBytes(start), .. new byte[size - start.Length]];

    /// <summary>A ZIP file with entries of these names.</summary>
    public static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("<xml/>"u8);
            }
        return bytes.ToArray();
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static MultipartFormDataContent Form(HttpContent file, string fileName, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { file, "file", fileName } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return form;
    }

    public static Task<Answer> UploadAsync(this OwnCity own, string project, byte[] content, string fileName = "批复.pdf", params (string Name, string Value)[] headers) =>
        own.Client.UploadAsync(project, Form(new ByteArrayContent(content), fileName), headers);

    public static async Task<Answer> UploadAsync(this HttpClient client, string project, HttpContent form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/projects/{project}/evidence") { Content = form };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    public static Task<HttpResponseMessage> DownloadAsync(this HttpClient client, string project, string sha256) =>
        client.GetAsync(new Uri($"/api/v1/projects/{project}/evidence/{sha256}", UriKind.Relative));

    /// <summary>The folder of the city's contents.</summary>
    public static string EvidenceFolder(this OwnCity own) => Path.Combine(own.Server.Services.GetRequiredService<DataDirectory>().Locate("evidence"), own.Code);

    /// <summary>Every file that the city has on disk, finished or not.</summary>
    public static IReadOnlyList<string> StoredFiles(this OwnCity own) =>
        Directory.Exists(own.EvidenceFolder()) ? Directory.GetFiles(own.EvidenceFolder(), "*", SearchOption.AllDirectories) : [];

    public static string StoredAs(this OwnCity own, string sha256) => Path.Combine(own.EvidenceFolder(), sha256[..2], sha256);
}

/// <summary>A PDF of any size, made while it is sent.</summary>
internal sealed class EndlessPdf(long length, bool withLength, Action<long>? sent = null) : HttpContent
{
    private static readonly byte[] Chunk = new byte[64 * 1024];

    public long Sent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("%PDF-"));
        for (Sent = 5; Sent < length;)
        {
            var part = (int)Math.Min(Chunk.Length, length - Sent);
            await stream.WriteAsync(Chunk.AsMemory(0, part));
            Sent += part;
            sent?.Invoke(Sent);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return withLength;
    }
}
