using System.Collections.ObjectModel;

namespace MajorProjects.Domain;

/// <summary>Collects, field by field, what is wrong with the shape of an input.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, Text> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public IReadOnlyDictionary<string, Text> All => new ReadOnlyDictionary<string, Text>(errors);

    public void Add(string field, string zh, string en) => errors.TryAdd(field, new(zh, en));

    /// <summary>An optional text of at most <paramref name="longest"/> characters.</summary>
    public void Text(string field, string? value, int longest)
    {
        if (value is null) return;
        if (value.Length > longest) Add(field, $"最多 {longest} 个字符。", $"At most {longest} characters.");
        // PostgreSQL cannot store U+0000 and no name or remark needs it.
        if (value.Contains('\0', StringComparison.Ordinal)) Add(field, "不能包含空字符（U+0000）。", "It cannot contain the character U+0000.");
        // No character at all, so there is nothing to compare it by.
        if (value.Contains('\ufffe', StringComparison.Ordinal)) Add(field, "不能包含无效字符（U+FFFE）。", "It cannot contain U+FFFE, which is no character.");
    }

    /// <summary>A text that says something, of at most <paramref name="longest"/> characters.</summary>
    public void RequiredText(string field, string? value, int longest)
    {
        if (string.IsNullOrWhiteSpace(value)) Add(field, "不能为空。", "It cannot be blank.");
        Text(field, value, longest);
    }

    public void Range(string field, decimal? value, decimal least, decimal most)
    {
        if (value < least || value > most) Add(field, $"应在 {least} 到 {most} 之间。", $"It must lie between {least} and {most}.");
    }
}
