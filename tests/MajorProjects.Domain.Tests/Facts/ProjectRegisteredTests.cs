using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class ProjectRegisteredTests
{
    [Fact]
    public void gives_the_project_its_attributes()
    {
        var registration = Examples.OfEachKind.OfType<ProjectRegistered>().Single();
        var project = History(registration).Now;

        project.Stage.ShouldBe(Stage.Planned);
        project.Details.ShouldBe(new ProjectDetails
        {
            Name = registration.Name,
            Region = RegionCode.Parse("140521"),
            Library = Library.Municipal,
            Class = ProjectClass.Annual,
            Industry = "coalbedMethane",
            Sector = Sector.Public,
            Owner = registration.Owner,
            TotalInvestmentWan = new(120_000.5m),
            NationalCode = "2021-140521-45-01-012345",
            LocalCode = "QS-017",
            Site = registration.Site,
            Scale = registration.Scale,
            PlannedSigning = Plan("2024-06"),
            PlannedStart = Plan("2024-09"),
            PlannedCommissioning = Plan("2025-06"),
            PlannedCompletion = Plan("2025-09"),
            PlanColumn = 7,
            PlanSection = "7.4",
            AgreedOutputWan = new(60_000),
            Parent = Other,
            PriorStepsUnrecorded = true,
        });
    }

    [Fact]
    public void happens_once() =>
        Project().ShouldRefuse(Registration, "alreadyRegistered").Kind.ShouldBe(RefusalKind.Conflict);

    [Fact]
    public void comes_before_facts_of_earlier_days()
    {
        var project = History(Registration with { OccurredOn = Day("2024-05-01") }, Signing("2024-03-01"));

        project.On(Day("2024-03-31")).Details!.Name.ShouldBe(Registration.Name);
        project.Now.DayOf("signed").ShouldBe(Day("2024-03-01"));
    }

    [Theory]
    [InlineData("140521")]
    [InlineData("140500")]
    public void a_project_stands_in_a_county_of_the_city_or_in_the_city(string region) =>
        History(Registration with { Region = RegionCode.Parse(region) }).Now.Details!.Region.ToString().ShouldBe(region);

    [Theory]
    [InlineData("140599")]
    [InlineData("140400")]
    [InlineData("410521")]
    public void a_region_of_elsewhere_is_refused(string region) =>
        Domain.History.Empty.ShouldRefuse(Registration with { Region = RegionCode.Parse(region) }, "unknownRegion").Detail.Zh.ShouldContain(region);

    [Theory]
    [InlineData("煤层气")]
    [InlineData("CoalbedMethane")]
    public void an_industry_must_be_one_of_the_city(string industry) =>
        Domain.History.Empty.ShouldRefuse(Registration with { Industry = industry }, "unknownIndustry").Detail.Zh.ShouldContain(industry);

    [Theory]
    [InlineData("2021-140400-45-01-012345")]
    [InlineData("2021-140521-45-01-12345")]
    [InlineData("")]
    public void a_national_code_must_have_its_shape_and_be_given_for_the_city(string code) =>
        Domain.History.Empty.ShouldRefuse(Registration with { NationalCode = code }, "badNationalCode").Kind.ShouldBe(RefusalKind.Rule);

    public static TheoryData<string, ProjectRegistered> Malformed => new()
    {
        { "name", Registration with { Name = " " } },
        { "name", Registration with { Name = new('长', 201) } },
        { "industry", Registration with { Industry = "" } },
        { "owner", Registration with { Owner = new('长', 201) } },
        { "scale", Registration with { Scale = new('长', 201) } },
        { "planSection", Registration with { PlanSection = new('7', 21) } },
        { "planColumn", Registration with { PlanColumn = 0 } },
        { "planColumn", Registration with { PlanColumn = 37 } },
        { "nationalCode", Registration with { NationalCode = new('2', 41) } },
        { "localCode", Registration with { LocalCode = "" } },
        { "localCode", Registration with { LocalCode = new('Q', 61) } },
        { "localCode", Registration with { LocalCode = "QS 017" } },
        { "localCode", Registration with { LocalCode = "QS/017" } },
        { "localCode", Registration with { LocalCode = "2021-140521-45-01-012345" } },
        { "localCode", Registration with { LocalCode = "0192f0c1-5a7e-7cc3-9d2b-3f6f6b1c2d3e" } },
        { "site.address", Registration with { Site = new("") } },
        { "site.longitude", Registration with { Site = new("端氏镇", 180.1m, 35) } },
        { "site.latitude", Registration with { Site = new("端氏镇", 112, -90.1m) } },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, ProjectRegistered registration) =>
        Domain.History.Empty.ShouldRefuseField(registration, field);

    [Fact]
    public void fields_may_reach_their_limits() => History(Registration with
    {
        Name = new('长', 200),
        PlanColumn = 36,
        LocalCode = new('Q', 60),
        Site = new("端氏镇", -180, 90),
    });

    [Fact]
    public void a_part_counts_with_the_whole_and_not_by_itself()
    {
        var part = Domain.History.Empty.Record(Registration with { Parent = Other }, Beside((Other, Project().Now)));

        part.Now.Details!.Parent.ShouldBe(Other);
        part.Now.Details!.Counted.ShouldBeFalse();
        (Registration with { Parent = Other }).Concerns().ShouldBe(Other);
        Registration.Concerns().ShouldBeNull();
    }

    [Fact]
    public void a_parent_is_on_record_and_another_project()
    {
        Domain.History.Empty.ShouldRefuse(Registration with { Parent = Third }, "unknownParent", Beside((Other, Project().Now))).Kind.ShouldBe(RefusalKind.Rule);
        Domain.History.Empty.ShouldRefuse(Registration with { Parent = This }, "unknownParent", Beside((This, Project().Now)));
    }

    [Fact]
    public void there_are_no_parts_of_parts_nor_of_what_was_merged()
    {
        var part = Registration with { Parent = Other };

        Domain.History.Empty.ShouldRefuse(part, "parentIsPart", Beside((Other, History(Registration with { Parent = Third }).Now))).Kind.ShouldBe(RefusalKind.Rule);
        Domain.History.Empty.ShouldRefuse(part, "parentIsPart", Beside((Other, Project(Suspecting("2024-06-01", Third), Confirming("2024-06-02", Third)).Now)));
    }
}
