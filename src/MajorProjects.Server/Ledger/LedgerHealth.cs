using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Degraded: facts of a city wait to be signed for longer than they may. The server serves on.</summary>
internal sealed class LedgerHealth(SigningStalls stalls) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var stalled = await stalls.FindAsync(cancellationToken);
            return stalled.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"not signed for: {string.Join(", ", stalled.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Fact.City} {s.Age:d\\.hh\\:mm\\:ss}")))}");
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Degraded("database away", e);
        }
    }
}
