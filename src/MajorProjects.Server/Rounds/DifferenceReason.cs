using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Rounds;

/// <summary>Why a project is on the one side of a round and not on the other. The names are stable.</summary>
public enum DifferenceReason
{
    /// <summary>Computed, and not in the list.</summary>
    NotPublished,

    /// <summary>In the list, and no such fact had happened by asOf and stood.</summary>
    NoFact,

    /// <summary>Its fact names another round, or none.</summary>
    OtherRound,

    /// <summary>It has a framework agreement and no formal one.</summary>
    FrameworkOnly,

    /// <summary>A part of the works is in use, and not the whole.</summary>
    PartInUseOnly,

    /// <summary>It was found to repeat another project.</summary>
    Merged,

    /// <summary>It is a part of another project and counts with that.</summary>
    Part,

    /// <summary>Its fact was voided.</summary>
    Voided,

    /// <summary>There is no project of that code or name.</summary>
    UnknownProject,

    /// <summary>Several projects have that name.</summary>
    Ambiguous,

    /// <summary>It is in the list before already.</summary>
    ListedTwice,

    /// <summary>It is none of those that the question is about.</summary>
    Filtered,
}

/// <summary>The sentence that tells a person why.</summary>
internal static class DifferenceSentences
{
    /// <summary>Says it of one project.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="kind">Of which batch.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="asOf">The day up to which facts are looked at.</param>
    /// <param name="fact">The fact behind it, where there is one.</param>
    /// <param name="others">How many other projects it is about.</param>
    public static Text Say(this DifferenceReason reason, string kind, string round, DateOnly asOf, RoundFact? fact, int others)
    {
        var (zh, en) = Batch.Title(kind);
        var day = fact is null ? "" : $"{fact.OccurredOn:yyyy-MM-dd}";
        return reason switch
        {
            DifferenceReason.NotPublished => new(
                $"系统中 {day} 的{zh}写明属于“{round}”，但公布名单中没有该项目。",
                $"On record as {en} on {day} in round “{round}”, but not in the list that was published."),
            DifferenceReason.NoFact => new(
                $"公布名单中有，但系统中截至 {asOf:yyyy-MM-dd} 没有{zh}记录，请核实后补报，或更正名单。",
                $"In the published list, but nothing on record says that it was {en} by {asOf:yyyy-MM-dd}; record it, or correct the list."),
            DifferenceReason.OtherRound when fact?.Round is { } other => new(
                $"系统中 {day} 的{zh}写明属于“{other}”，不属于“{round}”。",
                $"On record as {en} on {day} in round “{other}”, not in “{round}”."),
            DifferenceReason.OtherRound => new(
                $"系统中有 {day} 的{zh}记录，但没有写明属于哪次活动。",
                $"On record as {en} on {day}, in no round."),
            DifferenceReason.FrameworkOnly => new(
                $"系统中只有 {day} 的框架协议，框架协议不计入签约。",
                $"There is only the framework agreement of {day}, which is not counted as a signing."),
            DifferenceReason.PartInUseOnly => new(
                $"系统中只有 {day} 的部分投用，部分投用不计入投产。",
                $"Only a part has been in use since {day}, which is not counted as commissioned."),
            DifferenceReason.Merged => new(
                "该项目已确认为重复项目，并入另一项目，自身不计数。",
                "It was found to repeat another project and merged into it, so it is not counted by itself."),
            DifferenceReason.Part => new(
                "该项目是子项目，随上级项目计数，自身不计数。",
                "It is a part of another project and counts with that, not by itself."),
            DifferenceReason.Voided => new(
                $"系统中 {day} 的{zh}记录已经作废。",
                $"That it was {en} on {day} was recorded and has been voided."),
            DifferenceReason.UnknownProject => new(
                "系统中没有这个代码或名称的项目：可能尚未入库，或名称与入库名称不一致。",
                "No project has that code or name: it may not be in the library yet, or under another name."),
            DifferenceReason.Ambiguous => new(
                $"系统中有 {others} 个项目叫这个名称，无法确定是哪一个，请在名单中写明项目代码。",
                $"{others} projects have that name and nobody can tell which is meant; give the project's code in the list."),
            DifferenceReason.ListedTwice => new(
                "该项目在公布名单中重复出现，系统只计一次。",
                "It is in the published list more than once, and counts once."),
            _ => new(
                "该项目不在本次查询的县区、行业、类别或领域范围内。",
                "It is outside the region, industry, class or sector that was asked for."),
        };
    }
}
