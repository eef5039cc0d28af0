using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Evidence;

/// <summary>Refusals that concern a file.</summary>
internal static class EvidenceRefused
{
    public static Refusal TooLarge { get; } = new(RefusalKind.TooLarge, "tooLarge", new(
        $"文件超过 {EvidenceAttached.LargestBytes / 1024 / 1024} MB 的上限，请压缩或拆分后上传。",
        $"The file is larger than {EvidenceAttached.LargestBytes / 1024 / 1024} MB; make it smaller or upload it in parts."));

    public static Refusal UnsupportedMedia { get; } = new(RefusalKind.UnsupportedMedia, "unsupportedMedia", new(
        $"只接收 {EvidenceFormat.Listed} 文件，按文件内容而不按扩展名判断，含宏的文档也不接收；请转换格式后上传。",
        $"Only {EvidenceFormat.Listed} files are taken, as told by their content and not by their name, and no documents with macros; convert it, then upload it."));

    public static Refusal NameContradictsContent(string fileName, EvidenceFormat format) => Refusal.Rule("nameContradictsContent",
        $"文件“{fileName}”的内容是 {format.Name}，与扩展名不符，请核对文件，或把扩展名改为 {format.Extensions[0]} 后上传。",
        $"The content of “{fileName}” is {format.Name}, which its extension contradicts; check the file, or let its name end in {format.Extensions[0]}.");

    public static Refusal UnpacksTooLarge { get; } = Refusal.Rule("unpacksTooLarge",
        $"文件解压后的内容过多（超过 {ZipContents.LargestUnpacked / 1024 / 1024} MB、压缩前大小的 {ZipContents.LargestRatio} 倍或 {ZipContents.MostParts} 个条目），请另存或拆分后上传。",
        $"Unpacked, the file is too much (above {ZipContents.LargestUnpacked / 1024 / 1024} MB, {ZipContents.LargestRatio} times its size, or {ZipContents.MostParts} parts); save it anew or in parts.");

    public static Refusal CannotUnpack { get; } = Refusal.Rule("cannotUnpack",
        "文件已损坏或已加密，无法打开，请用原软件另存为不加密的文件后上传。",
        "The file is damaged or encrypted and cannot be opened; save it anew, without encryption, then upload it.");

    public static Refusal Unknown { get; } = new(RefusalKind.Unknown, "unknownEvidence", new(
        "本项目没有这份佐证材料，请核对。", "This project has no such evidence; check it."));

    public static Refusal NotHere { get; } = new(RefusalKind.Unavailable, "contentNotHere", new(
        "这份佐证材料的文件不在本服务器上，请从上传它的服务器下载，或请管理员从备份中恢复。",
        "The file of this evidence is not on this server; fetch it from the one that it was uploaded to, or have it restored from a backup."));

    public static Refusal CannotStore { get; } = new(RefusalKind.Unavailable, "cannotStore", new(
        "文件暂时无法保存，本次未写入，请稍后重发；如仍不成功，请联系管理员。",
        "The file cannot be stored for the moment and nothing was written; send it again shortly, and tell the administrator if that does not help."));
}
