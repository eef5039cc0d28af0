using Xunit;

namespace MajorProjects.Server.Tests.Seeds;

/// <summary>The sources that the seeds were taken from, which lie beside the repository.</summary>
internal static class SharedData
{
    /// <summary>Where a source lies; without it a developer's run of the test is skipped, a build server's fails.</summary>
    public static string PathOrSkip(params ReadOnlySpan<string> name)
    {
        var path = Path.Combine([PlanText.Repository, "..", "shared", .. name]);
        if (File.Exists(path)) return path;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("A source of the seeds is missing: " + path);
        Assert.Skip("A source of the seeds is not beside the repository: " + path);
        throw new InvalidOperationException();
    }
}
