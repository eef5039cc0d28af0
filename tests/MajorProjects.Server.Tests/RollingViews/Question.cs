using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A question to the rolling view; its position is a share of the log, from 0, nothing of it, to 1, all of it.</summary>
internal sealed record Question(DateOnly AsOf, double Position, Period From, Period To, int? County, string? Industry, ProjectClass? Class, Sector? Sector, bool Confirmed = false)
{
    private static readonly Gen<DateOnly> Days = Gen.Int[-40, 560].Select(new DateOnly(2024, 1, 1).AddDays);

    public static Gen<Question> Any { get; } = Gen.Select(
        Gen.Select(Days, Gen.Frequency((1, Gen.Const(1.0)), (2, Gen.Double[0, 1])), Gen.Int[0, 4].Select(n => (PeriodKind)n), Days.Array[2]),
        Gen.Int[0, 6].Nullable(0.6), Gen.Int[0, CityLog.Industries.Count - 1].Nullable(0.6), Gen.Enum<ProjectClass>().Nullable(0.7), Gen.Enum<Sector>().Nullable(0.7), Gen.Bool,
        (when, county, industry, classOf, sector, confirmed) => new Question(
            when.Item1, when.Item2, Period.Of(when.Item3, when.Item4.Min()), Period.Of(when.Item3, when.Item4.Max()), county,
            industry is null ? null : CityLog.Industries[industry.Value], classOf, sector, confirmed));

    public IEnumerable<Period> Periods => Period.Range(From, To);

    public string Range => $"?by={From.Kind.ToKey()}&from={From}&to={To}";

    public ProjectFilter Filter(City city) =>
        new(County is null ? null : $"{$"{city.Code}"[..4]}{County:00}", Industry, Class?.ToKey(), Sector?.ToKey());

    public string Edition => Confirmed ? "&confirmed=true" : "";

    public static string Text(ProjectFilter filter) => string.Concat(
        new[] { ("region", filter.Region), ("industry", filter.Industry), ("class", filter.Class), ("sector", filter.Sector) }
            .Where(f => f.Item2 is not null).Select(f => $"&{f.Item1}={f.Item2}"));
}
