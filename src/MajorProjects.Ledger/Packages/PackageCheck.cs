namespace MajorProjects.Ledger.Packages;

/// <summary>What the check of a package came to.</summary>
/// <param name="Manifest">What it says of itself; null where that cannot be read.</param>
/// <param name="Checkpoint">The checkpoint; null where it cannot be read.</param>
/// <param name="IsTrusted">Whether it was checked against a key from elsewhere.</param>
/// <param name="Findings">What does not hold.</param>
public sealed record PackageCheck(Manifest? Manifest, Checkpoint? Checkpoint, bool IsTrusted, IReadOnlyList<PackageFinding> Findings)
{
    /// <summary>Whether each fact in it is proved to be in the log of the key that is trusted.</summary>
    public bool Holds => IsTrusted && Findings.Count == 0;
}

/// <summary>Something that does not hold.</summary>
/// <param name="Code">What, for programs; never renamed.</param>
/// <param name="Zh">Why, in Chinese.</param>
/// <param name="En">Why, in English.</param>
/// <param name="Entry">The fact that it concerns, as listed; null where it concerns the package.</param>
public sealed record PackageFinding(string Code, string Zh, string En, ManifestEntry? Entry = null)
{
    public override string ToString() => Entry is null
        ? $"{Code}：{Zh} / {En}"
        : $"{Code} leaf={Entry.Leaf} seq={Entry.Seq} project={Entry.Project} version={Entry.Version} ({Entry.File})：{Zh} / {En}";
}
