using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// The one definition of who is in a batch: a project is in the batch of a kind by its first counted fact of that kind that had
/// happened by <c>@asOf</c> and stood at <c>@position</c>, with the attributes that held then. Parts count with their parent, and what
/// was found to repeat another project counts nowhere.
/// </summary>
internal static class Batch
{
    public static IReadOnlyList<string> Kinds { get; } = [ContractSigned.Kind, ConstructionStarted.Kind, ProjectCommissioned.Kind];

    /// <summary>Entries of the city's batches; <paramref name="projects"/> narrows them to some projects, by a parameter of that name.</summary>
    public static string Entries(string? projects = null) => $"""
        select m.kind, m.project_id, m.version, m.occurred_on, m.round, m.known_from,
               v.name, v.region, v.industry, v.class, v.sector, v.total_investment_wan, v.details
        from (select distinct on (project_id, kind) project_id, kind, version, occurred_on, round, known_from
              from milestone_fact
              where city = @city and kind = any(@kinds) and known_from <= @position and known_to > @position and occurred_on <= @asOf
                    {(projects is null ? "" : $"and project_id = any({projects})")}
              order by project_id, kind, occurred_on, version) m
        join project_version v
          on v.city = @city and v.project_id = m.project_id
             and v.known_from <= @position and v.known_to > @position and v.valid_from <= @asOf and v.valid_to > @asOf
             and v.counted
        """;
}
