namespace MajorProjects.Server.Tests;

/// <summary>What comes true by itself, within a minute.</summary>
internal static class Eventually
{
    /// <param name="condition">What comes true.</param>
    /// <param name="instead">What is so where it does not.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? instead = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (!await condition()) await timer.WaitForNextTickAsync(patience.Token);
        }
        catch (OperationCanceledException e) when (instead is not null)
        {
            throw new TimeoutException(instead(), e);
        }
    }
}
