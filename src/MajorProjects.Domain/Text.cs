namespace MajorProjects.Domain;

/// <summary>What a person reads, in Chinese (the default) and in English (on request).</summary>
public sealed record Text(string Zh, string En)
{
    /// <summary>In both languages, for whoever cannot ask for one: logs, and what stops a server from starting.</summary>
    public string Both() => $"{Zh} / {En}";
}
