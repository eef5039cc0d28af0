using System.Text.RegularExpressions;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Digests.Delivery;

/// <summary><c>GET /digests/deliveries</c>, <c>GET /digests/{id}/deliveries</c> and <c>POST …/replay</c>: who sees what of deliveries, and has which tried again.</summary>
public sealed partial class DeliveriesTests(OwnCity own) : IClassFixture<OwnCity>
{
    private static readonly Recipient Wang = new(Channel.Mail, "wang@jcfgw.example", "王主任");

    private static readonly Recipient Leaders = new(Channel.WeCom, "leaders", "领导群");

    private static readonly Recipient Office = new(Channel.Folder, "office");

    private readonly OwnCity own = own;
    private readonly Outbox outbox = new(own);

    [Fact]
    public async Task dead_letters_are_listed_apart_from_what_waits_and_what_was_delivered_page_by_page()
    {
        outbox.Receive = (parcel, _) => parcel.Recipient == Leaders ? Task.CompletedTask : throw new NotDeliveredException(new("拒收。", "Refused."), isPermanent: parcel.Recipient == Wang);
        Guid[] digests = [await outbox.IssueAsync(Wang, Leaders, Office), await outbox.IssueAsync(Wang, Leaders, Office), await outbox.IssueAsync(Wang, Leaders, Office)];
        await outbox.RunAsync();

        foreach (var (state, recipient) in new[] { (DeliveryState.Dead, Wang), (DeliveryState.Delivered, Leaders), (DeliveryState.Waiting, Office) })
        {
            var listed = await PagesAsync($"/digests/deliveries?state={state.ToKey()}&limit=2");
            listed.Where(d => digests.Contains(d.Digest)).Select(d => d.Delivery).ShouldBe(digests.Select(digest => DigestOrder.DeliveryOf(digest, recipient)), ignoreOrder: true);
            listed.ShouldAllBe(d => d.State == state);
            listed.Select(d => d.Delivery).ShouldBeUnique();
        }
        (await PagesAsync("/digests/deliveries?limit=2")).Count(d => digests.Contains(d.Digest)).ShouldBe(9);
    }

    [Fact]
    public async Task a_county_sees_the_deliveries_of_its_own_digests_and_has_those_alone_tried_again()
    {
        outbox.Receive = (_, _) => throw new NotDeliveredException(new("拒收。", "Refused."), isPermanent: true);
        var (mine, theirs, citys) = (await outbox.IssueAsync([Wang], own.County), await outbox.IssueAsync([Wang], own.City.Regions.Keys.Order(StringComparer.Ordinal).Last()), await outbox.IssueAsync(Wang));
        await outbox.RunAsync();
        using var county = own.Server.Client([Role.Officer], [own.Code], [own.County]);

        (await county.ReadAsync<DeliveryList>("/digests/deliveries")).Deliveries.ShouldHaveSingleItem().Digest.ShouldBe(mine);
        (await county.ReadAsync<DeliveryList>($"/digests/{mine}/deliveries")).Deliveries.ShouldHaveSingleItem();
        foreach (var digest in new[] { theirs, citys })
        {
            (await county.GetAsync($"/digests/{digest}/deliveries", "")).ShouldBeRefused(403, "outOfScope");
            (await county.PostAsync($"/digests/{digest}/deliveries/{DigestOrder.DeliveryOf(digest, Wang)}/replay", new { })).ShouldBeRefused(403, "outOfScope");
        }
        (await county.PostAsync($"/digests/{mine}/deliveries/{DigestOrder.DeliveryOf(mine, Wang)}/replay", new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task addresses_of_mail_are_shown_to_whoever_may_manage_alone()
    {
        outbox.Receive = (parcel, _) => parcel.Recipient == Wang ? throw new NotDeliveredException(new("邮件服务器拒绝（550）：wang@jcfgw.example", "refused"), isPermanent: true) : Task.CompletedTask;
        var digest = await outbox.IssueAsync(Wang, Leaders);
        await outbox.RunAsync();
        using var leader = own.Server.Client([Role.Leader], [own.Code], []);

        (await own.GetAsync($"/digests/{digest}/deliveries")).Text.ShouldContain(Wang.To);
        foreach (var path in new[] { $"/digests/{digest}/deliveries", "/digests/deliveries" })
        {
            var seen = await leader.GetAsync(path, "");
            seen.Text.ShouldNotContain(Wang.To);
            seen.Text.ShouldContain("王主任");
            seen.Text.ShouldContain("leaders");
        }
    }

    [Fact]
    public async Task only_a_dead_letter_is_tried_again_by_hand()
    {
        var digest = await outbox.IssueAsync(Leaders);
        var delivery = DigestOrder.DeliveryOf(digest, Leaders);

        (await ReplayAsync(digest, $"{delivery}")).ShouldBeRefused(409, "deliveryNotDead");
        await outbox.RunAsync();
        (await ReplayAsync(digest, $"{delivery}")).ShouldBeRefused(409, "deliveryNotDead");
        (await ReplayAsync(digest, $"{Guid.NewGuid()}")).ShouldBeRefused(404, "unknownDelivery");
        (await ReplayAsync(digest, "all")).ShouldBeRefused(404, "unknownDelivery");
        (await ReplayAsync(Guid.NewGuid(), $"{delivery}")).ShouldBeRefused(404, "unknownDigest");
        (await outbox.EventsAsync(digest)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_replay_repeated_under_its_key_is_one_replay()
    {
        outbox.Receive = (_, _) => throw new NotDeliveredException(new("拒收。", "Refused."), isPermanent: true);
        var digest = await outbox.IssueAsync(Leaders);
        await outbox.RunAsync();
        var path = $"/digests/{digest}/deliveries/{DigestOrder.DeliveryOf(digest, Leaders)}/replay";

        (await own.Client.PostAsync(path, new { }, ("Idempotency-Key", "again"))).Status.ShouldBe(200);
        (await own.Client.PostAsync(path, new { }, ("Idempotency-Key", "again"))).Status.ShouldBe(200);

        // The server that all share may be at it by now.
        (await outbox.EventsAsync(digest)).OfType<DigestReplayed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task somebody_who_only_reads_has_nothing_tried_again()
    {
        using var leader = own.Server.Client([Role.Leader], [own.Code], []);
        var digest = await outbox.IssueAsync(Leaders);
        (await leader.PostAsync($"/digests/{digest}/deliveries/{DigestOrder.DeliveryOf(digest, Leaders)}/replay", new { })).ShouldBeRefused(403, "notAllowed");
    }

    [Theory]
    [InlineData("state=lost")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("cursor=there")]
    public async Task a_question_that_cannot_be_read_is_refused(string query) => (await own.GetAsync($"/digests/deliveries?{query}")).ShouldBeRefused(400, "malformed");

    [Fact]
    public async Task of_a_digest_that_is_not_there_nothing_is_told()
    {
        (await own.GetAsync($"/digests/{Guid.NewGuid()}/deliveries")).ShouldBeRefused(404, "unknownDigest");
        (await own.GetAsync("/digests/last/deliveries")).ShouldBeRefused(404, "unknownDigest");
    }

    private Task<Answer> ReplayAsync(Guid digest, string delivery) => own.Client.PostAsync($"/digests/{digest}/deliveries/{delivery}/replay", new { });

    private async Task<List<DeliveryView>> PagesAsync(string path)
    {
        var all = new List<DeliveryView>();
        for (string? next = path; next is not null;)
        {
            var answer = await own.GetAsync(next);
            answer.Status.ShouldBe(200, answer.Text);
            all.AddRange(System.Text.Json.JsonSerializer.Deserialize<DeliveryList>(answer.Text, Json.Answers)!.Deliveries);
            next = answer.Response.Headers.TryGetValues("Link", out var link) ? Next().Match(link.Single()).Groups["path"].Value : null;
        }
        return all;
    }

    [GeneratedRegex("^</api/v1(?<path>[^>]+)>; rel=\"next\"$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Next();
}
