using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Ledger;

/// <summary>Finds a fact, and the log in which it has its place.</summary>
internal sealed class LedgerFacts(NpgsqlDataSource database, IDocumentStore store, ProjectCodes codes)
{
    /// <exception cref="RefusedException">there is no such fact, it is not the caller's to see, or nothing is signed yet.</exception>
    public async Task<(LedgerLog Log, SignedCheckpoint Signed, long Position)> FindAsync(FactQuery query, Caller caller, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        if (query.Project is null) errors.Add("project", "必填：项目标识或代码。", "Required: the project's id or code.");
        var version = QueryText.Number(errors, "version", query.Version, 1, int.MaxValue);
        if (query.Version is null) errors.Add("version", "必填：记录的版本号。", "Required: the version of the fact.");
        QueryText.Refuse(errors);
        var fact = await FactAsync(query.Project!, version!.Value, caller, cancellation);
        await InsistCoversAsync(caller, [fact], cancellation);
        var (log, signed) = await query.SignedAsync(database, cancellation);
        return (log, signed, fact.Sequence);
    }

    private async Task<IEvent> FactAsync(string project, long version, Caller caller, CancellationToken cancellation)
    {
        // Where a project is filed is a question of its whole history; whoever may see all of the city need not ask it.
        if (caller.Regions is null && await codes.FindAsync(caller.City, project, cancellation) is { } id)
        {
            await using var session = store.QuerySession(caller.City.Code.ToString());
            if (await session.Events.FetchStreamAsync(id, version, fromVersion: version, token: cancellation) is [{ Data: Fact } fact]) return fact;
        }
        return (await EventsAsync(project, caller, cancellation)).FirstOrDefault(e => e.Version == version) ?? throw new RefusedException(LedgerRefused.UnknownFact(project, version));
    }

    /// <summary>An entry is shown whole or not at all: what speaks of another county's project is not for this one.</summary>
    /// <exception cref="RefusedException">one speaks of a project that the caller's token does not cover.</exception>
    public async Task InsistCoversAsync(Caller caller, IEnumerable<IEvent> events, CancellationToken cancellation)
    {
        var others = events.Select(e => ((Fact)e.Data).Concerns()).OfType<Guid>().Distinct().ToList();
        await using var session = store.QuerySession(caller.City.Code.ToString());
        if ((await session.CoveredAsync(caller, others, cancellation)).Count < others.Count) throw new RefusedException(Refused.OutOfScope);
    }

    /// <summary>What is recorded of a project that the caller may see.</summary>
    /// <exception cref="RefusedException">there is none such.</exception>
    public async Task<IReadOnlyList<IEvent>> EventsAsync(string project, Caller caller, CancellationToken cancellation)
    {
        var id = await codes.FindAsync(caller.City, project, cancellation) ?? throw new RefusedException(Refused.UnknownProject(project));
        await using var session = store.QuerySession(caller.City.Code.ToString());
        var events = await session.FetchCoveredAsync(caller, id, cancellation);
        return events.Count > 0 ? events : throw new RefusedException(Refused.UnknownProject(project));
    }
}
