using System.Globalization;

namespace MajorProjects.Server.Duplicates;

/// <summary>How a suspicion is called: by the project that it is recorded of and its version there, so it is called the same for ever.</summary>
internal sealed record SuspicionId(Guid Project, int Version)
{
    private const int GuidLength = 36;

    public static SuspicionId? Parse(string text) =>
        text.Length > GuidLength + 1 && text[GuidLength] == '-' && Guid.TryParseExact(text[..GuidLength], "D", out var project)
        && int.TryParse(text.AsSpan(GuidLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(project, version)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Project}-{Version}");
}
