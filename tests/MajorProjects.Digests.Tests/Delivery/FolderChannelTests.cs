using System.Text.Json.Nodes;
using MajorProjects.Digests.Delivery;

namespace MajorProjects.Digests.Tests.Delivery;

public sealed class FolderChannelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FolderChannel channel;
    private readonly List<string> synced = [];

    public FolderChannelTests() => channel = new(folder, synced.Add);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task the_documents_are_there_with_a_slip_that_says_what_they_are()
    {
        var parcel = A.Parcel(new(Channel.Folder, "办公室"));
        await channel.DeliverAsync(parcel, TestContext.Current.CancellationToken);

        var there = Path.Combine(folder, "办公室", $"{parcel.Delivery}");
        Directory.GetFiles(there).Select(Path.GetFileName).ShouldBe(
            ["晋城市重大项目周报（2026年第47周）.docx", "晋城市重大项目周报（2026年第47周）.xlsx", "summary.md", "delivery.json"], ignoreOrder: true);
        (await File.ReadAllBytesAsync(Path.Combine(there, parcel.Letter.Attachments[0].FileName), TestContext.Current.CancellationToken)).ShouldBe([1, 2, 3]);
        var slip = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(there, "delivery.json"), TestContext.Current.CancellationToken))!;
        $"{slip["deliveryId"]}".ShouldBe($"{parcel.Delivery}");
        $"{slip["period"]}".ShouldBe("2026W47");
        slip["files"]!.AsArray().Count.ShouldBe(2);
        synced.ShouldBe([Path.Combine(folder, "办公室", $".{parcel.Delivery}.new"), Path.Combine(folder, "办公室"), folder]);
    }

    [Fact]
    public async Task written_twice_it_is_there_once_and_the_same()
    {
        var parcel = A.Parcel(new(Channel.Folder, "office"));
        await channel.DeliverAsync(parcel, TestContext.Current.CancellationToken);
        var first = Contents();
        await channel.DeliverAsync(parcel with { Attempt = 2 }, TestContext.Current.CancellationToken);
        Contents().ShouldBe(first);
    }

    [Fact]
    public async Task what_was_broken_off_is_made_anew()
    {
        var parcel = A.Parcel(new(Channel.Folder, "office"));
        var left = Directory.CreateDirectory(Path.Combine(folder, "office", $".{parcel.Delivery}.new")).FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "summary.md"), "ha", TestContext.Current.CancellationToken);
        await channel.DeliverAsync(parcel, TestContext.Current.CancellationToken);
        Directory.Exists(left).ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(folder, "office", $"{parcel.Delivery}", "summary.md"), TestContext.Current.CancellationToken)).ShouldBe(parcel.Letter.Summary);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    public async Task a_name_that_leads_elsewhere_is_refused_for_good(string name)
    {
        (await Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(A.Parcel(new(Channel.Folder, name)), TestContext.Current.CancellationToken))).IsPermanent.ShouldBeTrue();
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_document_whose_name_leads_elsewhere_is_not_written()
    {
        var parcel = A.Parcel(new(Channel.Folder, "office"));
        parcel = parcel with { Letter = parcel.Letter with { Attachments = [parcel.Letter.Attachments[0] with { FileName = "../../out.docx" }] } };
        (await Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(parcel, TestContext.Current.CancellationToken))).IsPermanent.ShouldBeTrue();
        Directory.Exists(Path.Combine(folder, "office", $"{parcel.Delivery}")).ShouldBeFalse();
    }

    [Fact]
    public async Task what_cannot_be_written_is_tried_again()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "office"), "a file where the folder should be", TestContext.Current.CancellationToken);
        var refused = await Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(A.Parcel(new(Channel.Folder, "office")), TestContext.Current.CancellationToken));
        refused.IsPermanent.ShouldBeFalse();
        refused.Message.ShouldNotContain(folder);
    }

    private string[] Contents() =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file}:{Convert.ToHexString(File.ReadAllBytes(file))}")];
}
