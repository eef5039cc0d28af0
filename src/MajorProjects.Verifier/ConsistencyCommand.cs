using System.CommandLine;

namespace MajorProjects.Verifier;

/// <summary><c>consistency old.txt new.txt tiles/</c>: whether a later checkpoint only adds to an earlier one.</summary>
internal static class ConsistencyCommand
{
    public static Command Create(Report report)
    {
        var earlier = new Argument<string>("old") { Description = "先前的检查点 / the earlier checkpoint" };
        var later = new Argument<string>("new") { Description = "后来的检查点 / the later checkpoint" };
        var tiles = new Argument<string>("tiles") { Description = "后来账本的瓦片目录（tile/<L>/<N>），有原文（tile/entries）时一并核对 / the folder with the tiles of the later log, and with its entries where they are there" };
        var key = Trust.Option();
        var command = new Command("consistency", "核验后来的检查点是否只在先前的基础上新增 / checks that a later checkpoint only adds to an earlier one") { earlier, later, tiles, key };
        command.SetAction(async (parsed, cancellation) =>
            await CheckAsync(parsed.GetValue(earlier)!, parsed.GetValue(later)!, LogFiles.In(parsed.GetValue(tiles)!), Trust.Of(parsed.GetValue(key)!), report, cancellation));
        return command;
    }

    private static async Task<int> CheckAsync(string earlierFile, string laterFile, LogFiles files, Trust trust, Report report, CancellationToken cancellation)
    {
        var (earlierNote, earlier) = await NoteFile.ReadAsync(earlierFile, cancellation);
        var (laterNote, later) = await NoteFile.ReadAsync(laterFile, cancellation);
        var verdicts = new List<Verdict>();
        if (trust.IsAnybody) report.Say("没有给出 --key：未核验签名，只核对两个检查点是否一致。", "No --key: whose the checkpoints are is not checked, only whether one extends the other.");
        if (trust.Of(earlierNote, earlier) is { } earlierSigned) verdicts.Add(earlierSigned);
        if (trust.Of(laterNote, later) is { } laterSigned) verdicts.Add(laterSigned);
        var compared = await new Comparison(trust, files).CompareAsync(earlier, later, cancellation);
        verdicts.Add(compared);
        // Where the logs themselves do not fit, the tiles are beside the point.
        if (compared.Holds || compared.Code == "tilesDiffer") verdicts.AddRange(await new Mirror(files).CheckAsync(later.Size, cancellation));
        return report.Conclude(verdicts);
    }
}
