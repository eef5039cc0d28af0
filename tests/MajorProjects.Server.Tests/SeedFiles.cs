using CsvHelper;

namespace MajorProjects.Server.Tests;

/// <summary>The seeds as they were shipped.</summary>
internal static class SeedFiles
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "seeds");

    public static List<Dictionary<string, string>> Read(string file)
    {
        using var csv = CsvReader.FromFile(Path.Combine(Folder, file));
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read()) rows.Add(csv.Headers.Select((name, i) => (name, text: csv.GetString(i))).ToDictionary(c => c.name, c => c.text, StringComparer.Ordinal));
        return rows;
    }
}
