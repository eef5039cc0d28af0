using System.Text.Json;

namespace MajorProjects.Domain.Tests;

public class FactTypeTests
{
    [Fact]
    public void every_kind_is_named_as_its_class_in_camel_case() => FactType.All.ShouldAllBe(
        type => type.Name == JsonNamingPolicy.CamelCase.ConvertName(type.Class.Name));

    [Fact]
    public void every_kind_has_a_title_in_both_languages()
    {
        foreach (var type in FactType.All) type.Title.ShouldBeBilingual();
    }

    [Fact]
    public void no_two_kinds_share_a_name_or_a_title()
    {
        FactType.All.Select(type => type.Name).ShouldBeUnique();
        FactType.All.Select(type => type.Title.Zh).ShouldBeUnique();
        FactType.All.Select(type => type.Title.En).ShouldBeUnique();
    }

    [Fact]
    public void every_kind_is_found_by_its_name_and_by_a_fact_of_it()
    {
        foreach (var fact in Examples.OfEachKind)
        {
            var type = FactType.Of(fact);
            type.Class.ShouldBe(fact.GetType());
            FactType.Named(type.Name).ShouldBe(type);
        }
    }

    [Fact]
    public void every_kind_has_an_example() => Examples.OfEachKind.Select(FactType.Of).ShouldBe(FactType.All, ignoreOrder: true);

    [Theory]
    [InlineData("ContractSigned")]
    [InlineData("signed")]
    [InlineData("")]
    public void no_other_name_is_known(string name) => FactType.Named(name).ShouldBeNull();

    [Fact]
    public void these_and_no_others_revise_the_attributes() => FactType.All.Where(type => type.RevisesDetails).Select(type => type.Name)
        .ShouldBe(["projectRegistered", "projectDelayed", "detailsRevised", "investmentIncreased", "duplicateConfirmed"], ignoreOrder: true);
}
