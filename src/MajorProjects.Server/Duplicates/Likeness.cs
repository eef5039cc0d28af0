using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using Npgsql;

namespace MajorProjects.Server.Duplicates;

/// <summary>A project as it is compared with others.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="Owner">Its owner, folded, or null.</param>
/// <param name="Address">The address of its site, folded, or null.</param>
/// <param name="NationalCode">Its code of the national platform, or null.</param>
/// <param name="Parent">The project that it is a part of, or null.</param>
public sealed record Likeness(Guid Project, ProjectName Name, string? Owner, string? Address, string? NationalCode, Guid? Parent)
{
    /// <summary>
    /// From which similarity on two names of the same numbers are suspected to mean the same works. Measured on the 337 works of the
    /// five-year plan, all of them distinct, and 128 names under which some of them might be entered again: 113 of these are found
    /// (88 %; of those that keep the numbers 91 %), and 7 of the 56,616 pairs of distinct works are suspected as well. See
    /// <c>tests/MajorProjects.Server.Tests/Duplicates/README.md</c> for other thresholds.
    /// </summary>
    public const decimal NameThreshold = 0.65m;

    /// <summary>How many others a project is suspected to repeat, at most.</summary>
    public const int Most = 3;

    public static Likeness Of(Guid project, ProjectDetails details, City city, Guid? parent) => new(
        project, ProjectName.Of(details.Name, city.Name), Folded(details.Owner), Folded(details.Site?.Address), details.NationalCode, parent);

    /// <summary>Makes those who look for likenesses in a city wait for each other until their transactions end, so that of two who register at once the second sees the first.</summary>
    public static NpgsqlCommand TakeTurn(string city) => new("select pg_advisory_xact_lock(hashtext('likeness'), $1::int)") { Parameters = { new() { Value = city } } };

    /// <summary>Keeps this as what the project is compared by from now on.</summary>
    public NpgsqlCommand Keep(string city) => new(
        """
        insert into project_likeness (city, project_id, name_stem, name_numbers, owner, address, national_code, parent)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (city, project_id) do update set (name_stem, name_numbers, owner, address, national_code, parent) =
          (excluded.name_stem, excluded.name_numbers, excluded.owner, excluded.address, excluded.national_code, excluded.parent)
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = city }, new NpgsqlParameter<Guid> { TypedValue = Project },
            new NpgsqlParameter<string> { TypedValue = Trigrams.Of(Name.Stem) }, new NpgsqlParameter<string> { TypedValue = Name.Numbers },
            Text(Owner), Text(Address), Text(NationalCode), Id(Parent),
        },
    };

    /// <summary>Keeps many of a city at once, but for those that are there.</summary>
    public static NpgsqlCommand KeepMissing(string city, IReadOnlyList<Likeness> all) => new(
        """
        insert into project_likeness (city, project_id, name_stem, name_numbers, owner, address, national_code, parent)
        select $1, * from unnest($2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = city }, Column(all, l => l.Project), Column(all, l => Trigrams.Of(l.Name.Stem)),
            Column(all, l => l.Name.Numbers), Column(all, l => l.Owner), Column(all, l => l.Address), Column(all, l => l.NationalCode), Column(all, l => l.Parent),
        },
    };

    /// <summary>
    /// The other projects of the city that this one looks like, strongest first: same national code, same owner and site, similar name. Not
    /// what it is a part of, nor its own parts, nor the other parts of the same. Among 100,000 projects this takes 15 ms (median; 95 % within 30 ms), nearly all of it in the index of the names.
    /// As many as <see cref="Most"/>, and <paramref name="beyond"/> more.
    /// </summary>
    public async Task<IReadOnlyList<Likely>> FindAsync(NpgsqlConnection connection, string city, CancellationToken cancellation, int beyond = 0)
    {
        await using var batch = new NpgsqlBatch(connection);
        // The operator %, which the index knows, compares with a setting; it is set for this transaction alone.
        batch.BatchCommands.Add(new("select set_config('pg_trgm.similarity_threshold', $1, true)") { Parameters = { Text(FormattableString.Invariant($"{NameThreshold}")) } });
        batch.BatchCommands.Add(new(Others)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = city }, new NpgsqlParameter<Guid> { TypedValue = Project }, Id(Parent), Text(NationalCode),
                Text(Owner), Text(Address), new NpgsqlParameter<string> { TypedValue = Name.Numbers },
                new NpgsqlParameter<string> { TypedValue = Trigrams.Of(Name.Stem) }, new NpgsqlParameter<int> { TypedValue = Most + beyond },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var found = new List<Likely>();
        while (await reader.ReadAsync(cancellation)) found.Add(new(reader.GetGuid(0), (DuplicateGrounds)reader.GetInt32(1), reader.GetDecimal(2)));
        return found;
    }

    // Written out for each of the grounds, so that each uses its own index.
    private const string Others =
        """
        select project_id, grounds, similarity from (
          select distinct on (project_id) project_id, grounds, round(similarity::numeric, 4) as similarity
          from (
            select project_id, parent, 0 as grounds, 1::real as similarity from project_likeness where city = $1 and national_code = $4
            union all
            select project_id, parent, 1, 1::real from project_likeness where city = $1 and owner = $5 and address = $6 and name_numbers = $7
            union all
            select project_id, parent, 2, similarity(name_stem, $8) from project_likeness where city = $1 and name_numbers = $7 and name_stem % $8
          ) as alike
          where project_id <> $2 and parent is distinct from $2 and ($3 is null or project_id <> $3 and parent is distinct from $3)
          order by project_id, grounds
        ) as other
        order by grounds, similarity desc, project_id
        limit $9
        """;

    // What does not say anything is not known. An index takes no entry of any length; and two that are the same for 200 characters are the same.
    private static string? Folded(string? text) =>
        text is not null && string.Concat(ProjectName.Fold(text).EnumerateRunes().Take(200)) is { Length: > 0 } folded ? folded : null;

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<Likeness> all, Func<Likeness, T> value) => new() { TypedValue = [.. all.Select(value)] };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private static NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };
}

/// <summary>Another project that one looks like.</summary>
/// <param name="Other">Its id.</param>
/// <param name="Grounds">The strongest grounds for it.</param>
/// <param name="Similarity">Of the names where they are the grounds; else 1.</param>
public sealed record Likely(Guid Other, DuplicateGrounds Grounds, decimal Similarity);
