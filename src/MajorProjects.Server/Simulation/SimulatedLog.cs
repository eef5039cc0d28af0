using JasperFx.Events;
using Marten;
using Marten.Events;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Storage;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Simulation;

/// <summary>
/// Writes whole histories into the log of a city that has none, as the fact recorder would have written them one by one: the same
/// streams, metadata and codes. The rules are not asked again, and the projects are not kept for comparing with others: names made up
/// of a few words are all alike, and their index takes seconds for each ten thousand. Numbering a log by oneself is more than the application may do,
/// so the owner of the schema writes it.
/// </summary>
public sealed class SimulatedLog(SchemaOwner owner)
{
    /// <returns>How many facts there are.</returns>
    /// <exception cref="CommandFailedException">the city is no simulated one, holds facts, or is being simulated by somebody else.</exception>
    public async Task<int> WriteAsync(City city, IReadOnlyList<SimulatedProject> projects, CancellationToken cancellation)
    {
        if (!city.Code.IsSimulated) throw new CommandFailedException(Unreal(city.Code.ToString()));
        // The lock lasts as long as the connection, which gives it back when it is closed.
        await using var connection = await owner.Database.OpenConnectionAsync(cancellation);
        if (!await IsTrueAsync(connection, "select pg_try_advisory_lock(hashtext('simulate'), $1::int)", city, cancellation))
            throw new CommandFailedException($"{city.Code} 正在由另一条命令模拟 / is being simulated by another command");
        if (await IsTrueAsync(connection, "select exists (select from mt_events where tenant_id = $1)", city, cancellation))
            throw new CommandFailedException(
                $"{city.Code} 已有记录；模拟数据只写入没有记录的城市，请换一个 99 开头的代码 / already holds facts; a simulation goes into a fresh city, so choose another code of the 99 range");
        await WriteCodesAsync(connection, city, projects, cancellation);

        // Numbered here rather than by the sequence, which is moved past them: so the log has no gaps, which would hold up the views,
        // and the positions are those of the order of recording.
        var headers = projects.Select(p => new BulkEventStreamHeader { Id = p.Id, Version = p.Facts.Count, AggregateType = typeof(Project) }).ToList();
        await owner.Store.BulkInsertEventStreamAsync(
            city.Code.ToString(), headers, Events(city, projects), BulkEventSequenceMode.PreserveSourceSequence, cancellation: cancellation);
        return projects.Sum(p => p.Facts.Count);
    }

    internal static string Unreal(string city) =>
        $"{city} 不在 99 开头的模拟城市代码（六位、以 00 结尾）之内，模拟数据不得写入真实城市 / is not a city code of the 99 range (six digits that end with 00); simulated data never enter a real city";

    /// <summary>All facts of the city, in the order of recording.</summary>
    private async IAsyncEnumerable<IEvent> Events(City city, IReadOnlyList<SimulatedProject> projects)
    {
        await using var session = owner.Store.LightweightSession(city.Code.ToString());
        var headers = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = "模拟数据", ["role"] = "simulation" };
        var log = projects
            .SelectMany(p => p.Facts.Select((f, i) => (Project: p.Id, Version: i + 1, Recorded: f)))
            .OrderBy(r => r.Recorded.RecordedAt).ThenBy(r => r.Project).ThenBy(r => r.Version);
        var position = 0L;
        foreach (var (project, version, recorded) in log)
        {
            var e = session.Events.BuildEvent(recorded.Fact);
            e.Id = recorded.Id;
            e.StreamId = project;
            e.Version = version;
            e.Sequence = ++position;
            e.Timestamp = recorded.RecordedAt;
            e.UserName = recorded.RecordedBy;
            e.Headers = headers;
            yield return e;
        }
    }

    // Codes that an interrupted simulation left behind belong to no project.
    private static async Task WriteCodesAsync(NpgsqlConnection connection, City city, IReadOnlyList<SimulatedProject> projects, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var delete = new NpgsqlCommand("delete from project_code where city = $1", connection, transaction))
        {
            delete.Parameters.AddWithValue(city.Code.ToString());
            await delete.ExecuteNonQueryAsync(cancellation);
        }
        await using (var copy = await connection.BeginBinaryImportAsync("copy project_code (city, code, project_id) from stdin (format binary)", cancellation))
        {
            foreach (var project in projects)
            {
                var registration = (ProjectRegistered)project.Facts[0].Fact;
                foreach (var code in new[] { registration.NationalCode, registration.LocalCode }.OfType<string>())
                {
                    await copy.StartRowAsync(cancellation);
                    await copy.WriteAsync(city.Code.ToString(), NpgsqlDbType.Varchar, cancellation);
                    await copy.WriteAsync(code, NpgsqlDbType.Varchar, cancellation);
                    await copy.WriteAsync(project.Id, NpgsqlDbType.Uuid, cancellation);
                }
            }
            await copy.CompleteAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string question, City city, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(question, connection);
        command.Parameters.AddWithValue(city.Code.ToString());
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
