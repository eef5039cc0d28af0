using CsCheck;
using MajorProjects.Server.AccessLog;

namespace MajorProjects.Server.Tests.AccessLog;

public class AccessChainTests
{
    private static readonly Gen<AccessEntry> Entry =
        from subject in Gen.OneOf("", "wang", "li")
        from path in Gen.OneOf("/api/v1/projects", "/api/v1/batches")
        from status in Gen.OneOf(200, 201, 401, 403)
        from second in Gen.Int[0, 86_399]
        select new AccessEntry(
            "140500", new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero).AddSeconds(second), subject.Length == 0 ? null : subject, "officer", "10.0.0.1", "GET", "/api/v1/projects", path, null, status,
            status < 400 ? null : "notAllowed");

    private static readonly Gen<List<(ChainedEntry Entry, byte[] Hash)>> Chain = Entry.List[2, 12].Select(entries =>
    {
        var chain = new List<(ChainedEntry, byte[])>();
        var previous = ChainedEntry.Nothing;
        foreach (var entry in entries)
        {
            var chained = new ChainedEntry(new(2026, 11, 24), chain.Count + 1, entry, previous);
            previous = chained.Hash();
            chain.Add((chained, previous));
        }
        return chain;
    });

    [Fact]
    public void a_chain_as_it_was_written_is_intact() => Chain.Sample(chain =>
    {
        var check = Check(chain);
        check.ShouldBe(new(chain.Count, true, null, Convert.ToHexStringLower(chain[^1].Hash)));
    });

    [Fact]
    public void whatever_is_changed_taken_out_put_in_or_swapped_breaks_it_at_that_place_or_the_next() =>
        Gen.Select(Chain, Gen.Int[0, 1000], Gen.Int[0, 6]).Sample((chain, place, how) =>
        {
            var at = place % (chain.Count - 1);
            var (entry, hash) = chain[at];
            switch (how)
            {
                case 0: chain[at] = (entry with { Entry = entry.Entry with { Subject = "somebody else" } }, hash); break;
                case 1: chain[at] = (entry with { Entry = entry.Entry with { Status = 204 } }, hash); break;
                case 2: chain[at] = (entry with { Entry = entry.Entry with { At = entry.Entry.At.AddMicroseconds(1) } }, hash); break;
                case 3: chain.RemoveAt(at); break;
                case 4: chain.Insert(at, chain[^1]); break;
                case 5: (chain[at], chain[at + 1]) = (chain[at + 1], chain[at]); break;
                default:
                    // With its hash put right, as by somebody who knows how it is made.
                    var changed = entry with { Entry = entry.Entry with { Subject = "somebody else" } };
                    chain[at] = (changed, changed.Hash());
                    break;
            }
            Check(chain).Intact.ShouldBeFalse($"{how} at {at}");
        });

    [Fact]
    public void a_day_follows_from_the_day_before_it()
    {
        var entry = new ChainedEntry(new(2026, 11, 25), 1, Entry.Single(), [.. Enumerable.Repeat((byte)7, 32)]);

        Check([(entry, entry.Hash())], anchor: entry.Previous).Intact.ShouldBeTrue();
        Check([(entry, entry.Hash())], anchor: ChainedEntry.Nothing).BrokenAt.ShouldBe(1);
        // What came before is no longer kept.
        Check([(entry, entry.Hash())], anchor: null).Intact.ShouldBeTrue();
    }

    [Fact]
    public void a_day_without_entries_is_intact_and_has_no_head() => Check([]).ShouldBe(new(0, true, null, null));

    private static ChainCheck Check(List<(ChainedEntry, byte[])> chain) => Check(chain, ChainedEntry.Nothing);

    private static ChainCheck Check(List<(ChainedEntry, byte[])> chain, byte[]? anchor) =>
        ChainCheck.OfAsync(anchor, chain.ToAsyncEnumerable()).GetAwaiter().GetResult();
}
