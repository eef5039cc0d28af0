using System.Diagnostics;
using Npgsql;

namespace MajorProjects.Server.Storage.Embedded;

/// <summary>
/// The cluster's superuser, who makes the database and its three roles, and is used for nothing else. Only the cluster that was made with this
/// password lets it in, so an answer also proves whose cluster it is.
/// </summary>
internal sealed record Superuser(string Password)
{
    public const string Name = "majorprojects";

    private static readonly TimeSpan PatienceWithSilence = TimeSpan.FromSeconds(10);

    public string ConnectTo(int port, string database) => Loopback.Connection(port, database, Name, Password).ConnectionString;

    /// <summary>Whether the postmaster lets the superuser in: at once, or when its recovery is over.</summary>
    public async Task<bool> IsLetInAsync(Postmaster postmaster, string cluster, CancellationToken ct)
    {
        var silence = Stopwatch.StartNew();
        while (Postmaster.Running(cluster) == postmaster)
        {
            try
            {
                await AskAsync(postmaster.Port, "select 1", ct);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                silence.Restart();
            }
            catch (NpgsqlException e) when (e is PostgresException || silence.Elapsed > PatienceWithSilence)
            {
                return false;
            }
            catch (NpgsqlException)
            {
                // It has not opened its port yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }

        return false;
    }

    public async Task<bool> IsDurableAsync(int port, CancellationToken ct) =>
        await AskAsync(port, "show fsync", ct) is "on";

    /// <summary>Makes the database and the roles that share it, unless they are there, and gives it to its owner, with all that an earlier version made in it.</summary>
    /// <param name="port">The postmaster's.</param>
    /// <param name="database">The database's name.</param>
    /// <param name="password">The password that each role gets.</param>
    /// <param name="ct">Ends the attempt.</param>
    public async Task EnsureDatabaseAsync(int port, string database, Func<DatabaseRole, string> password, CancellationToken ct)
    {
        if (await AskAsync(port, $"select 1 from pg_database where datname = '{database}'", ct) is null)
            await AskAsync(port, $"create database {database}", ct);
        await AskAsync(port, DatabaseRoles.Script(password), ct, database);
    }

    private async Task<object?> AskAsync(int port, string sql, CancellationToken ct, string database = "postgres")
    {
        // Not pooled: a connection kept open would be one the postmaster has to break when it stops.
        var unpooled = Loopback.Connection(port, database, Name, Password);
        unpooled.Pooling = false;
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }
}
