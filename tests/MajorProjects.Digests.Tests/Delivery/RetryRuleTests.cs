using MajorProjects.Digests.Delivery;

namespace MajorProjects.Digests.Tests.Delivery;

public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 30)]
    [InlineData(4, 120)]
    [InlineData(5, 360)]
    public void a_failed_try_is_made_again_after_longer_and_longer(int attempt, int minutes) =>
        RetryRule.Next(attempt, isPermanent: false, At).ShouldBe(At.AddMinutes(minutes));

    [Fact]
    public void after_the_sixth_try_it_is_a_dead_letter() => RetryRule.Next(6, isPermanent: false, At).ShouldBeNull();

    [Fact]
    public void what_is_refused_for_good_is_a_dead_letter_at_once() => RetryRule.Next(1, isPermanent: true, At).ShouldBeNull();

    [Fact]
    public void every_delivery_comes_to_its_end_within_nine_hours() =>
        Gen.Int[1, 20].Sample(attempts =>
        {
            DateTimeOffset? next = At;
            var tries = 0;
            for (var attempt = 1; attempt <= attempts && next is { } at; attempt++)
            {
                tries++;
                next = RetryRule.Next(attempt, isPermanent: false, at);
                if (next is { } later)
                {
                    later.ShouldBeGreaterThan(at);
                    later.ShouldBeLessThan(At.AddHours(9));
                }
            }
            tries.ShouldBe(Math.Min(attempts, 6));
        }, iter: 20);
}
