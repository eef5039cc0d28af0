using System.Text.RegularExpressions;
using MajorProjects.Server.Tests.Seeds;

namespace MajorProjects.Server.Tests.Access;

public partial class SecurityTableTests
{
    [Fact]
    public void every_test_that_the_table_of_requirements_names_exists()
    {
        var named = Named().Matches(File.ReadAllText(Path.Combine(PlanText.Repository, "deploy", "SECURITY.md"))).Select(m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value)).ToList();
        var sources = Directory.EnumerateFiles(Path.Combine(PlanText.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);

        named.Count.ShouldBeGreaterThan(40);
        named.Where(test => !sources[test.Class].Any(source => source.Contains($" {test.Method}(", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void every_requirement_of_the_table_names_a_test() =>
        File.ReadLines(Path.Combine(PlanText.Repository, "deploy", "SECURITY.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| requirement", StringComparison.Ordinal))
            .ShouldAllBe(line => Named().IsMatch(line));

    [GeneratedRegex(@"`(?<class>[A-Za-z]+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
