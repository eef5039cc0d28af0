using System.Numerics;
using System.Text.Json;
using JasperFx.Events;
using Marten;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.RollingViews;

/// <summary>Writes one page of a city's log to the read tables, set-wise, in one batch.</summary>
internal sealed class ReadTablesPage(string city, List<IEvent> page, List<IEvent> facts, ProjectVersions versions) : ITransactionParticipant
{
    private readonly long first = page[0].Sequence;
    private readonly long last = page[^1].Sequence;

    public async Task BeforeCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (await ReachesPastAsync(connection, transaction, token)) Rewind(batch);
        AddMilestones(batch);
        AddProgress(batch);
        AddConfirmed(batch);
        CloseVoided(batch);
        CloseVersions(batch);
        AddVersions(batch);
        AddBlocks(batch);
        Add(batch, """
            insert into read_position (city, position) values (@city, @position) on conflict (city) do update set position = excluded.position
            """, ("position", last));
        // Autovacuum looks once a minute; a city that fills up faster than that would be planned for as if it were still empty, and
        // each project of a page would be sought among all of the city's.
        if (BitOperations.Log2((ulong)first - 1) < BitOperations.Log2((ulong)last)) Add(batch, $"select {ReadTables.Analyze}()");
        await batch.ExecuteNonQueryAsync(token);
    }

    /// <summary>Whether the tables reach past the page's beginning already: a rebuild or a repeated page is going on.</summary>
    private async Task<bool> ReachesPastAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select position >= @first from read_position where city = @city", connection, transaction);
        command.Parameters.AddWithValue("city", city);
        command.Parameters.AddWithValue("first", first);
        return await command.ExecuteScalarAsync(token) is true;
    }

    private void Rewind(NpgsqlBatch batch)
    {
        Add(batch, "insert into read_rewind as r (city, times) values (@city, 1) on conflict (city) do update set times = r.times + 1");
        foreach (var table in new[] { "milestone_fact", "progress_fact", "project_version" })
        {
            Add(batch, $"delete from {table} where city = @city and known_from >= @first", ("first", first));
            Add(batch, $"update {table} set known_to = @open where city = @city and known_to >= @first and {ReadTables.Closed}",
                ("first", first), ("open", ReadTables.Open));
        }
    }

    private void AddMilestones(NpgsqlBatch batch)
    {
        var rows = facts.Select(e => (Event: e, Fact: (Fact)e.Data, Counts: ((Fact)e.Data).CountsAs())).Where(r => r.Counts is not null).ToList();
        if (rows.Count == 0) return;
        Add(batch, """
            insert into milestone_fact (city, confirmed, project_id, version, kind, occurred_on, reaches, amount_wan, round, reason, subject, to_date, known_from, known_to)
            select @city, e.confirmed, f.project_id, f.version, f.kind, f.day, f.reaches, f.amount, f.round, f.reason, f.subject, f.to_date, f.known_from, @open
            from unnest(@project, @version, @kind, @day, @reaches, @amount, @round, @reason, @subject, @to, @knownFrom, @reviewed)
                 f (project_id, version, kind, day, reaches, amount, round, reason, subject, to_date, known_from, reviewed)
            join (values (false), (true)) e (confirmed) on not e.confirmed or not f.reviewed
            """,
            ("project", rows.ConvertAll(r => r.Event.StreamId)),
            ("version", rows.ConvertAll(r => (int)r.Event.Version)),
            ("kind", rows.ConvertAll(r => r.Counts!.Kind)),
            ("day", rows.ConvertAll(r => r.Fact.OccurredOn)),
            ("reaches", rows.ConvertAll(r => (short?)r.Counts!.Reaches)),
            ("amount", rows.ConvertAll(r => r.Counts!.AmountWan?.Amount)),
            ("round", rows.ConvertAll(r => r.Fact.Round)),
            ("reason", rows.ConvertAll(r => r.Counts!.Reason)),
            ("subject", rows.ConvertAll(r => r.Counts!.Subject)),
            ("to", rows.ConvertAll(r => r.Counts!.To?.Due)),
            ("knownFrom", rows.ConvertAll(r => r.Event.Sequence)),
            ("reviewed", rows.ConvertAll(r => r.Fact.NeedsReview())),
            ("open", ReadTables.Open));
    }

    private void AddProgress(NpgsqlBatch batch)
    {
        var rows = facts.Where(e => e.Data is ProgressReported).Select(e => (Event: e, Report: (ProgressReported)e.Data)).ToList();
        if (rows.Count == 0) return;
        Add(batch, """
            insert into progress_fact (city, confirmed, project_id, version, month, occurred_on, completed_wan, output_wan, percent, known_from, known_to)
            select @city, false, *, @open from unnest(@project, @version, @month, @day, @completed, @output, @percent, @knownFrom)
            """,
            ("project", rows.ConvertAll(r => r.Event.StreamId)),
            ("version", rows.ConvertAll(r => (int)r.Event.Version)),
            ("month", rows.ConvertAll(r => r.Report.Month.First)),
            ("day", rows.ConvertAll(r => r.Report.OccurredOn)),
            ("completed", rows.ConvertAll(r => r.Report.CompletedWan?.Amount)),
            ("output", rows.ConvertAll(r => r.Report.OutputWan?.Amount)),
            ("percent", rows.ConvertAll(r => r.Report.Percent)),
            ("knownFrom", rows.ConvertAll(r => r.Event.Sequence)),
            ("open", ReadTables.Open));
    }

    // What is confirmed comes into the confirmed edition as it was reported, from where that is known.
    private void AddConfirmed(NpgsqlBatch batch)
    {
        var rows = facts.Where(e => e.Data is FactConfirmed).Select(e => (Event: e, ((FactConfirmed)e.Data).Version)).ToList();
        if (rows.Count == 0) return;
        foreach (var (table, columns) in new[]
        {
            ("milestone_fact", "kind, occurred_on, reaches, amount_wan, round, reason, subject, to_date"),
            ("progress_fact", "month, occurred_on, completed_wan, output_wan, percent"),
        })
            Add(batch, $"""
                insert into {table} (city, confirmed, project_id, version, {columns}, known_from, known_to)
                select @city, true, project_id, version, {columns}, c.position, @open
                from unnest(@project, @version, @at) c (project_id, version, position)
                join {table} reported using (project_id, version)
                where reported.city = @city and not reported.confirmed
                """,
                ("project", rows.ConvertAll(r => r.Event.StreamId)),
                ("version", rows.ConvertAll(r => r.Version)),
                ("at", rows.ConvertAll(r => r.Event.Sequence)),
                ("open", ReadTables.Open));
    }

    private void CloseVoided(NpgsqlBatch batch)
    {
        var voids = facts.Where(e => e.Data is ITakesBack).SelectMany(e => ((ITakesBack)e.Data).Versions().Select(version => (Event: e, Version: version))).ToList();
        if (voids.Count == 0) return;
        foreach (var table in new[] { "milestone_fact", "progress_fact" })
            Add(batch, $"""
                update {table} m set known_to = v.position
                from unnest(@project, @version, @at) v (project_id, version, position), (values (false), (true)) e (confirmed)
                where m.city = @city and m.confirmed = e.confirmed and m.project_id = v.project_id and m.version = v.version
                """,
                ("project", voids.ConvertAll(v => v.Event.StreamId)),
                ("version", voids.ConvertAll(v => v.Version)),
                ("at", voids.ConvertAll(v => v.Event.Sequence)));
    }

    private void CloseVersions(NpgsqlBatch batch)
    {
        var rows = versions.Ended.ToList();
        if (rows.Count == 0) return;
        Add(batch, """
            update project_version p set known_to = v.known_to
            from unnest(@confirmed, @project, @knownFrom, @validFrom, @knownTo) v (confirmed, project_id, known_from, valid_from, known_to)
            where p.city = @city and p.confirmed = v.confirmed and p.project_id = v.project_id and p.known_from = v.known_from and p.valid_from = v.valid_from
            """,
            ("confirmed", rows.ConvertAll(r => r.Confirmed)),
            ("project", rows.ConvertAll(r => r.Project)),
            ("knownFrom", rows.ConvertAll(r => r.KnownFrom)),
            ("validFrom", rows.ConvertAll(r => r.ValidFrom)),
            ("knownTo", rows.ConvertAll(r => r.KnownTo)));
    }

    private void AddVersions(NpgsqlBatch batch)
    {
        // A row that is closed at the position where it began was never believed.
        var rows = versions.Begun.Where(r => r.KnownFrom < r.KnownTo).ToList();
        if (rows.Count == 0) return;
        Add(batch, """
            insert into project_version (city, confirmed, project_id, known_from, known_to, valid_from, valid_to, registered_on,
                                         name, region, industry, class, sector, total_investment_wan, counted, details,
                                         planned_signing, planned_start, planned_commissioning, planned_completion,
                                         baseline_signing, baseline_start, baseline_commissioning, baseline_completion)
            select @city, *
            from unnest(@confirmed, @project, @knownFrom, @knownTo, @validFrom, @validTo, @registered,
                        @name, @region, @industry, @class, @sector, @investment, @counted, @details,
                        @plannedSigning, @plannedStart, @plannedCommissioning, @plannedCompletion,
                        @baselineSigning, @baselineStart, @baselineCommissioning, @baselineCompletion)
            """,
            ("confirmed", rows.ConvertAll(r => r.Confirmed)),
            ("project", rows.ConvertAll(r => r.Project)),
            ("knownFrom", rows.ConvertAll(r => r.KnownFrom)),
            ("knownTo", rows.ConvertAll(r => r.KnownTo)),
            ("validFrom", rows.ConvertAll(r => r.ValidFrom)),
            ("validTo", rows.ConvertAll(r => r.ValidTo)),
            ("registered", rows.ConvertAll(r => r.RegisteredOn)),
            ("name", rows.ConvertAll(r => r.Details.Name)),
            ("region", rows.ConvertAll(r => r.Details.Region.ToString())),
            ("industry", rows.ConvertAll(r => r.Details.Industry)),
            ("class", rows.ConvertAll(r => r.Details.Class.ToKey())),
            ("sector", rows.ConvertAll(r => r.Details.Sector.ToKey())),
            ("investment", rows.ConvertAll(r => r.Details.TotalInvestmentWan?.Amount)),
            ("counted", rows.ConvertAll(r => r.Details.Counted)),
            ("details", rows.ConvertAll(r => JsonSerializer.Serialize(r.Details, Json.Stored))),
            ("plannedSigning", Dates(d => d.PlannedSigning)),
            ("plannedStart", Dates(d => d.PlannedStart)),
            ("plannedCommissioning", Dates(d => d.PlannedCommissioning)),
            ("plannedCompletion", Dates(d => d.PlannedCompletion)),
            ("baselineSigning", Dates(d => d.BaselineSigning)),
            ("baselineStart", Dates(d => d.BaselineStart)),
            ("baselineCommissioning", Dates(d => d.BaselineCommissioning)),
            ("baselineCompletion", Dates(d => d.BaselineCompletion)));

        List<DateOnly?> Dates(Func<ProjectDetails, PlannedDate?> of) => rows.ConvertAll(r => of(r.Details)?.Due);
    }

    // What a block holds never changes, so a page that comes again says nothing new of it.
    private void AddBlocks(NpgsqlBatch batch)
    {
        var blocks = page.GroupBy(e => e.Sequence / ReadTables.BlockLength).ToList();
        Add(batch, """
            insert into recorded_block as b (city, block, latest) select @city, * from unnest(@block, @latest)
            on conflict (city, block) do update set latest = greatest(b.latest, excluded.latest)
            """,
            ("block", blocks.ConvertAll(b => b.Key)), ("latest", blocks.ConvertAll(b => b.Max(e => e.Timestamp).UtcDateTime)));
    }

    private void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("city", city);
        foreach (var (name, value) in parameters)
        {
            if (name == "details") command.Parameters.Add(new(name, NpgsqlDbType.Array | NpgsqlDbType.Jsonb) { Value = value });
            else command.Parameters.AddWithValue(name, value);
        }
        batch.BatchCommands.Add(command);
    }
}
