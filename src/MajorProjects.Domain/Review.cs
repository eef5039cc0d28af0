namespace MajorProjects.Domain;

/// <summary>What a reviewer has said of a fact: nothing yet, that it is right, or that it is not.</summary>
public enum ReviewState { Reported, Confirmed, Returned }

/// <summary>How far the review of a fact has come.</summary>
/// <param name="State">What was said last.</param>
/// <param name="By">The version that says so; null where nobody has reviewed it.</param>
public sealed record Review(ReviewState State, int? By = null)
{
    public static Review Awaited { get; } = new(ReviewState.Reported);

    /// <summary>Why a fact cannot be reviewed, or not by this person, or null.</summary>
    internal static Refusal? Refuses(int version, History history, Recording recording)
    {
        var known = history.Reviews.TryGetValue(version, out var review);
        if (known && review!.State is not ReviewState.Reported)
            return new(RefusalKind.Conflict, "alreadyReviewed", new(
                "该记录已经审核（通过或退回），不重复审核；如有误，请市级调度人员作废该记录后重新登记。",
                "That fact was confirmed or returned already; where it is wrong, an officer voids it, and the right one is recorded."));
        if (!known || history.VoidedBy.ContainsKey(version))
            return Refusal.Rule("cannotReview",
                "没有这一版本的记录，或该记录已作废、无须审核（作废、审核、延期审批、重复认定），请核对版本号。",
                "There is no such version, or it was voided, or needs no review (a voiding, a review, a decision on an extension or a duplicate); check the version.");
        return recording.By is { } by && history.Facts.Find(f => f.Version == version)!.By == by
            ? Refusal.Rule("ownRecord",
                "记录须由登记人以外的人审核，请由其他审核人员办理。",
                "A fact is reviewed by somebody other than the one who recorded it; leave it to another reviewer.")
            : null;
    }
}
