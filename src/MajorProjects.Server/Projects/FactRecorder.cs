using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>What became of an attempt to record facts of one project.</summary>
/// <param name="Project">The project's id; empty where none was found or made.</param>
/// <param name="Version">Its version afterwards.</param>
/// <param name="Stage">Its stage afterwards.</param>
/// <param name="Refusal">Why nothing was recorded, or null.</param>
/// <param name="RefusedAt">Which of the facts was refused, counted from 0.</param>
/// <param name="Repeated">Whether this is the answer to an earlier request of the same key.</param>
public sealed record Recorded(Guid Project, int Version, Stage Stage, Refusal? Refusal, int RefusedAt = 0, bool Repeated = false)
{
    public static Recorded Refused(Refusal refusal) => new(Guid.Empty, 0, Stage.Planned, refusal);
}

/// <summary>
/// The one way by which facts enter the store: fold what is known, let the rules decide, append all or nothing in one transaction.
/// </summary>
public sealed class FactRecorder(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Enters a new project in the city's library: its registration, and what is recorded of it at once.</summary>
    /// <param name="caller">Who records them, in which city.</param>
    /// <param name="facts">The registration, and more in the order of recording.</param>
    /// <param name="key">Makes a repeated request be answered as the first.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    /// <param name="project">The project's id, where it brings one.</param>
    public Task<Recorded> RegisterAsync(
        Caller caller, IReadOnlyList<Fact> facts, IdempotencyKey? key, CancellationToken cancellation, Guid? project = null) =>
        WriteAsync(caller, project ?? Guid.CreateVersion7(clock.GetUtcNow()), facts, expectedVersion: null, key, cancellation);

    /// <summary>Records <paramref name="facts"/> of one project, in this order, all or none.</summary>
    /// <param name="caller">Who records them, in which city.</param>
    /// <param name="project">The project's id.</param>
    /// <param name="facts">Facts in the order of recording.</param>
    /// <param name="expectedVersion">The version the caller has seen, where he insists on it.</param>
    /// <param name="key">Makes a repeated request be answered as the first.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    public Task<Recorded> RecordAsync(
        Caller caller, Guid project, IReadOnlyList<Fact> facts, int? expectedVersion, IdempotencyKey? key, CancellationToken cancellation) =>
        WriteAsync(caller, project, facts, expectedVersion, key, cancellation, ofKnownProject: true);

    private async Task<Recorded> WriteAsync(
        Caller caller, Guid project, IReadOnlyList<Fact> facts, int? expectedVersion, IdempotencyKey? key, CancellationToken cancellation,
        bool ofKnownProject = false)
    {
        var city = caller.City.Code.ToString();
        await using var session = store.LightweightSession(city);
        if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;

        var before = ProjectHistory.Of(await session.FetchFactsAsync(project, cancellation));
        if (before.IsEmpty && ofKnownProject) return Recorded.Refused(Refused.UnknownProject(project.ToString()));
        if (expectedVersion is not null && expectedVersion != before.Version) return Recorded.Refused(Refused.StaleVersion(before.Version));

        var (after, refusal) = Decide(before, facts, new(clock.Today(), caller.City));
        var outcome = new Recorded(project, after.Version, after.Now.Stage, refusal, after.Version - before.Version);
        key?.QueueAnswer(session, outcome, clock.GetUtcNow());
        if (refusal is null) Append(session, caller, project, before, facts);
        else if (key is null) return outcome;
        return await SaveAsync(session, outcome, facts, key, cancellation);
    }

    private static (History After, Refusal? Refusal) Decide(History history, IReadOnlyList<Fact> facts, Recording recording)
    {
        var after = history;
        foreach (var fact in facts)
        {
            if (after.Refuses(fact, recording) is { } refusal) return (after, refusal);
            after = after.Add(fact);
        }
        return (after, null);
    }

    private static void Append(IDocumentSession session, Caller caller, Guid project, History before, IReadOnlyList<Fact> facts)
    {
        session.LastModifiedBy = caller.Subject;
        if (caller.Name.Length > 0) session.SetHeader("name", caller.Name);
        if (caller.Roles.Count > 0) session.SetHeader("role", string.Join(' ', caller.Roles));
        // Before the events: a code that is taken then ends the transaction without burning a sequence number.
        if (facts[0] is ProjectRegistered registration)
            foreach (var code in new[] { registration.NationalCode, registration.LocalCode }.OfType<string>())
                session.QueueSqlCommand("insert into project_code (city, code, project_id) values (?, ?, ?)", session.TenantId, code, project);
        if (before.IsEmpty) session.Events.StartStream<Project>(project, facts);
        else session.Events.Append(project, before.Version + facts.Count, facts);
    }

    private static async Task<Recorded> SaveAsync(
        IDocumentSession session, Recorded outcome, IReadOnlyList<Fact> facts, IdempotencyKey? key, CancellationToken cancellation)
    {
        try
        {
            await session.SaveChangesAsync(cancellation);
            return outcome;
        }
        catch (Exception e) when (e is ConcurrencyException or EventStreamUnexpectedMaxEventIdException or JasperFx.Events.ExistingStreamIdCollisionException || Violated(e) is not null)
        {
            // The same request, sent twice at once: the other one was first, and its answer is this one's.
            if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;
            return Recorded.Refused(Violated(e) == "pkey_project_code_city_code"
                ? Refused.CodeTaken(await TakenAsync(session, (ProjectRegistered)facts[0], cancellation))
                : Refused.ConcurrentWrite);
        }
    }

    private static async Task<string> TakenAsync(IQuerySession session, ProjectRegistered registration, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand("select code from project_code where city = $1 and code in ($2, $3)");
        foreach (var value in new[] { session.TenantId, registration.NationalCode ?? "", registration.LocalCode ?? "" }) select.Parameters.AddWithValue(value);
        await using var reader = await session.ExecuteReaderAsync(select, cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetString(0) : registration.LocalCode ?? registration.NationalCode!;
    }

    private static string? Violated(Exception? e) => e switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } p => p.ConstraintName ?? "",
        _ => Violated(e.InnerException),
    };
}
