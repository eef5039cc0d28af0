using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests.Facts;

public class EvidenceAttachedTests
{
    private static readonly EvidenceAttached Permit = Attachment("2024-04-01");

    private static readonly string Named = $"sha256:{Permit.Sha256}";

    [Fact]
    public void changes_nothing_of_the_project() => Project(Permit).Now.State().ShouldBe(Project().Now.State());

    [Fact]
    public void may_concern_a_project_that_has_left() => Project(Withdrawal("2024-03-01"), Permit);

    [Fact]
    public void the_same_content_is_attached_once_whatever_it_is_called()
    {
        var history = Project(Permit);

        history.ShouldRefuse(Permit with { FileName = "副本.pdf" }, "alreadyAttached").Kind.ShouldBe(RefusalKind.Conflict);
        history.Record(Attachment("2024-04-01", 'b'));
    }

    [Fact]
    public void and_again_once_the_first_was_voided() => Project(Permit, Voiding(2), Permit).Version.ShouldBe(4);

    [Fact]
    public void a_fact_may_name_what_is_attached_to_its_project()
    {
        var started = Start("2024-05-01") with { Evidence = Named };

        Project().ShouldRefuse(started, "unknownEvidence").Kind.ShouldBe(RefusalKind.Rule);
        Project(Attachment("2024-04-01", 'b')).ShouldRefuse(started, "unknownEvidence");
        Project(Permit, started);
    }

    [Fact]
    public void and_not_what_was_voided() =>
        Project(Permit, Voiding(2)).ShouldRefuse(Start("2024-05-01") with { Evidence = Named }, "unknownEvidence");

    [Theory]
    [InlineData("sha256:")]
    [InlineData("sha256:aaaa")]
    [InlineData("sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void a_name_that_is_written_otherwise_names_nothing(string evidence) =>
        Project(Permit).ShouldRefuse(Start("2024-05-01") with { Evidence = evidence }, "unknownEvidence");

    [Theory]
    [InlineData("晋市发改〔2024〕17号")]
    [InlineData("SHA256")]
    [InlineData("https://example.cn/?sha256:1")]
    [InlineData("")]
    public void any_other_text_is_free(string evidence) => Project(Start("2024-05-01") with { Evidence = evidence });

    [Fact]
    public void a_registration_has_nothing_to_name_yet() =>
        Domain.History.Empty.ShouldRefuse(Registration with { Evidence = Named }, "unknownEvidence");

    [Fact]
    public void what_facts_rely_on_is_voided_after_them()
    {
        var history = Project(Permit, Start("2024-05-01") with { Evidence = Named }, Signing("2024-04-15"));

        history.ShouldRefuse(Voiding(2), "dependedOn").Detail.Zh.ShouldStartWith("版本 3 的");
        history.Record(Voiding(3)).Record(Voiding(2)).Record(Start("2024-05-01"));
    }

    public static TheoryData<string, EvidenceAttached> Malformed => new()
    {
        { "fileName", Permit with { FileName = " " } },
        { "fileName", Permit with { FileName = new('长', 201) } },
        { "fileName", Permit with { FileName = "../../etc/passwd" } },
        { "fileName", Permit with { FileName = "C:\\许可.pdf" } },
        { "fileName", Permit with { FileName = "许可\n.pdf" } },
        { "mediaType", Permit with { MediaType = "" } },
        { "sizeBytes", Permit with { SizeBytes = 0 } },
        { "sizeBytes", Permit with { SizeBytes = EvidenceAttached.LargestBytes + 1 } },
        { "sha256", Permit with { Sha256 = "" } },
        { "sha256", Permit with { Sha256 = new('a', 63) } },
        { "sha256", Permit with { Sha256 = new('A', 64) } },
        { "sha256", Permit with { Sha256 = new('g', 64) } },
    };

    [Theory, MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void a_malformed_field_is_named(string field, EvidenceAttached attached) => Project().ShouldRefuseField(attached, field);

    [Fact]
    public void the_largest_file_and_the_longest_name_are_taken() =>
        Project(Permit with { SizeBytes = EvidenceAttached.LargestBytes, FileName = new('长', 200) });
}
