using System.Text.Json;
using System.Text.Json.Nodes;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery;

/// <summary>
/// Puts a digest's documents into a folder: <c>&lt;folder&gt;/&lt;recipient&gt;/&lt;delivery&gt;/</c>, with a <c>delivery.json</c> that says what they are.
/// The folder of a delivery is there whole or not at all, and only once.
/// </summary>
/// <param name="folder">Under which all of them are.</param>
/// <param name="toDisk">Brings a folder's list of names to disk.</param>
public sealed class FolderChannel(string folder, Action<string> toDisk) : IDigestChannel
{
    private const int LongestName = 60;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JsonText.Encoder };

    public Channel Channel => Channel.Folder;

    public async Task DeliverAsync(Parcel parcel, CancellationToken cancellation)
    {
        var to = parcel.Recipient.To;
        if (!IsName(to)) throw new NotDeliveredException(NoName, isPermanent: true);
        var recipients = Path.Combine(folder, to);
        var there = Path.Combine(recipients, $"{parcel.Delivery}");
        if (Directory.Exists(there)) return;
        try
        {
            await WriteAsync(parcel, recipients, there, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotDeliveredException(new(
                "写入文件夹失败，请检查 Digests:Folder 的权限和磁盘空间。", "Writing to the folder failed; check the rights on Digests:Folder and the space on disk."), inner: e);
        }
    }

    /// <summary>Whether it is the name of one folder and nothing else: letters of any script, digits, hyphens and underscores.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');

    private static readonly Text NoName = new(
        "文件夹名只能含文字、数字、连字符和下划线，请更正接收人。", "A folder's name has letters, digits, hyphens and underscores only; put the recipient right.");

    // What a killed server left behind begins with a dot and is made anew; the renaming is what makes a delivery.
    private async Task WriteAsync(Parcel parcel, string recipients, string there, CancellationToken cancellation)
    {
        var unfinished = Path.Combine(recipients, $".{parcel.Delivery}.new");
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        foreach (var document in parcel.Letter.Attachments) await WriteAsync(document.FileName, document.Bytes);
        await WriteAsync("summary.md", System.Text.Encoding.UTF8.GetBytes(parcel.Letter.Summary));
        await WriteAsync("delivery.json", Slip(parcel));
        toDisk(unfinished);
        Directory.Move(unfinished, there);
        toDisk(recipients);
        toDisk(folder);

        async Task WriteAsync(string name, byte[] bytes)
        {
            if (name != Path.GetFileName(name) || name is "." or "..") throw new NotDeliveredException(NoName, isPermanent: true);
            await using var file = new FileStream(Path.Combine(unfinished, name), FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(bytes, cancellation);
            file.Flush(flushToDisk: true);
        }
    }

    private static byte[] Slip(Parcel parcel)
    {
        var slip = ParcelJson.Of(parcel);
        slip["files"] = new JsonArray([.. parcel.Letter.Attachments.Select(document => JsonValue.Create(document.FileName))]);
        return JsonSerializer.SerializeToUtf8Bytes(slip, Indented);
    }
}
