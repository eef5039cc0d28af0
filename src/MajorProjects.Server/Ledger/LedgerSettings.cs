namespace MajorProjects.Server.Ledger;

/// <summary>How often the ledger works.</summary>
/// <param name="IsOn">Whether it does.</param>
/// <param name="Every">How often it looks for new facts.</param>
/// <param name="SignEvery">How much time there is between two checkpoints of a city at least.</param>
/// <param name="WatchEvery">How often it looks for facts without a leaf and leaves without a fact.</param>
/// <param name="StalledAfter">How long a fact may wait to be signed.</param>
internal sealed record LedgerSettings(bool IsOn, TimeSpan Every, TimeSpan SignEvery, TimeSpan WatchEvery, TimeSpan StalledAfter)
{
    public static LedgerSettings Of(IConfiguration configuration) => new(
        configuration.GetValue("Ledger:On", true),
        configuration.GetValue("Ledger:Every", TimeSpan.FromSeconds(1)),
        configuration.GetValue("Ledger:SignEvery", TimeSpan.FromSeconds(30)),
        configuration.GetValue("Ledger:WatchEvery", TimeSpan.FromMinutes(10)),
        configuration.GetValue("Ledger:StalledAfter", TimeSpan.FromMinutes(5)));
}
