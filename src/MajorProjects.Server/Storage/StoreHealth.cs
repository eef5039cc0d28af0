using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>Ready: the database answers. Degraded: a city's views have stood still for a minute behind its log.</summary>
internal sealed class StoreHealth(NpgsqlDataSource database) : IHealthCheck
{
    private const string Behind = """
        select coalesce(string_agg(c.code, ', '), '') from city c
        where exists (select from mt_events e
                      where e.tenant_id = c.code and e.type <> 'tombstone' and e.timestamp < now() - interval '1 minute'
                            and e.seq_id > coalesce((select p.position from read_position p where p.city = c.code), 0))
        """;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var select = database.CreateCommand(Behind);
            var cities = (string)(await select.ExecuteScalarAsync(cancellationToken))!;
            return cities.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"views behind: {cities}");
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("database away", e);
        }
    }
}
