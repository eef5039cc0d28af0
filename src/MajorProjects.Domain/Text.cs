namespace MajorProjects.Domain;

/// <summary>What a person reads, in Chinese (the default) and in English (on request).</summary>
public sealed record Text(string Zh, string En);
