using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Delivery.Webhooks;
using Microsoft.AspNetCore.Http;

namespace MajorProjects.Digests.Tests.Delivery;

public sealed class WebhookTests(OwnAuthority authority) : IClassFixture<OwnAuthority>
{
    private const string Secret = "SEC0123456789-very-secret";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 0, 0, 5, TimeSpan.Zero);

    private static readonly Networks Here = Networks.Parse(["127.0.0.0/8", "::1"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<Receiver> ReceiverAsync() => Receiver.StartAsync(authority.Certificate);

    private IDigestChannel ChannelTo(Channel kind, string url, Networks? networks = null, TimeSpan? timeout = null, bool withContent = false, bool trusts = true, string? secret = Secret)
    {
        networks ??= Here;
        var targets = new Targets([Target.Of("leaders", kind, url, secret, withContent, ["localhost"], networks)]);
        var post = new TargetPost(networks, Trust.Of(trusts ? authority.PemFile : null), timeout ?? TimeSpan.FromSeconds(15));
        return kind switch
        {
            Channel.WeCom => new WeComChannel(targets, post),
            Channel.DingTalk => new DingTalkChannel(targets, post, new FixedClock()),
            _ => new WebhookChannel(targets, post, new FixedClock()),
        };
    }

    private static Parcel To(Channel kind, int attempt = 1) => A.Parcel(new(kind, "leaders", "领导群"), attempt);

    private static async Task<NotDeliveredException> FailAsync(IDigestChannel channel)
    {
        var failed = await Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(To(channel.Channel), Cancellation));
        for (Exception? e = failed; e is NotDeliveredException; e = e.InnerException)
        {
            e.Message.ShouldNotContain("verysecrettoken");
            e.Message.ShouldNotContain(Secret);
        }
        return failed;
    }

    [Fact]
    public async Task the_robot_of_WeCom_gets_Markdown()
    {
        await using var receiver = await ReceiverAsync();
        await ChannelTo(Channel.WeCom, receiver.Url).DeliverAsync(To(Channel.WeCom), Cancellation);

        var posted = receiver.All.ShouldHaveSingleItem();
        posted.Method.ShouldBe("POST");
        posted.Path.ShouldBe("/robot/send");
        posted.Query.ShouldBe(new Dictionary<string, string> { ["access_token"] = "verysecrettoken" });
        posted.Headers["Content-Type"].ShouldStartWith("application/json");
        posted.Headers["X-Delivery-Id"].ShouldBe($"{To(Channel.WeCom).Delivery}");
        var message = JsonNode.Parse(posted.Body)!;
        $"{message["msgtype"]}".ShouldBe("markdown");
        $"{message["markdown"]!["content"]}".ShouldBe($"{A.Letter().Summary.TrimEnd()}\n\n> 投递编号 {To(Channel.WeCom).Delivery}");
    }

    [Fact]
    public async Task the_robot_of_DingTalk_gets_Markdown_and_a_signature()
    {
        await using var receiver = await ReceiverAsync();
        await ChannelTo(Channel.DingTalk, receiver.Url).DeliverAsync(To(Channel.DingTalk), Cancellation);

        var posted = receiver.All.ShouldHaveSingleItem();
        var message = JsonNode.Parse(posted.Body)!;
        $"{message["msgtype"]}".ShouldBe("markdown");
        $"{message["markdown"]!["title"]}".ShouldBe(A.Letter().Title);
        $"{message["markdown"]!["text"]}".ShouldContain("本周开工 **3** 个项目");
        posted.Query["access_token"].ShouldBe("verysecrettoken");
        posted.Query["timestamp"].ShouldBe("1795996805000");
        // Computed with OpenSSL: printf '1795996805000\nSEC0123456789-very-secret' | openssl dgst -sha256 -hmac SEC0123456789-very-secret -binary | base64
        posted.Query["sign"].ShouldBe("m0BngotTkaPjvjL9FghydsrApBpBTjLzWnZ6iVs7tqs=");
    }

    [Fact]
    public async Task a_robot_of_DingTalk_without_a_secret_is_not_signed_to()
    {
        await using var receiver = await ReceiverAsync();
        await ChannelTo(Channel.DingTalk, receiver.Url, secret: null).DeliverAsync(To(Channel.DingTalk), Cancellation);
        receiver.All.ShouldHaveSingleItem().Query.Keys.ShouldBe(["access_token"]);
    }

    [Fact]
    public async Task a_webhook_gets_JSON_that_its_receiver_can_check()
    {
        await using var receiver = await ReceiverAsync();
        await ChannelTo(Channel.Webhook, receiver.Url, withContent: true).DeliverAsync(To(Channel.Webhook, attempt: 2), Cancellation);

        var posted = receiver.All.ShouldHaveSingleItem();
        var timestamp = posted.Headers["X-Timestamp"];
        timestamp.ShouldBe("1795996805");
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hmac.AppendData(posted.Body);
        posted.Headers["X-Signature"].ShouldBe("sha256=" + Convert.ToHexString(hmac.GetHashAndReset()).ToLowerInvariant());
        posted.Headers["X-Delivery-Id"].ShouldBe($"{To(Channel.Webhook).Delivery}");
        JsonNode.DeepEquals(JsonNode.Parse(posted.Body), new JsonObject
        {
            ["deliveryId"] = $"{To(Channel.Webhook).Delivery}", ["digest"] = $"{A.Letter().Digest}", ["city"] = "140500", ["kind"] = "weekly", ["period"] = "2026W47",
            ["late"] = false, ["simulated"] = true, ["title"] = A.Letter().Title, ["link"] = "https://projects.example/digests/1", ["attempt"] = 2,
            ["markdown"] = A.Letter().Summary, ["content"] = JsonNode.Parse(A.Letter().Content),
        }).ShouldBeTrue(Encoding.UTF8.GetString(posted.Body));
    }

    [Fact]
    public async Task a_webhook_that_does_not_want_the_content_gets_the_gist_only()
    {
        await using var receiver = await ReceiverAsync();
        await ChannelTo(Channel.Webhook, receiver.Url).DeliverAsync(To(Channel.Webhook), Cancellation);
        JsonNode.Parse(receiver.All.ShouldHaveSingleItem().Body)!.AsObject().ContainsKey("content").ShouldBeFalse();
    }

    [Theory]
    [InlineData(Channel.WeCom, 45009, false)]
    [InlineData(Channel.WeCom, -1, false)]
    [InlineData(Channel.WeCom, 93000, true)]
    [InlineData(Channel.DingTalk, 130101, false)]
    [InlineData(Channel.DingTalk, 310000, true)]
    public async Task what_a_robot_does_not_take_was_not_delivered(Channel kind, int code, bool permanent)
    {
        await using var receiver = await ReceiverAsync();
        receiver.Answer = context => context.Response.WriteAsync($$"""{"errcode":{{code}},"errmsg":"bad\nkey verysecrettoken {{Secret}}"}""");
        var failed = await FailAsync(ChannelTo(kind, receiver.Url));
        failed.IsPermanent.ShouldBe(permanent);
        failed.Message.ShouldContain($"{code}");
        failed.Message.ShouldContain("bad key …");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("[]")]
    [InlineData("""{"errmsg":"ok"}""")]
    [InlineData("""{"errcode":"0"}""")]
    public async Task an_answer_that_no_robot_gives_is_none(string answer)
    {
        await using var receiver = await ReceiverAsync();
        receiver.Answer = context => context.Response.WriteAsync(answer);
        (await FailAsync(ChannelTo(Channel.WeCom, receiver.Url))).IsPermanent.ShouldBeFalse();
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(429, false)]
    [InlineData(408, false)]
    [InlineData(400, true)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    public async Task what_a_status_refuses_for_good_is_for_good(int status, bool permanent)
    {
        await using var receiver = await ReceiverAsync();
        receiver.Answer = context => { context.Response.StatusCode = status; return Task.CompletedTask; };
        var failed = await FailAsync(ChannelTo(Channel.Webhook, receiver.Url));
        failed.IsPermanent.ShouldBe(permanent);
        failed.Message.ShouldContain($"{status}");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task a_redirect_is_not_followed(int status)
    {
        await using var elsewhere = await ReceiverAsync();
        await using var receiver = await ReceiverAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url;
            return Task.CompletedTask;
        };
        (await FailAsync(ChannelTo(Channel.Webhook, receiver.Url))).IsPermanent.ShouldBeTrue();
        elsewhere.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task this_machine_is_not_sent_to_unless_it_is_listed()
    {
        await using var receiver = await ReceiverAsync();
        (await FailAsync(ChannelTo(Channel.Webhook, receiver.Url, Networks.PublicOnly))).Message.ShouldContain("Digests:AllowedNetworks");
        (await FailAsync(ChannelTo(Channel.Webhook, receiver.Url, Networks.Parse(["10.0.0.0/8"])))).Message.ShouldContain("Digests:AllowedNetworks");
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task unencrypted_only_a_listed_network_is_sent_to()
    {
        await using var receiver = await Receiver.StartAsync(null);
        await ChannelTo(Channel.Webhook, receiver.Url).DeliverAsync(To(Channel.Webhook), Cancellation);
        receiver.All.Count.ShouldBe(1);
        await FailAsync(ChannelTo(Channel.Webhook, receiver.Url, Networks.Parse(["10.0.0.0/8"])));
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_certificate_that_nobody_vouches_for_gets_nothing()
    {
        await using var receiver = await ReceiverAsync();
        (await FailAsync(ChannelTo(Channel.Webhook, receiver.Url, trusts: false))).Message.ShouldContain("Digests:CertificateAuthority");
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answer_that_does_not_come_is_not_waited_for()
    {
        await using var receiver = await ReceiverAsync();
        var never = new TaskCompletionSource();
        receiver.Answer = context => Task.WhenAny(never.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        (await FailAsync(ChannelTo(Channel.WeCom, receiver.Url, timeout: TimeSpan.FromMilliseconds(300)))).Message.ShouldContain("限定时间");
    }

    [Fact]
    public async Task an_answer_that_drips_is_not_waited_for()
    {
        await using var receiver = await ReceiverAsync();
        receiver.Answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        };
        (await FailAsync(ChannelTo(Channel.WeCom, receiver.Url, timeout: TimeSpan.FromMilliseconds(300)))).Message.ShouldContain("限定时间");
    }

    [Fact]
    public async Task an_answer_without_end_is_not_read_to_its_end()
    {
        await using var receiver = await ReceiverAsync();
        receiver.Answer = async context =>
        {
            var much = new byte[TargetPost.LargestAnswer];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(much, context.RequestAborted);
        };
        (await FailAsync(ChannelTo(Channel.WeCom, receiver.Url))).Message.ShouldContain("过大");
    }

    [Fact]
    public async Task a_target_that_the_settings_do_not_name_is_waited_for()
    {
        await using var receiver = await ReceiverAsync();
        var channel = ChannelTo(Channel.Webhook, receiver.Url);
        foreach (var recipient in new Recipient[] { new(Channel.Webhook, "others"), new(Channel.WeCom, "leaders") })
            (await Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(A.Parcel(recipient), Cancellation))).IsPermanent.ShouldBeFalse();
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_summary_that_a_robot_cannot_show_is_told()
    {
        await using var receiver = await ReceiverAsync();
        var parcel = To(Channel.WeCom);
        parcel = parcel with { Letter = parcel.Letter with { Summary = new('项', 1400) } };
        (await Should.ThrowAsync<NotDeliveredException>(() => ChannelTo(Channel.WeCom, receiver.Url).DeliverAsync(parcel, Cancellation))).IsPermanent.ShouldBeTrue();
        await ChannelTo(Channel.WeCom, receiver.Url).DeliverAsync(parcel with { Letter = parcel.Letter with { Summary = new('a', Channel.WeCom.LongestSummary()) } }, Cancellation);
        receiver.All.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Channel.WeCom, "https://elsewhere.example/x?key=verysecrettoken", "AllowedHosts")]
    [InlineData(Channel.WeCom, "https://qyapi.weixin.qq.com.elsewhere.example/x?key=verysecrettoken", "AllowedHosts")]
    [InlineData(Channel.WeCom, "http://qyapi.weixin.qq.com/x?key=verysecrettoken", "https")]
    [InlineData(Channel.WeCom, "https://u:verysecrettoken@qyapi.weixin.qq.com/x", "Url")]
    [InlineData(Channel.WeCom, "verysecrettoken", "Url")]
    [InlineData(Channel.WeCom, "ftp://qyapi.weixin.qq.com/verysecrettoken", "Url")]
    [InlineData(Channel.Webhook, "https://qyapi.weixin.qq.com/x?key=verysecrettoken", "Secret")]
    [InlineData(Channel.Mail, "https://qyapi.weixin.qq.com/x?key=verysecrettoken", "Kind")]
    public void a_target_that_may_not_be_sent_to_is_refused_by_name_and_without_its_address(Channel kind, string url, string told)
    {
        var message = Should.Throw<FormatException>(() => Target.Of("leaders", kind, url, null, withContent: false, Target.UsualHosts, Networks.PublicOnly)).Message;
        message.ShouldContain("Digests:Targets:leaders");
        message.ShouldContain(told);
        message.ShouldNotContain("verysecrettoken");
    }

    [Fact]
    public void the_robots_may_be_sent_to_without_further_settings()
    {
        foreach (var host in Target.UsualHosts)
            Target.Of("leaders", Channel.WeCom, $"https://{host}/x?key=verysecrettoken", null, withContent: false, Target.UsualHosts, Networks.PublicOnly).ToString().ShouldBe("weCom:leaders");
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
