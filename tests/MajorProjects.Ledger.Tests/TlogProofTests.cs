namespace MajorProjects.Ledger.Tests;

/// <summary>c2sp.org/tlog-proof.</summary>
public class TlogProofTests
{
    private static readonly OwnLog Log = new OwnLog().AddUpTo(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_proof_comes_back_as_it_was_written()
    {
        for (var index = 0; index < 20; index++)
        {
            var written = (await ProofAsync(index)).ToString();
            var read = TlogProof.Parse(written);
            read.ToString().ShouldBe(written);
            read.Includes(Log.Entries[index]).ShouldBeTrue();
            read.Includes(Log.Entries[(index + 1) % 20]).ShouldBeFalse();
            read.Note.IsSignedBy(Log.Key.Verifier).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task extra_data_are_left_aside()
    {
        var written = (await ProofAsync(3)).ToString().Replace("index", "extra YWdl\nindex", StringComparison.Ordinal);
        TlogProof.Parse(written).Includes(Log.Entries[3]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2")]
    [InlineData("index 3", "index 03")]
    [InlineData("index 3", "index -3")]
    [InlineData("index 3", "index  3")]
    [InlineData("index 3", "index 99999999999999999999")]
    [InlineData("index 3", "Index 3")]
    [InlineData("index 3\n", "")]
    [InlineData("index 3\n", "index 3\nnohash\n")]
    [InlineData("index 3\n", "index 3\nextra YWdl\n")]
    [InlineData("index 3\n", "index 3\n\n")]
    [InlineData("index 3\n", "index 3\r\n")]
    [InlineData("—", "-")]
    public async Task what_is_no_proof_is_refused(string part, string instead)
    {
        var written = (await ProofAsync(3)).ToString().Replace(part, instead, StringComparison.Ordinal);
        Should.Throw<FormatException>(() => TlogProof.Parse(written));
    }

    [Fact]
    public void nothing_is_no_proof()
    {
        Should.Throw<FormatException>(() => TlogProof.Parse(""));
        Should.Throw<FormatException>(() => TlogProof.Parse("\n\n"));
        Should.Throw<FormatException>(() => TlogProof.Parse("c2sp.org/tlog-proof@v1\n\n"));
    }

    private static async Task<TlogProof> ProofAsync(int index) => new(index, await Log.Tree(20).InclusionAsync(index, Cancellation), Log.SignedAt(20));
}
