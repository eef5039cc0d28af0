using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Rounds;

/// <summary>One kind of batch as a round published it; what was not published is null.</summary>
/// <param name="Count">Projects.</param>
/// <param name="InvestmentWan">Their planned total investment, 万元.</param>
public sealed record PublishedBatch(int? Count, Wan? InvestmentWan);

/// <summary>
/// A dated municipal event (第N次“三个一批”活动) with the figures that were published for it. What the facts of its projects add up to is
/// never written into it: the two stand side by side.
/// </summary>
/// <param name="Number">Year and number, such as <c>2024-4</c>; unique in the city.</param>
/// <param name="Name">What it is called.</param>
/// <param name="HeldOn">The day.</param>
/// <param name="Signed">签约.</param>
/// <param name="Started">开工.</param>
/// <param name="Commissioned">投产.</param>
/// <param name="Total">All three together, as published.</param>
/// <param name="Source">Where it was published.</param>
public sealed record RoundPublished(
    string Number, string Name, DateOnly HeldOn, PublishedBatch Signed, PublishedBatch Started, PublishedBatch Commissioned,
    PublishedBatch Total, string Source);

/// <summary>The stream of one round.</summary>
public sealed record Round
{
    /// <summary>The event's name for ever.</summary>
    public const string PublishedType = "roundPublished";
}
