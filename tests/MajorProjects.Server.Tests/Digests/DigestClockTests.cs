using System.Threading.Channels;
using MajorProjects.Server.Digests;
using Microsoft.Extensions.Logging.Abstractions;

namespace MajorProjects.Server.Tests.Digests;

/// <summary>When digests are looked after, whoever wakes whom.</summary>
public class DigestClockTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20), Never = TimeSpan.FromHours(1);

    private readonly Channel<string> done = Channel.CreateUnbounded<string>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_node_that_nobody_wakes_looks_by_itself()
    {
        using var clock = Clock(Soon, Notes("due"));
        await clock.StartAsync(Ct);
        for (var n = 0; n < 3; n++) (await NextAsync()).ShouldBe("due");
        await clock.StopAsync(Ct);
    }

    [Fact]
    public async Task one_that_is_woken_does_not_wait()
    {
        using var clock = Clock(Never, Notes("due"));
        await clock.StartAsync(Ct);
        await NextAsync();
        clock.Wake();
        (await NextAsync()).ShouldBe("due");
        await clock.StopAsync(Ct);
    }

    [Fact]
    public async Task what_was_issued_goes_on_to_be_made_and_sent_at_once()
    {
        // The others have looked in vain before anything is issued.
        var (looked, issued, made) = (0, false, false);
        var bothLooked = new TaskCompletionSource();
        using var clock = Clock(Never,
            async _ => { await bothLooked.Task; issued = true; },
            _ => Look(() => made = issued),
            _ => Look(() => { if (made) done.Writer.TryWrite("sent"); }));
        await clock.StartAsync(Ct);
        (await NextAsync()).ShouldBe("sent");
        await clock.StopAsync(Ct);

        Task Look(Action work)
        {
            work();
            if (Interlocked.Increment(ref looked) == 2) bothLooked.SetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task what_takes_long_or_fails_holds_up_nothing_else()
    {
        using var clock = Clock(Soon, Notes("due"), stopping => Task.Delay(Timeout.Infinite, stopping), _ => throw new InvalidOperationException("down"), Notes("sent"));
        await clock.StartAsync(Ct);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal) { ["due"] = 0, ["sent"] = 0 };
        while (seen.Values.Any(n => n < 3)) seen[await NextAsync()]++;
        await clock.StopAsync(Ct);
    }

    [Fact]
    public async Task a_server_that_is_there_for_other_things_does_nothing_of_it()
    {
        using var clock = new DigestClock([Notes("due")], isOn: false, Soon, NullLogger<DigestClock>.Instance);
        await clock.StartAsync(Ct);
        clock.Wake();
        await clock.ExecuteTask!;
        done.Reader.Count.ShouldBe(0);
    }

    /// <summary>What was done next; fails where nothing is.</summary>
    private Task<string> NextAsync() => done.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct);

    private static DigestClock Clock(TimeSpan every, params Func<CancellationToken, Task>[] steps) => new(steps, isOn: true, every, NullLogger<DigestClock>.Instance);

    private Func<CancellationToken, Task> Notes(string what) => async _ => await done.Writer.WriteAsync(what, CancellationToken.None);
}
