namespace MajorProjects.Domain.Rounds;

/// <summary>
/// A dated municipal event (第N次“三个一批”活动) with the figures that were published for it. What the facts of its projects add up to is
/// never written into it: the two stand side by side. Published again, it is corrected: both stay on record and the later one holds.
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
    PublishedBatch Total, string Source)
{
    private const int LongestNumber = 40;

    /// <summary>Names the fields whose values no rule could make sense of.</summary>
    public void CheckShape(FieldErrors errors)
    {
        CheckNumber(errors);
        errors.RequiredText("name", Name, 200);
        errors.RequiredText("source", Source, 500);
        if (HeldOn == DateOnly.MinValue) errors.Add("heldOn", "不能早于 0001-01-02。", "It cannot be before 0001-01-02.");
        Signed.CheckShape(errors, "signed");
        Started.CheckShape(errors, "started");
        Commissioned.CheckShape(errors, "commissioned");
        Total.CheckShape(errors, "total");
        if (Total.Projects is not null) errors.Add("total.projects", "名单请分别填写在三批中。", "The projects are listed under the three kinds.");
    }

    /// <summary>Why it cannot be published, or null.</summary>
    /// <param name="standing">What is on record of a round of that number.</param>
    /// <param name="corrects">Whether it is meant to correct that.</param>
    /// <param name="today">The day it is, in Asia/Shanghai.</param>
    public Refusal? RefusedBy(RoundPublished? standing, bool corrects, DateOnly today)
    {
        if (HeldOn > today) return Refusal.InFuture(HeldOn, today);
        if (standing is null) return corrects ? RoundRefused.Unknown(Number) : null;
        if (!corrects) return RoundRefused.AlreadyPublished(standing);
        return standing == this ? RoundRefused.NothingToCorrect(Number) : null;
    }

    // It is part of an address, where a path of dots means another place.
    private void CheckNumber(FieldErrors errors)
    {
        errors.RequiredText("number", Number, LongestNumber);
        if (Number.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '\\' or '?' or '#' or '%') || Number.All(c => c == '.'))
            errors.Add("number", "不能含空格或 / \\ ? # %，也不能只有点号；如 2024-4。", "No spaces nor / \\ ? # %, and not dots alone; such as 2024-4.");
    }
}

/// <summary>The stream of one round.</summary>
public sealed record Round
{
    /// <summary>The event's name for ever.</summary>
    public const string PublishedType = "roundPublished";
}
