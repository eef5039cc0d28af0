using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Duplicates;

/// <summary>
/// Keeps, at the start, what projects are compared by that were recorded before that was kept, as far as the read tables have them; what they do
/// not have yet follows at the next start. Not in simulated cities: see <see cref="Simulation.SimulatedLog"/>.
/// </summary>
internal sealed class LikenessFill(NpgsqlDataSource database, Cities cities) : IHostedService
{
    private const int Page = 5000;

    private const string Missing = """
        select v.project_id, v.details::text from project_version v
        where v.city = $1 and not v.confirmed and v.known_to = $2 and v.valid_to = $3
              and not exists (select from project_likeness l where l.city = v.city and l.project_id = v.project_id)
        limit $4
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var code in (await cities.AllAsync(cancellationToken)).Where(code => !code.IsSimulated))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await FillAsync(connection, (await cities.FindAsync(code, cancellationToken))!, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Keeps all that is missing of a city.</summary>
    internal static async Task FillAsync(NpgsqlConnection connection, City city, CancellationToken cancellation)
    {
        while (await FillPageAsync(connection, city, cancellation) == Page) { }
    }

    private static async Task<int> FillPageAsync(NpgsqlConnection connection, City city, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand(Missing, connection);
        foreach (var value in new object[] { city.Code.ToString(), ReadTables.Open, DateOnly.MaxValue, Page }) select.Parameters.AddWithValue(value);
        var missing = await select.ReadAsync(row =>
        {
            var details = JsonSerializer.Deserialize<ProjectDetails>(row.GetString(1), Json.Stored)!;
            return Likeness.Of(row.GetGuid(0), details, city, details.Parent);
        }, cancellation);
        if (missing.Count == 0) return 0;
        // A row that somebody has just written for one of them is the newer one.
        await using var keep = Likeness.KeepMissing(city.Code.ToString(), missing);
        keep.Connection = connection;
        await keep.ExecuteNonQueryAsync(cancellation);
        return missing.Count;
    }
}
