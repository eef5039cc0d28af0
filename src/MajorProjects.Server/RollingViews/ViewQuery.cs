using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>From where on the two clocks an answer is asked for.</summary>
public record PointQuery
{
    [FromQuery(Name = "asOf"), Description("Facts that had happened by the end of this day (2024-11-26); default: today in Asia/Shanghai.")]
    public string? AsOf { get; init; }

    [FromQuery(Name = "knownAt"), Description("Facts that the store knew at this instant (RFC 3339), or at the end of this day in Asia/Shanghai; default: now.")]
    public string? KnownAt { get; init; }

    [FromQuery(Name = "position"), Description("In place of knownAt: facts up to this position of the city's log.")]
    public string? Position { get; init; }

    [FromQuery(Name = "confirmed"), Description("true: only facts that a reviewer confirmed, or that need no review; each known from when it was confirmed. Default: all that is reported.")]
    public string? Confirmed { get; init; }

    [FromQuery(Name = "fresh"), Description("true: wait until everything recorded before this request shows.")]
    public string? Fresh { get; init; }

    [FromQuery(Name = "city"), Description("The city, where the token names several.")]
    public string? City { get; init; }

    /// <summary>For a list that goes by all that is reported and has no other edition.</summary>
    internal void RefuseConfirmed(FieldErrors errors)
    {
        if (Confirmed is not (null or "false")) errors.Add("confirmed", "该清单依据全部已登记的记录，不能只看已审核的。", "That list goes by all that is reported; it cannot be of confirmed facts only.");
    }

    /// <summary>What its fields are called, where it is not the only point of a question.</summary>
    internal PointNames Names { get; init; } = new("asOf", "knownAt", "position");
}

/// <summary>What the fields of a point on the two clocks are called.</summary>
internal sealed record PointNames(string AsOf, string KnownAt, string Position);

/// <summary>What every view can be asked: from where on the two clocks, and of which projects.</summary>
public record ViewQuery : PointQuery
{
    [FromQuery(Name = "region"), Description("Only projects filed under exactly this region; the city's own code means municipal and cross-county works.")]
    public string? Region { get; init; }

    [FromQuery(Name = "industry"), Description("Only this industry.")]
    public string? Industry { get; init; }

    [FromQuery(Name = "class"), Description("Only this class: pipeline, annual, benchmark or key.")]
    public string? Class { get; init; }

    [FromQuery(Name = "sector"), Description("Only this sector: public, publicRevenue or competitive.")]
    public string? Sector { get; init; }

    /// <summary>The filters, checked against the city's data, within what the caller's token covers.</summary>
    /// <exception cref="RefusedException">a value that no project can have, or a region that the token does not cover.</exception>
    internal ProjectFilter Filter(Caller caller)
    {
        var city = caller.City;
        var errors = new FieldErrors();
        var region = QueryText.Value<RegionCode>(errors, "region", Region);
        var classKey = QueryText.Key<ProjectClass>(errors, "class", Class);
        var sector = QueryText.Key<Sector>(errors, "sector", Sector);
        QueryText.Refuse(errors);
        if (region is { } r && !city.Has(r)) throw new RefusedException(Refusal.UnknownRegion(r, city));
        if (region is { } asked && !caller.Covers(asked.ToString())) throw new RefusedException(Refused.OutOfScope);
        if (Industry is not null && !city.Industries.ContainsKey(Industry)) throw new RefusedException(Refusal.UnknownIndustry(Industry, city));
        return new(region?.ToString(), Industry, classKey, sector, caller.Regions);
    }
}

/// <summary>What a view from two points can be asked.</summary>
public record TwoPointsQuery : ViewQuery
{
    [FromQuery(Name = "asOf2"), Description("The second point: facts that had happened by the end of this day; default: today.")]
    public string? AsOf2 { get; init; }

    [FromQuery(Name = "knownAt2"), Description("The second point: facts that the store knew at this instant or at the end of this day; default: now.")]
    public string? KnownAt2 { get; init; }

    [FromQuery(Name = "position2"), Description("The second point, in place of knownAt2: facts up to this position of the city's log.")]
    public string? Position2 { get; init; }

    internal PointQuery Second => new()
    {
        AsOf = AsOf2, KnownAt = KnownAt2, Position = Position2, Fresh = Fresh, Confirmed = Confirmed, City = City, Names = new("asOf2", "knownAt2", "position2"),
    };
}

/// <summary>What a view by periods can be asked.</summary>
public record PeriodsQuery : ViewQuery
{
    [FromQuery(Name = "by"), Description("month, quarter, half, year (default) or plan.")]
    public string? By { get; init; }

    [FromQuery(Name = "from"), Description("First period, of the kind that `by` names; default: five years before the one that asOf lies in.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Last period; default: the one that asOf lies in.")]
    public string? To { get; init; }
}

/// <summary>Which projects a view is about; null leaves a thing open.</summary>
/// <param name="Region">Those filed under this region.</param>
/// <param name="Industry">Those of this industry.</param>
/// <param name="Class">Those of this class.</param>
/// <param name="Sector">Those of this sector.</param>
/// <param name="Covered">Those filed under one of these regions, which are all that the caller's token covers.</param>
internal sealed record ProjectFilter(string? Region, string? Industry, string? Class, string? Sector, IReadOnlyList<string>? Covered = null)
{
    public static ProjectFilter Open { get; } = new(null, null, null, null);

    /// <summary>All that a caller's token covers.</summary>
    public static ProjectFilter Of(Caller caller) => Open with { Covered = caller.Regions };

    /// <summary>Whether it is about all of them.</summary>
    public bool IsOpen => this is { Region: null, Industry: null, Class: null, Sector: null, Covered: null };

    /// <summary>Whether it is about a project filed so; the same as <see cref="Condition"/>.</summary>
    public bool Takes(Filing filing) =>
        (Region ?? filing.Region) == filing.Region && (Industry ?? filing.Industry) == filing.Industry
        && (Class ?? filing.Class) == filing.Class && (Sector ?? filing.Sector) == filing.Sector
        && (Covered is null || Covered.Contains(filing.Region, StringComparer.Ordinal));

    /// <summary>The attributes by which it takes some projects and not others.</summary>
    public IEnumerable<string> Attributes => new (string Name, object? By)[]
    {
        ("region", Region ?? (object?)Covered), ("industry", Industry), ("class", Class), ("sector", Sector),
    }.Where(a => a.By is not null).Select(a => a.Name);

    /// <summary>The condition on a row <c>e</c> that has these columns.</summary>
    public const string Condition = """
        (@region::text is null or e.region = @region) and (@industry::text is null or e.industry = @industry)
        and (@class::text is null or e.class = @class) and (@sector::text is null or e.sector = @sector)
        and (@covered::text[] is null or e.region = any(@covered))
        """;

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        Add("region", Region);
        Add("industry", Industry);
        Add("class", Class);
        Add("sector", Sector);
        parameters.Add(new NpgsqlParameter<string[]?>("covered", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text) { TypedValue = Covered?.ToArray() });

        void Add(string name, string? value) => parameters.Add(new NpgsqlParameter<string?>(name, NpgsqlTypes.NpgsqlDbType.Text) { TypedValue = value });
    }
}
