using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Delivery.Mail;
using MajorProjects.Server.Digests.Delivery;
using Microsoft.Extensions.Configuration;

namespace MajorProjects.Server.Tests.Digests.Delivery;

public sealed class DeliverySettingsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void without_any_there_is_no_mail_server_and_no_target()
    {
        var settings = Read();
        settings.Mail.ShouldBeNull();
        settings.Folder.ShouldBeNull();
        settings.Networks.AnyListed.ShouldBeFalse();
    }

    [Fact]
    public void the_mail_server_is_read_with_its_password_from_a_file()
    {
        File.WriteAllText(file, "p@ss\n");
        Read(
            ("Mail:Host", "mail.jcfgw.example"), ("Mail:From", "bulletin@jcfgw.example"), ("Mail:FromName", "晋城市发改委"), ("Mail:Security", "implicitTls"), ("Mail:Port", "1465"),
            ("Mail:User", "bulletin"), ("Mail:PasswordFile", file), ("Mail:SendTimeout", "00:01:00")).Mail.ShouldBe(new MailSettings("mail.jcfgw.example", "bulletin@jcfgw.example", "晋城市发改委")
        {
            Security = MailSecurity.ImplicitTls, Port = 1465, User = "bulletin", Password = "p@ss", SendTimeout = TimeSpan.FromMinutes(1),
        });
    }

    [Fact]
    public void targets_are_read_with_their_address_and_secret_from_files()
    {
        File.WriteAllText(file, "https://oapi.dingtalk.com/robot/send?access_token=verysecret\n");
        Should.NotThrow(() => Read(("Targets:leaders:Kind", "dingTalk"), ("Targets:leaders:UrlFile", file), ("Targets:leaders:SecretFile", file)));
    }

    [Theory]
    [InlineData("Mail:Security", "tls", "Digests:Mail:Security")]
    [InlineData("Mail:Port", "many", "Digests:Mail:Port")]
    [InlineData("Mail:ConnectTimeout", "soon", "Digests:Mail:ConnectTimeout")]
    [InlineData("Mail:From", "nobody", "Digests:Mail:From")]
    [InlineData("AllowedNetworks:0", "here", "Digests:AllowedNetworks")]
    [InlineData("Targets:leaders:Kind", "pigeon", "Digests:Targets:leaders:Kind")]
    [InlineData("Targets:leaders:Kind", "mail", "Digests:Targets:leaders")]
    [InlineData("Targets:leaders:Url", "https://elsewhere.example/?key=verysecret", "Digests:AllowedHosts")]
    [InlineData("Targets:leaders:Content", "maybe", "Digests:Targets:leaders:Content")]
    public void what_cannot_be_is_refused_by_its_name_and_without_a_secret(string name, string value, string told)
    {
        var right = new Dictionary<string, string?>
        {
            ["Digests:Mail:Host"] = "mail.jcfgw.example", ["Digests:Mail:From"] = "bulletin@jcfgw.example", ["Digests:Mail:User"] = "bulletin", ["Digests:Mail:Password"] = "verysecret",
            ["Digests:Targets:leaders:Kind"] = "weCom", ["Digests:Targets:leaders:Url"] = "https://qyapi.weixin.qq.com/x?key=verysecret",
        };
        Should.NotThrow(() => DeliverySettings.Of(new ConfigurationBuilder().AddInMemoryCollection(right).Build()));
        right[$"Digests:{name}"] = value;

        var message = Should.Throw<FormatException>(() => DeliverySettings.Of(new ConfigurationBuilder().AddInMemoryCollection(right).Build())).Message;

        message.ShouldContain(told);
        message.ShouldNotContain("verysecret");
        Refusals.IsChinese(message).ShouldBeTrue(message);
    }

    [Fact]
    public void an_authority_without_a_certificate_is_refused() =>
        Should.Throw<FormatException>(() => Read(("CertificateAuthority", file))).Message.ShouldContain("Digests:CertificateAuthority");

    private static DeliverySettings Read(params (string Name, string Value)[] settings) =>
        DeliverySettings.Of(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>($"Digests:{s.Name}", s.Value))).Build());
}
