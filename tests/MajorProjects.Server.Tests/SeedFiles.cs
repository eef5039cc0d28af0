namespace MajorProjects.Server.Tests;

/// <summary>The seeds as they were shipped.</summary>
internal static class SeedFiles
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "seeds");

    public static List<IReadOnlyDictionary<string, string>> Read(string file) => [.. Csv.Read(Path.Combine(Folder, file))];
}
