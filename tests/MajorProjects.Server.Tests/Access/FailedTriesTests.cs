using System.Net;
using MajorProjects.Server.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Access;

public sealed class FailedTriesTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider clock = new();
    private readonly FailedTries tries;

    public FailedTriesTests() => tries = new(new() { Failures = 3, Within = TimeSpan.FromMinutes(5), LockFor = TimeSpan.FromMinutes(10) }, clock);

    [Fact]
    public void so_many_failures_within_the_time_lock_the_address_for_a_while()
    {
        Fail(2);
        tries.LockedFor(Address).ShouldBeNull();
        clock.Advance(TimeSpan.FromMinutes(4));

        Fail(1);

        tries.LockedFor(Address).ShouldBe(TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(9));
        Fail(5);
        tries.LockedFor(Address).ShouldBe(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        tries.LockedFor(Address).ShouldBeNull();
        Fail(2);
        tries.LockedFor(Address).ShouldBeNull();
    }

    [Fact]
    public void failures_far_apart_lock_nobody()
    {
        for (var n = 0; n < 10; n++)
        {
            Fail(2);
            clock.Advance(TimeSpan.FromMinutes(5));
        }

        tries.LockedFor(Address).ShouldBeNull();
    }

    [Fact]
    public void an_address_is_locked_and_not_its_neighbour_save_where_both_are_one_callers()
    {
        Fail(3, "192.0.2.1");
        Fail(3, "2001:db8:1:1::1");

        Locked("192.0.2.1").ShouldBeTrue();
        Locked("::ffff:192.0.2.1").ShouldBeTrue();
        Locked("192.0.2.2").ShouldBeFalse();
        Locked("2001:db8:1:1:ffff::9").ShouldBeTrue();
        Locked("2001:db8:1:2::1").ShouldBeFalse();
        tries.LockedFor(null).ShouldBeNull();
    }

    [Fact]
    public void however_many_addresses_fail_only_so_many_are_kept_and_the_latest_are_among_them()
    {
        for (var n = 0; n < 3 * FailedTries.MostAddresses; n++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            tries.Note(new IPAddress(n + 0x0100_0000L));
            tries.Addresses.ShouldBeLessThanOrEqualTo(FailedTries.MostAddresses);
        }
        Fail(3);

        tries.LockedFor(Address).ShouldNotBeNull();
    }

    [Fact]
    public void a_single_failure_may_be_enough()
    {
        var strict = new FailedTries(new() { Failures = 1, LockFor = TimeSpan.FromMinutes(10) }, clock);

        strict.Note(Address);

        strict.LockedFor(Address).ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("Failures", "0")]
    [InlineData("Failures", "many")]
    [InlineData("Within", "00:00:00")]
    [InlineData("LockFor", "-00:01:00")]
    public void limits_that_make_no_sense_stop_the_server(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [$"Access:{name}"] = value }).Build();

        Should.Throw<FormatException>(() => FailureLimits.Of(configuration)).Message.ShouldContain("Access__");
    }

    private void Fail(int times, string? address = null)
    {
        for (; times > 0; times--) tries.Note(address is null ? Address : IPAddress.Parse(address));
    }

    private bool Locked(string address) => tries.LockedFor(IPAddress.Parse(address)) is not null;
}
