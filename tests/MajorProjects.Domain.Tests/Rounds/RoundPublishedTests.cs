using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Tests.Rounds;

public class RoundPublishedTests
{
    private static readonly PublishedBatch Nothing = new();
    private static readonly DateOnly Today = new(2024, 12, 1);
    private static readonly RoundPublished Fourth = new("2024-4", "2024年第4次", new(2024, 11, 26), new(13, new(217_200)), Nothing, Nothing, new(13), "某报");

    [Theory]
    [InlineData("2024-4")]
    [InlineData("第4次")]
    [InlineData("2024.4")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void a_number_that_fits_into_an_address_is_taken(string number) => Wrong(Fourth with { Number = number }).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("2024 4")]
    [InlineData("2024/4")]
    [InlineData("2024\\4")]
    [InlineData("2024?4")]
    [InlineData("2024#4")]
    [InlineData("2024%4")]
    [InlineData("2024\u00074")]
    [InlineData("2024\u30004")]
    [InlineData("..")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void a_number_that_does_not_is_refused(string number) => Wrong(Fourth with { Number = number }).ShouldBe(["number"]);

    [Fact]
    public void a_count_may_contradict_its_list_and_may_not_be_negative()
    {
        Wrong(Fourth with { Signed = new(13, null, [Listed("一")]) }).ShouldBeEmpty();
        Wrong(Fourth with { Signed = new(-1), Total = new(-1) }).ShouldBe(["signed.count", "total.count"]);
    }

    [Fact]
    public void a_list_is_checked_entry_by_entry()
    {
        Wrong(Fourth with { Started = new(Projects: [Listed("一"), Listed(" "), Listed("三", ""), null!, Listed(new('长', 201)), Listed("六", new('x', 61))]) })
            .ShouldBe(["started.projects[1].name", "started.projects[2].project", "started.projects[3]", "started.projects[4].name", "started.projects[5].project"]);
        Wrong(Fourth with { Total = new(1, null, [Listed("一")]) }).ShouldBe(["total.projects"]);
    }

    [Fact]
    public void a_list_is_at_most_two_thousand_projects_long()
    {
        Wrong(Fourth with { Signed = new(Projects: Many(2000)) }).ShouldBeEmpty();
        Wrong(Fourth with { Signed = new(Projects: Many(2001)) }).ShouldBe(["signed.projects"]);

        static ValueList<PublishedProject> Many(int count) => [.. Enumerable.Range(1, count).Select(n => Listed($"项目{n}"))];
    }

    [Fact]
    public void the_first_is_taken_and_another_of_its_number_is_not()
    {
        Fourth.RefusedBy(null, corrects: false, Today).ShouldBeNull();
        Code(Fourth.RefusedBy(Fourth, corrects: false, Today)).ShouldBe("alreadyPublished");
        Code((Fourth with { Name = "又一次" }).RefusedBy(Fourth, corrects: false, Today)).ShouldBe("alreadyPublished");
    }

    [Fact]
    public void a_correction_needs_something_to_correct()
    {
        (Fourth with { Signed = new(14, new(217_200)) }).RefusedBy(Fourth, corrects: true, Today).ShouldBeNull();
        (Fourth with { Signed = Fourth.Signed with { Projects = [Listed("一")] } }).RefusedBy(Fourth, corrects: true, Today).ShouldBeNull();
        Code(Fourth.RefusedBy(null, corrects: true, Today)).ShouldBe("unknownRound");
        Code((Fourth with { }).RefusedBy(Fourth, corrects: true, Today)).ShouldBe("nothingToCorrect");
    }

    [Fact]
    public void a_round_that_is_yet_to_be_held_is_refused()
    {
        Fourth.RefusedBy(null, corrects: false, Fourth.HeldOn).ShouldBeNull();
        Code(Fourth.RefusedBy(null, corrects: false, Fourth.HeldOn.AddDays(-1))).ShouldBe("inFuture");
    }

    private static PublishedProject Listed(string name, string? project = null) => new() { Name = name, Project = project };

    private static string? Code(Refusal? refusal)
    {
        refusal?.Detail.ShouldBeBilingual();
        return refusal?.Code;
    }

    private static IEnumerable<string> Wrong(RoundPublished round)
    {
        var errors = new FieldErrors();
        round.CheckShape(errors);
        foreach (var error in errors.All.Values) error.ShouldBeBilingual();
        return errors.All.Keys;
    }
}
