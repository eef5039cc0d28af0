using System.Reflection;

namespace MajorProjects.Domain.Tests;

public class RefusalTests
{
    [Fact]
    public void the_fixed_ones_speak_both_languages_and_are_named_as_their_code()
    {
        var fixedOnes = typeof(Refusal).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.PropertyType == typeof(Refusal)).ToList();

        fixedOnes.Count.ShouldBeGreaterThan(5);
        foreach (var property in fixedOnes)
        {
            var refusal = (Refusal)property.GetValue(null)!;
            refusal.Code.ShouldBe(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            refusal.Detail.ShouldBeBilingual();
        }
    }
}
