using System.Net;
using MajorProjects.Digests.Delivery;

namespace MajorProjects.Digests.Tests.Delivery;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:db8::1")]
    public void what_is_not_on_the_public_internet_is_not_connected_to(string address)
    {
        Networks.PublicOnly.Admits(IPAddress.Parse(address), encrypted: true).ShouldBeFalse();
        Networks.PublicOnly.Admits(IPAddress.Parse(address), encrypted: false).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2400:3200::1")]
    public void the_public_internet_is_connected_to_encrypted_and_not_otherwise(string address)
    {
        Networks.PublicOnly.Admits(IPAddress.Parse(address), encrypted: true).ShouldBeTrue();
        Networks.PublicOnly.Admits(IPAddress.Parse(address), encrypted: false).ShouldBeFalse();
    }

    [Fact]
    public void a_listed_network_is_connected_to_either_way_and_nothing_beside_it()
    {
        var networks = Networks.Parse(["10.2.0.0/16", "192.168.7.7", "fd00::/8"]);
        foreach (var admitted in new[] { "10.2.3.4", "::ffff:10.2.3.4", "192.168.7.7", "fd00::1" })
        {
            networks.Admits(IPAddress.Parse(admitted), encrypted: true).ShouldBeTrue(admitted);
            networks.Admits(IPAddress.Parse(admitted), encrypted: false).ShouldBeTrue(admitted);
        }
        foreach (var refused in new[] { "10.3.0.1", "192.168.7.8", "127.0.0.1", "fe80::1" }) networks.Admits(IPAddress.Parse(refused), encrypted: true).ShouldBeFalse(refused);
    }

    [Fact]
    public void what_is_no_network_is_told_by_name() =>
        Should.Throw<FormatException>(() => Networks.Parse(["10.0.0.0/33"])).Message.ShouldContain("10.0.0.0/33");

    [Fact]
    public async Task a_name_that_leads_to_this_machine_is_not_connected_to() =>
        (await Should.ThrowAsync<NotDeliveredException>(() => Networks.PublicOnly.ConnectAsync("localhost", 443, encrypted: true, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("Digests:AllowedNetworks");
}
