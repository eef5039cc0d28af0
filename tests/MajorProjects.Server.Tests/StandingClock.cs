namespace MajorProjects.Server.Tests;

/// <summary>A clock that stands where it is put, earlier or later, while timers go on as ever.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    private long ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void SetUtcNow(DateTimeOffset to) => Interlocked.Exchange(ref ticks, to.UtcTicks);
}
