namespace MajorProjects.Ledger.Tests;

/// <summary>Test data of others, which lie beside the repository.</summary>
internal static class SharedVectors
{
    /// <summary>Where a folder of them lies; without it a developer's run of the test is skipped, a build server's fails.</summary>
    public static string FolderOrSkip(string name)
    {
        var path = Path.Combine(Repository(), "..", "shared", "vectors", name);
        if (Directory.Exists(path)) return path;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("Vectors are missing: " + path);
        Assert.Skip("Vectors are not beside the repository: " + path);
        throw new InvalidOperationException();
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MajorProjects.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run within the repository.");
        return folder.FullName;
    }
}
