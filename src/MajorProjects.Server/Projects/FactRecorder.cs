using System.Diagnostics;
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
        if (refusal is not null && key is null) return outcome;
        try
        {
            await GuardAsync(session, outcome, facts, key, cancellation);
            if (refusal is not null) return outcome;
            Append(session, caller, project, before, facts);
            await session.SaveChangesAsync(cancellation);
            return outcome;
        }
        catch (Exception e) when (e is ConcurrencyException or EventStreamUnexpectedMaxEventIdException or JasperFx.Events.ExistingStreamIdCollisionException || Violated(e) is not null)
        {
            return await LostAsync(city, project, Violated(e), facts, expectedVersion, key, cancellation);
        }
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

    /// <summary>
    /// Takes the codes and the key before the events are appended: where another was first, the transaction ends without burning a sequence
    /// number, and a gap in the sequence would hold up the views.
    /// </summary>
    private async Task GuardAsync(IDocumentSession session, Recorded outcome, IReadOnlyList<Fact> facts, IdempotencyKey? key, CancellationToken cancellation)
    {
        var guards = new List<NpgsqlCommand>();
        if (key is not null) guards.Add(key.Keep(outcome, clock.GetUtcNow()));
        if (outcome.Refusal is null && facts[0] is ProjectRegistered registration)
            guards.AddRange(new[] { registration.NationalCode, registration.LocalCode }.OfType<string>().Select(code => TakeCode(session.TenantId, code, outcome.Project)));
        if (guards.Count == 0) return;
        // A refusal is kept by itself: nothing comes after it that would commit a transaction.
        if (outcome.Refusal is null) await session.BeginTransactionAsync(cancellation);
        foreach (var guard in guards)
            await using (guard)
                await (await session.ExecuteReaderAsync(guard, cancellation)).DisposeAsync();
    }

    private static NpgsqlCommand TakeCode(string city, string code, Guid project) => new("insert into project_code (city, code, project_id) values ($1, $2, $3)")
    {
        Parameters = { new() { Value = city }, new() { Value = code }, new() { Value = project } },
    };

    private static void Append(IDocumentSession session, Caller caller, Guid project, History before, IReadOnlyList<Fact> facts)
    {
        session.LastModifiedBy = caller.Subject;
        session.CausationId = Activity.Current?.Id;
        if (caller.Name.Length > 0) session.SetHeader("name", caller.Name);
        if (caller.Roles.Count > 0) session.SetHeader("role", string.Join(' ', caller.Roles));
        if (before.IsEmpty) session.Events.StartStream<Project>(project, facts);
        else session.Events.Append(project, before.Version + facts.Count, facts);
    }

    /// <summary>Why another was first.</summary>
    private async Task<Recorded> LostAsync(
        string city, Guid project, string? violated, IReadOnlyList<Fact> facts, int? expectedVersion, IdempotencyKey? key, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(city);
        // The same request, sent twice at once: the other one's answer is this one's.
        if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;
        if (expectedVersion is not null)
            return Recorded.Refused(Refused.StaleVersion((int)((await session.Events.FetchStreamStateAsync(project, cancellation))?.Version ?? 0)));
        return Recorded.Refused(violated == "pkey_project_code_city_code"
            ? Refused.CodeTaken(await TakenAsync(session, (ProjectRegistered)facts[0], cancellation))
            : Refused.ConcurrentWrite);
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
