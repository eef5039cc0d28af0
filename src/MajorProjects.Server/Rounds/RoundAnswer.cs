using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Rounds;

/// <summary>A fact that bears on a round.</summary>
/// <param name="Version">Its place in the project's history.</param>
/// <param name="Kind">The step that it is.</param>
/// <param name="OccurredOn">The day it happened.</param>
/// <param name="Round">The round that it names.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Position">Its place in the city's log.</param>
public sealed record RoundFact(
    int Version, string Kind, DateOnly OccurredOn, string? Round, DateTimeOffset RecordedAt, string? RecordedBy, long Position);

/// <summary>How the published list's entry was found among the projects.</summary>
public enum MatchedBy { Id, Code, Name }

/// <summary>An entry of the published list.</summary>
/// <param name="Name">The name as published.</param>
/// <param name="Project">What it was said to be called by: an id or a code.</param>
/// <param name="Match">The project that it is, by its id; null where there is none or nobody can tell.</param>
/// <param name="MatchedBy">How it was found.</param>
/// <param name="Reason">Why it is not among the computed ones; null where it is.</param>
public sealed record PublishedEntry(string Name, string? Project, Guid? Match, MatchedBy? MatchedBy, DifferenceReason? Reason);

/// <summary>A project that makes the difference.</summary>
/// <param name="Reason">Why, as a stable code.</param>
/// <param name="Detail">Why, as a sentence.</param>
/// <param name="Published">Whether it is in the published list and not among the computed ones, or the other way round.</param>
/// <param name="Name">Its name; as published, where it was.</param>
/// <param name="Project">Its id, where it is known.</param>
/// <param name="TotalInvestmentWan">Its planned total investment, 万元, where it is known.</param>
/// <param name="Fact">The fact behind it, where there is one.</param>
/// <param name="Others">Other projects that it is about: those of the same name, or the one with which it counts.</param>
public sealed record RoundDifference(
    DifferenceReason Reason, Text Detail, bool Published, string Name, Guid? Project, decimal? TotalInvestmentWan, RoundFact? Fact, IReadOnlyList<Guid> Others);

/// <summary>Published less computed; null where nothing was published to compare with.</summary>
public sealed record FiguresDifference(int? Count, decimal? InvestmentWan);

/// <summary>Something to know of a comparison.</summary>
public sealed record RoundNote(string Code, Text Detail);

/// <summary>One kind of batch: what was published beside what the facts add up to.</summary>
/// <param name="Published">The figures as published.</param>
/// <param name="Computed">The figures by the facts that name the round.</param>
/// <param name="Difference">Published less computed.</param>
/// <param name="Listed">Whether a list was published, so that the difference can be told project by project.</param>
/// <param name="ListedCount">How long the list is.</param>
/// <param name="Explained">What the differences below add up to: the published ones less the computed ones; null without a list.</param>
/// <param name="Notes">What to know of it: <c>noList</c>, <c>countDiffersFromList</c>.</param>
/// <param name="PublishedProjects">The list as published, each with the project that it is.</param>
/// <param name="Projects">The computed projects, each with the fact that put it there.</param>
/// <param name="Differences">Each project that makes the difference.</param>
public sealed record RoundBatch(
    PublishedBatch Published, BatchCell Computed, FiguresDifference Difference, bool Listed, int? ListedCount, FiguresDifference? Explained,
    IReadOnlyList<RoundNote> Notes, IReadOnlyList<PublishedEntry> PublishedProjects, IReadOnlyList<BatchProject> Projects, IReadOnlyList<RoundDifference> Differences);

/// <summary>All three kinds together, as published and as computed.</summary>
public sealed record RoundTotal(PublishedBatch Published, BatchCell Computed, FiguresDifference Difference);

/// <summary>One of the publications of a round, the first or a correction.</summary>
/// <param name="Version">1 is the first.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Position">Its place in the city's log: asked at that position, the round is as it said.</param>
/// <param name="Source">Where it was published.</param>
public sealed record PublicationView(int Version, DateTimeOffset RecordedAt, string? RecordedBy, long Position, string Source);

/// <summary>A round, published beside computed, with each project that makes the difference.</summary>
public sealed record RoundAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, string Number, string Name, DateOnly HeldOn, string Source, bool Corrected,
    IReadOnlyList<PublicationView> Publications, RoundBatch Signed, RoundBatch Started, RoundBatch Commissioned, RoundTotal Total);
