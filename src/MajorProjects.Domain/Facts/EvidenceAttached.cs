namespace MajorProjects.Domain.Facts;

/// <summary>
/// 佐证材料: a file that proves something of the project, such as a scanned approval. The fact holds what the file is, by its content's
/// SHA-256; the content is kept beside the log, and other facts name it as their evidence by <c>sha256:</c> and that hash.
/// </summary>
[FactType("evidenceAttached", "佐证材料", "evidence attached")]
public sealed record EvidenceAttached : Fact
{
    /// <summary>Largest file, in bytes.</summary>
    public const int LargestBytes = 50 * 1024 * 1024;

    private const string Naming = "sha256:";

    /// <summary>What the file is called, without a folder, at most 200 characters.</summary>
    public required string FileName { get; init; }

    /// <summary>What the content is, as found in it.</summary>
    public required string MediaType { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>The SHA-256 of the content, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    // What proves that a project had to leave often comes after it left.
    public override bool ConcernsWithdrawn() => true;

    public override Refusal? RefusedBy(History history, Recording recording) => Standing(history, Sha256) is { } first
        ? new(RefusalKind.Conflict, "alreadyAttached", new(
            $"同样内容的文件“{first.FileName}”已经上传（{first.OccurredOn:yyyy-MM-dd}），可直接引用，无需重复上传。",
            $"The same content is attached already, as “{first.FileName}” ({first.OccurredOn:yyyy-MM-dd}); name that one, there is no need to upload it again."))
        : null;

    public override void CheckShape(FieldErrors errors)
    {
        base.CheckShape(errors);
        errors.RequiredText("fileName", FileName, 200);
        if (FileName.Any(c => char.IsControl(c) || c is '/' or '\\')) errors.Add("fileName", "不能含路径或控制字符。", "No folders nor control characters.");
        errors.RequiredText("mediaType", MediaType, 100);
        errors.Range("sizeBytes", SizeBytes, 1, LargestBytes);
        if (!IsHash(Sha256)) errors.Add("sha256", "应为 64 位小写十六进制数字。", "64 lower-case hexadecimal digits are expected.");
    }

    /// <summary>Refuses a fact that names, as its evidence, a file that is not attached to its project; any other text is free.</summary>
    public static Refusal? RefusesUnknown(Fact fact, History history)
    {
        if (fact.Evidence is not { } evidence || !evidence.StartsWith(Naming, StringComparison.Ordinal)) return null;
        return Standing(history, evidence[Naming.Length..]) is null
            ? Refusal.Rule("unknownEvidence",
                "本项目的佐证材料中没有该文件，请先上传；引用时写 sha256: 加 64 位小写十六进制数字。",
                "That file is not among the project's evidence; upload it first, and name it by sha256: and 64 lower-case hexadecimal digits.")
            : null;
    }

    /// <summary>Whether a text has the shape of a SHA-256.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static EvidenceAttached? Standing(History history, string sha256) =>
        history.Standing.Select(f => f.Fact).OfType<EvidenceAttached>().FirstOrDefault(attached => attached.Sha256 == sha256);
}
