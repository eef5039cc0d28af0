using System.Diagnostics;
using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Access;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>What became of an attempt to record facts of one project.</summary>
/// <param name="Project">The project's id; empty where none was found or made.</param>
/// <param name="Version">Its version afterwards.</param>
/// <param name="Versions">The versions of the facts, one for each that was sent; what they bring with them comes in between.</param>
/// <param name="Stage">Its stage afterwards.</param>
/// <param name="Refusal">Why nothing was recorded, or null.</param>
/// <param name="RefusedAt">Which of the facts was refused, counted from 0.</param>
/// <param name="Repeated">Whether this is the answer to an earlier request of the same key.</param>
/// <param name="Suspected">The projects that it is suspected to repeat since this; null in an answer kept from before that was asked.</param>
public sealed record Recorded(
    Guid Project, int Version, Stage Stage, IReadOnlyList<int> Versions, Refusal? Refusal, int RefusedAt = 0, bool Repeated = false,
    IReadOnlyList<Guid>? Suspected = null)
{
    public static Recorded Refused(Refusal refusal) => new(Guid.Empty, 0, Stage.Planned, [], refusal);
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
        if (RefusesAny(caller, facts) is { } notAllowed) return notAllowed;
        try
        {
            return await TryAsync(caller, project, facts, expectedVersion, key, ofKnownProject, cancellation);
        }
        catch (Exception e) when (e is ConcurrencyException or EventStreamUnexpectedMaxEventIdException or JasperFx.Events.ExistingStreamIdCollisionException || Violated(e) is not null)
        {
            return await LostAsync(caller.City.Code.ToString(), project, Violated(e), facts, expectedVersion, key, cancellation);
        }
    }

    private async Task<Recorded> TryAsync(
        Caller caller, Guid project, IReadOnlyList<Fact> facts, int? expectedVersion, IdempotencyKey? key, bool ofKnownProject, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(caller.City.Code.ToString());
        if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;

        var before = ProjectHistory.Of(await session.FetchFactsAsync(project, cancellation));
        if (!before.IsEmpty && !caller.Covers(before)) return Recorded.Refused(ofKnownProject ? Refused.UnknownProject(project.ToString()) : Refused.OutOfScope);
        if (before.IsEmpty && ofKnownProject) return Recorded.Refused(Refused.UnknownProject(project.ToString()));
        if (expectedVersion is not null && expectedVersion != before.Version) return Recorded.Refused(Refused.StaleVersion(before.Version));

        IReadOnlyList<DuplicateSuspected> suspected = [];
        IReadOnlyCollection<Guid> told = [];
        var decision = await DecideAsync();
        if (decision.Refusal is null && !(caller.Covers(decision.After) && facts.SelectMany(RegionsIn).All(caller.Covers))) return Recorded.Refused(Refused.OutOfScope);
        if (decision.Refusal is not null)
        {
            var refused = Outcome();
            if (key is not null) await GuardAsync(session, refused, facts, key, cancellation);
            return refused;
        }
        var search = new SuspicionSearch(session, caller.City, project);
        if (search.Concerns(facts, before, decision.After))
        {
            await search.TakeTurnAsync(cancellation);
            // What other projects were found to be may have changed while others had their turn.
            if (facts.Any(f => f.Concerns() is not null) && (decision = await DecideAsync()).Refusal is { } since) return Recorded.Refused(since);
            suspected = await search.RunAsync(facts, before, decision.After, clock.Today(), cancellation);
            decision = decision with { After = suspected.Aggregate(decision.After, (history, fact) => history.Add(fact, caller.Subject)) };
        }
        told = await session.CoveredAsync(caller, suspected.Select(s => s.Of), cancellation);
        var outcome = Outcome();
        await GuardAsync(session, outcome, facts, key, cancellation);
        Append(session, caller, project, before, [.. decision.After.Facts.Skip(before.Version).Select(f => f.Fact)]);
        await session.SaveChangesAsync(cancellation);
        return outcome;

        async Task<Decision> DecideAsync() => before.Record(facts, new(clock.Today(), caller.City)
        {
            By = caller.Subject,
            OnlyOwn = caller.CorrectsOnlyOwn,
            Project = project,
            Others = await OthersAsync(session, caller, facts, cancellation),
        });

        Recorded Outcome() => new(
            project, decision.After.Version, decision.After.Now.Stage, decision.Versions, decision.Refusal, decision.RefusedAt,
            Suspected: [.. told]);
    }

    // Where a project lay at any time decides in whose views it was, so all that a fact says of it counts.
    private static IEnumerable<string> RegionsIn(Fact fact) => fact switch
    {
        ProjectRegistered registration => [registration.Region.ToString()],
        DetailsRevised revision => revision.Changes.Where(c => c.Attribute == "region").SelectMany(c => new[] { c.Old?.Text, c.New?.Text }).OfType<string>(),
        _ => [],
    };

    /// <summary>Why the caller cannot record one of these kinds of fact, or null.</summary>
    private static Recorded? RefusesAny(Caller caller, IReadOnlyList<Fact> facts)
    {
        for (var i = 0; i < facts.Count; i++)
            if (caller.Refuses(Permissions.For(facts[i].GetType())) is { } refusal) return Recorded.Refused(refusal) with { RefusedAt = i };
        return null;
    }

    /// <summary>The other projects that the facts speak of, as they are now.</summary>
    private static async Task<IReadOnlyDictionary<Guid, Project>> OthersAsync(
        IQuerySession session, Caller caller, IReadOnlyList<Fact> facts, CancellationToken cancellation)
    {
        var others = new Dictionary<Guid, Project>();
        foreach (var id in facts.Select(f => f.Concerns()).OfType<Guid>().Distinct())
            if (ProjectHistory.Of(await session.FetchCoveredAsync(caller, id, cancellation)) is { IsEmpty: false } history) others.Add(id, history.Now);
        return others;
    }

    /// <summary>
    /// Takes the codes and the key before the events are appended: where another was first, the transaction ends without burning a sequence
    /// number, and a gap in the sequence would hold up the views.
    /// </summary>
    private async Task GuardAsync(IDocumentSession session, Recorded outcome, IReadOnlyList<Fact> facts, IdempotencyKey? key, CancellationToken cancellation)
    {
        var guards = new List<NpgsqlCommand>();
        if (key is not null) guards.Add(key.Keep(outcome, clock.GetUtcNow()));
        if (outcome.Refusal is null) guards.AddRange(facts.SelectMany(GivenCode.In).Select(c => TakeCode(session.TenantId, c.Code, c.IsLocal, outcome.Project)));
        if (guards.Count == 0) return;
        // A refusal is kept by itself: nothing comes after it that would commit a transaction.
        if (outcome.Refusal is null) await session.BeginTransactionAsync(cancellation);
        foreach (var guard in guards)
            await using (guard)
                await (await session.ExecuteReaderAsync(guard, cancellation)).DisposeAsync();
    }

    // A local code is one project's alone. A national code that another project has goes on calling that one: who shares it is suspected of
    // being the same works, not turned away.
    private static NpgsqlCommand TakeCode(string city, string code, bool isLocal, Guid project) => new(isLocal
        ? """
          insert into project_code (city, code, project_id) select $1, $2, $3
          where not exists (select from project_code where city = $1 and code = $2 and project_id = $3)
          """
        : "insert into project_code (city, code, project_id) values ($1, $2, $3) on conflict do nothing")
    {
        Parameters = { new() { Value = city }, new() { Value = code }, new() { Value = project } },
    };

    private static void Append(IDocumentSession session, Caller caller, Guid project, History before, IReadOnlyList<Fact> facts)
    {
        session.LastModifiedBy = caller.Subject;
        session.CausationId = Activity.Current?.Id;
        if (caller.Name.Length > 0) session.SetHeader("name", caller.Name);
        if (caller.Roles.Count > 0) session.SetHeader("role", caller.RoleKeys);
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
            ? Refused.CodeTaken(await TakenAsync(session, project, [.. facts.SelectMany(GivenCode.In).Where(c => c.IsLocal).Select(c => c.Code)], cancellation))
            : Refused.ConcurrentWrite);
    }

    /// <summary>Which of these codes is another project's.</summary>
    private static async Task<string> TakenAsync(IQuerySession session, Guid project, string[] codes, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand("select code from project_code where city = $1 and code = any($2) and project_id <> $3");
        foreach (var value in new object[] { session.TenantId, codes, project }) select.Parameters.AddWithValue(value);
        await using var reader = await session.ExecuteReaderAsync(select, cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetString(0) : codes[0];
    }

    private static string? Violated(Exception? e) => e switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } p => p.ConstraintName ?? "",
        _ => Violated(e.InnerException),
    };
}
