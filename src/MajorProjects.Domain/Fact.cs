using MajorProjects.Domain.Values;

namespace MajorProjects.Domain;

/// <summary>
/// Something that happened to a project on a day. Each kind is a record of its own, in a file of its own under Facts, that holds its
/// fields, the rule that refuses it, and what follows from it; nothing else needs to know that it exists.
/// </summary>
public abstract record Fact
{
    /// <summary>Longest free text of a fact, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The day it happened, in Asia/Shanghai.</summary>
    public required DateOnly OccurredOn { get; init; }

    /// <summary>A remark, at most <see cref="LongestText"/> characters.</summary>
    public string? Note { get; init; }

    /// <summary>What proves it: a document number, an address, or <c>sha256:</c> and the hash of an attached file; at most 500 characters.</summary>
    public string? Evidence { get; init; }

    /// <summary>The 三个一批 round that it was part of, such as <c>2024-4</c>.</summary>
    public string? Round { get; init; }

    /// <summary>The step of the project's life that this fact is, where it counts as one.</summary>
    public virtual Milestone? CountsAs() => null;

    /// <summary>Whether it can be recorded of a project that has left the library.</summary>
    public virtual bool ConcernsWithdrawn() => false;

    /// <summary>Why this fact cannot be added to what is known of the project, or null.</summary>
    public abstract Refusal? RefusedBy(History history, Recording recording);

    /// <summary>What the project is once this fact has happened, beyond the milestone that it is.</summary>
    public virtual Project Apply(Project project) => project;

    /// <summary>What is recorded with it, in the same breath, because it follows from it.</summary>
    public virtual IEnumerable<Fact> Brings(History history) => [];

    /// <summary>The day from which it holds, where that is not the day on which it happened.</summary>
    public virtual DateOnly HoldsFrom() => OccurredOn;

    /// <summary>Whether facts that are on record already could become impossible by it.</summary>
    public virtual bool CanContradict() => CountsAs() is not null || this is IRevisesDetails;

    /// <summary>Whether it is no more than reported until somebody else confirms it; not so for what a reviewer decides himself, or the system.</summary>
    public virtual bool NeedsReview() => true;

    /// <summary>The other project that it speaks of, where it speaks of one.</summary>
    public virtual Guid? Concerns() => null;

    /// <summary>Names the fields whose values no rule could make sense of.</summary>
    public virtual void CheckShape(FieldErrors errors)
    {
        // The first day of the calendar stands for the beginning of time.
        if (OccurredOn == DateOnly.MinValue) errors.Add("occurredOn", "不能早于 0001-01-02。", "It cannot be before 0001-01-02.");
        errors.Text("note", Note, LongestText);
        errors.Text("evidence", Evidence, 500);
        errors.Text("round", Round, 40);
    }
}

/// <summary>A fact that changes the project's attributes, so that the read side keeps a new version of them.</summary>
public interface IRevisesDetails
{
    /// <summary>The names of the attributes that it may change: those of <see cref="ProjectDetail"/>, and <see cref="ProjectDetails.MergedInto"/>'s.</summary>
    IEnumerable<string> Revises();
}

/// <summary>What a rule may look at besides the history: the day it is, in Asia/Shanghai, and the city's data.</summary>
public sealed record Recording(DateOnly Today, City City)
{
    /// <summary>Who records it, where that is known.</summary>
    public string? By { get; init; }

    /// <summary>Whether whoever records it may correct only what he recorded himself, and only until it is confirmed.</summary>
    public bool OnlyOwn { get; init; }

    /// <summary>The project of which it is recorded, where it has an id already.</summary>
    public Guid? Project { get; init; }

    /// <summary>The projects that the facts speak of, by id, as they are now; null where nobody looked.</summary>
    public IReadOnlyDictionary<Guid, Project>? Others { get; init; }
}

/// <summary>
/// One row of the read side's milestone table: a counted step of a project's life.
/// </summary>
/// <param name="Kind">Its key in <c>/batches</c> and other views, such as <c>signed</c>.</param>
/// <param name="Reaches">The stage that the project has reached by it, where it reaches one.</param>
/// <param name="AmountWan">The amount of money in it, in 万元.</param>
/// <param name="Reason">The reason code it carries.</param>
/// <param name="Subject">What it is about, where the kind leaves that open: the step that is late, the kind of an approval, the year of a plan.</param>
/// <param name="To">The date that it moves something to.</param>
public sealed record Milestone(
    string Kind, Stage? Reaches = null, Wan? AmountWan = null, string? Reason = null, string? Subject = null, PlannedDate? To = null);
