namespace MajorProjects.Domain.Rounds;

/// <summary>Refusals that concern a round.</summary>
public static class RoundRefused
{
    /// <summary>The code of <see cref="AlreadyPublished"/>.</summary>
    public const string AlreadyPublishedCode = "alreadyPublished";

    public static Refusal Unknown(string number) => new(RefusalKind.Unknown, "unknownRound", new(
        $"没有编号为“{number}”的“三个一批”活动，请核对编号；如查询过去的时点，该活动当时可能尚未举行或尚未登记。",
        $"There is no round “{number}”; check its number, and, of a point in the past, whether it had been held and was on record by then."));

    public static Refusal AlreadyPublished(RoundPublished standing) => new(RefusalKind.Conflict, AlreadyPublishedCode, new(
        $"编号“{standing.Number}”的活动（{standing.HeldOn:yyyy-MM-dd}）已经登记；如需更正其公布内容，请填 \"corrects\": true 后重新登记，两次内容都会保留。",
        $"Round “{standing.Number}” ({standing.HeldOn:yyyy-MM-dd}) is on record; to correct what was published, send it with \"corrects\": true, and both are kept."));

    public static Refusal NothingToCorrect(string number) => Refusal.Rule("nothingToCorrect",
        $"与编号“{number}”的活动已登记的内容相同，无需更正。",
        $"It says what is on record of round “{number}” already; there is nothing to correct.");
}
