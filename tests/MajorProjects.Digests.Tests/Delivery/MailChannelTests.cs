using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Delivery.Mail;
using MimeKit;

namespace MajorProjects.Digests.Tests.Delivery;

public sealed class MailChannelTests(OwnAuthority authority) : IClassFixture<OwnAuthority>
{
    private static readonly Recipient To = new(Channel.Mail, "wang@jcfgw.example", "王主任");

    private static readonly (string, string) Account = ("bulletin", "口令p@ss");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private MailChannel Over(MailServer server, MailSecurity security = MailSecurity.StartTls, Func<MailSettings, MailSettings>? change = null, bool trusts = true) => new(
        (change ?? (settings => settings))(new("localhost", "bulletin@jcfgw.example", "晋城市发改委") { Port = server.Port, Security = security }).Checked(),
        Networks.PublicOnly, Trust.Of(trusts ? authority.PemFile : null), TimeProvider.System);

    private static MailSettings SignedIn(MailSettings settings) => settings with { User = "bulletin", Password = "口令p@ss" };

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.ImplicitTls)]
    public async Task a_mail_goes_encrypted_and_signed_in(MailSecurity security)
    {
        await using var server = new MailServer(authority.Certificate, security == MailSecurity.ImplicitTls, Account);
        await Over(server, security, SignedIn).DeliverAsync(A.Parcel(To), Cancellation);

        var mail = server.Mails.ShouldHaveSingleItem();
        mail.Encrypted.ShouldBeTrue();
        mail.To.ShouldBe(["wang@jcfgw.example"]);
        server.Commands.ShouldContain("AUTH");
    }

    [Fact]
    public async Task its_parts_are_the_bulletin_with_its_charts_the_gist_and_the_documents()
    {
        await using var server = new MailServer(authority.Certificate);
        await Over(server).DeliverAsync(A.Parcel(To), Cancellation);

        var message = server.Mails.ShouldHaveSingleItem().Message;
        var mixed = message.Body.ShouldBeOfType<Multipart>();
        mixed.ContentType.MimeType.ShouldBe("multipart/mixed");
        var alternative = mixed[0].ShouldBeOfType<MultipartAlternative>();
        alternative[0].ShouldBeOfType<TextPart>().Text.ReplaceLineEndings("\n").ShouldBe(A.Letter().Summary);
        var related = alternative[1].ShouldBeOfType<MultipartRelated>();
        related.Root.ShouldBeOfType<TextPart>().Text.ShouldContain("cid:trend");
        var chart = related[1].ShouldBeOfType<MimePart>();
        chart.ContentId.ShouldBe("trend");
        chart.ContentType.MimeType.ShouldBe("image/png");
        Bytes(chart).ShouldBe(A.Letter().Charts[0].Png);
        mixed.Skip(1).Cast<MimePart>().Select(part => (part.IsAttachment, part.FileName!, part.ContentType.MimeType, Convert.ToHexString(Bytes(part)))).ShouldBe(
            A.Letter().Attachments.Select(d => (true, d.FileName, d.MediaType, Convert.ToHexString(d.Bytes))));
    }

    [Fact]
    public async Task subject_names_and_file_names_are_right_in_Chinese_and_plain_on_the_wire()
    {
        await using var server = new MailServer(authority.Certificate);
        await Over(server).DeliverAsync(A.Parcel(To), Cancellation);

        var mail = server.Mails.ShouldHaveSingleItem();
        mail.Message.Subject.ShouldBe(A.Letter().Title);
        mail.Message.From.Mailboxes.Single().Name.ShouldBe("晋城市发改委");
        mail.Message.From.Mailboxes.Single().Address.ShouldBe("bulletin@jcfgw.example");
        mail.Message.To.Mailboxes.Single().Name.ShouldBe("王主任");
        // RFC 2047 for the words of headers, RFC 2231 for the names of files.
        mail.Ascii.ShouldContain("Subject: =?utf-8?");
        mail.Ascii.ShouldContain("filename*");
        mail.Raw.ShouldAllBe(b => b < 128);
    }

    [Fact]
    public async Task a_mail_says_which_delivery_it_is_and_says_so_again_when_it_is_sent_again()
    {
        await using var server = new MailServer(authority.Certificate);
        var channel = Over(server);
        await channel.DeliverAsync(A.Parcel(To), Cancellation);
        await channel.DeliverAsync(A.Parcel(To, attempt: 2), Cancellation);

        var (first, second) = (server.Mails.First().Message, server.Mails.Last().Message);
        server.Mails.Count.ShouldBe(2);
        first.MessageId.ShouldBe($"{A.Parcel(To).Delivery:N}@jcfgw.example");
        second.MessageId.ShouldBe(first.MessageId);
        first.Headers["X-Delivery-Id"].ShouldBe($"{A.Parcel(To).Delivery}");
        second.Headers["X-Delivery-Id"].ShouldBe(first.Headers["X-Delivery-Id"]);
        first.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
    }

    [Fact]
    public async Task without_encryption_only_this_machine_is_sent_to()
    {
        await using var server = new MailServer();
        await Over(server, MailSecurity.None).DeliverAsync(A.Parcel(To), Cancellation);
        server.Mails.ShouldHaveSingleItem().Encrypted.ShouldBeFalse();

        var elsewhere = Over(server, MailSecurity.None, settings => settings with { Host = "192.0.2.1" });
        (await Should.ThrowAsync<NotDeliveredException>(() => elsewhere.DeliverAsync(A.Parcel(To), Cancellation))).Message.ShouldContain("Digests:AllowedNetworks");
    }

    [Fact]
    public async Task a_server_that_offers_no_encryption_gets_nothing()
    {
        await using var server = new MailServer();
        var refused = await FailAsync(Over(server));
        refused.IsPermanent.ShouldBeFalse();
        server.Commands.ShouldNotContain(command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_certificate_that_nobody_vouches_for_gets_nothing()
    {
        await using var server = new MailServer(authority.Certificate);
        (await FailAsync(Over(server, trusts: false))).Message.ShouldContain("Digests:CertificateAuthority");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_certificate_of_another_host_gets_nothing()
    {
        using var other = authority.Issue("mail.elsewhere.example");
        await using var server = new MailServer(other);
        (await FailAsync(Over(server))).Message.ShouldContain("证书");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_wrong_password_is_told_and_not_shown()
    {
        await using var server = new MailServer(authority.Certificate, account: ("bulletin", "another"));
        var refused = await FailAsync(Over(server, change: SignedIn));
        refused.IsPermanent.ShouldBeFalse();
        refused.Message.ShouldContain("登录");
        refused.Message.ShouldNotContain("p@ss");
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", true)]
    [InlineData("RCPT", "451 try later", false)]
    [InlineData("<mail>", "554 looks like spam", true)]
    [InlineData("<mail>", "452 out of space", false)]
    [InlineData("MAIL", "553 not your address", false)]
    [InlineData("MAIL", "421 closing", false)]
    public async Task what_a_server_says_of_the_recipient_or_the_mail_for_good_is_for_good(string command, string answer, bool permanent)
    {
        await using var server = new MailServer(authority.Certificate) { Instead = line => line.StartsWith(command, StringComparison.Ordinal) ? answer : null };
        var refused = await FailAsync(Over(server));
        refused.IsPermanent.ShouldBe(permanent);
        refused.Message.ShouldContain(answer[..3]);
    }

    [Fact]
    public async Task a_mail_that_was_taken_is_delivered_however_the_conversation_ends()
    {
        await using var server = new MailServer(authority.Certificate) { Instead = line => line == "QUIT" ? "421 hm" : null };
        await Over(server).DeliverAsync(A.Parcel(To), Cancellation);
        server.Mails.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    public async Task a_server_that_does_not_answer_is_not_waited_for(string command)
    {
        await using var server = new MailServer(authority.Certificate) { Instead = line => line.StartsWith(command, StringComparison.Ordinal) ? "" : null };
        var channel = Over(server, change: settings => settings with { ConnectTimeout = TimeSpan.FromMilliseconds(500), SendTimeout = TimeSpan.FromMilliseconds(500) });
        (await FailAsync(channel)).Message.ShouldContain("限定时间");
    }

    [Fact]
    public async Task nobody_at_the_port_is_tried_again()
    {
        var server = new MailServer();
        await server.DisposeAsync();
        (await FailAsync(Over(server))).IsPermanent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("wang")]
    [InlineData("王主任 <wang@jcfgw.example>")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("a@b.example\r\nBcc: c@d.example")]
    public async Task what_is_no_address_is_refused_for_good_before_anybody_is_asked(string address)
    {
        await using var server = new MailServer(authority.Certificate);
        var refused = await Should.ThrowAsync<NotDeliveredException>(() => Over(server).DeliverAsync(A.Parcel(To with { To = address }), Cancellation));
        refused.IsPermanent.ShouldBeTrue();
        server.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_name_that_would_be_a_header_stays_a_name()
    {
        await using var server = new MailServer(authority.Certificate);
        await Over(server).DeliverAsync(A.Parcel(To with { Name = "王\r\nBcc: c@d.example" }), Cancellation);
        server.Mails.ShouldHaveSingleItem().Message.Headers.Contains(HeaderId.Bcc).ShouldBeFalse();
    }

    [Fact]
    public async Task without_a_mail_server_in_the_settings_it_waits_for_one() =>
        (await Should.ThrowAsync<NotDeliveredException>(() => new MailChannel(null, Networks.PublicOnly, Trust.OfMachine, TimeProvider.System).DeliverAsync(A.Parcel(To), Cancellation)))
            .IsPermanent.ShouldBeFalse();

    [Fact]
    public void settings_that_contradict_themselves_are_told_by_field_and_without_the_password()
    {
        var right = new MailSettings("mail.example", "bulletin@jcfgw.example", "晋城市发改委");
        right.Checked().ShouldBe(right);
        foreach (var (wrong, field) in new (MailSettings, string)[]
        {
            (right with { Host = "" }, "Host"),
            (right with { From = "晋城市发改委" }, "From"),
            (right with { Port = 70000 }, "Port"),
            (right with { User = "bulletin" }, "Password"),
            (right with { User = "bulletin", Password = "topsecret", Security = MailSecurity.None }, "Security"),
            (right with { SendTimeout = TimeSpan.Zero }, "SendTimeout"),
        })
        {
            var told = Should.Throw<FormatException>(() => wrong.Checked()).Message;
            told.ShouldContain($"Digests:Mail:");
            told.ShouldContain(field);
            told.ShouldNotContain("topsecret");
        }
        $"{right with { User = "bulletin", Password = "topsecret" }}".ShouldNotContain("topsecret");
    }

    private static Task<NotDeliveredException> FailAsync(MailChannel channel) =>
        Should.ThrowAsync<NotDeliveredException>(() => channel.DeliverAsync(A.Parcel(To), Cancellation));

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return bytes.ToArray();
    }
}
