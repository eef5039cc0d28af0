using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Audit;

/// <summary>How what was on record was corrected.</summary>
public enum CorrectionKind
{
    /// <summary>作废.</summary>
    Voided,

    /// <summary>退回.</summary>
    Returned,

    /// <summary>信息变更 that holds from before the day on which it was recorded, or from the registration.</summary>
    Revised,

    /// <summary>A month's report filed again.</summary>
    Refiled,

    /// <summary>What was published of a round, published again.</summary>
    RoundCorrected,
}

/// <summary>What a correction takes the place of, or takes back.</summary>
public sealed record CorrectedFact(int Version, string Type, string Title, DateOnly OccurredOn, DateTimeOffset RecordedAt, string? RecordedBy);

/// <summary>What was on record, and what is in its place; null where nothing was, or is.</summary>
/// <param name="Field">The attribute, or the field of a report or a round: <c>completedWan</c>, <c>signed.count</c>.</param>
/// <param name="Old">As it was written.</param>
/// <param name="New">As it is written now.</param>
public sealed record CorrectedValue(string Field, string? Old, string? New);

/// <summary>A cell of the rolling view by months that a correction moved, and by how much.</summary>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="Period">The month.</param>
/// <param name="Count">By how many projects.</param>
/// <param name="InvestmentWan">By how much planned total investment, 万元.</param>
public sealed record MovedCell(string Kind, Period Period, int Count, decimal InvestmentWan);

/// <summary>A correction: who corrected what, when and why, and what that moved.</summary>
/// <param name="Kind">How.</param>
/// <param name="Project">The project; null for a round.</param>
/// <param name="Round">The round's number; null for a project.</param>
/// <param name="Name">What the project or the round is called.</param>
/// <param name="Region">The project's region; null for a round, which is the city's.</param>
/// <param name="Version">Its place in the history of the project or of the round.</param>
/// <param name="OccurredOn">The day it holds from or, for a round, on which that was held.</param>
/// <param name="RecordedAt">The instant it was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecorderName">What he is called.</param>
/// <param name="Position">Its place in the city's log.</param>
/// <param name="Reason">Why, as he says.</param>
/// <param name="Corrected">The facts that it takes back or takes the place of.</param>
/// <param name="Values">What was on record and what is in its place.</param>
/// <param name="Cells">The cells that it moved, as of asOf; none where it moved no figure.</param>
public sealed record Correction(
    CorrectionKind Kind, Guid? Project, string? Round, string Name, string? Region, int Version, DateOnly OccurredOn, DateTimeOffset RecordedAt,
    string? RecordedBy, string? RecorderName, long Position, string? Reason, IReadOnlyList<CorrectedFact> Corrected, IReadOnlyList<CorrectedValue> Values,
    IReadOnlyList<MovedCell> Cells);
