namespace MajorProjects.Ledger.Tests;

/// <summary>c2sp.org/tlog-checkpoint.</summary>
public class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    private static readonly SigningKey Key = SigningKey.New("example.com/behind-the-sofa", SignatureAlgorithm.Ed25519);

    [Fact]
    public void the_example_of_the_specification_is_read()
    {
        var note = SignedNote.Parse($"example.com/behind-the-sofa\n20852163\n{Root}\n\n"
            + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n");
        Checkpoint.Of(note).ShouldBe(new("example.com/behind-the-sofa", 20_852_163, Hash.Parse(Root)));
        Checkpoint.Of(note).Text.ShouldBe(note.Text);
    }

    [Fact]
    public void a_checkpoint_comes_back_as_it_was_signed()
    {
        var checkpoint = new Checkpoint(Key.Verifier.Name, 42, Hash.Parse(Root));
        Checkpoint.Of(SignedNote.Parse(checkpoint.Sign(Key).ToString()), Key.Verifier).ShouldBe(checkpoint);
        Should.Throw<WrongSignatureException>(() => Checkpoint.Of(checkpoint.Sign(Key), SigningKey.New(Key.Verifier.Name, SignatureAlgorithm.Ed25519).Verifier));
    }

    [Fact]
    public void extensions_are_left_aside()
    {
        Checkpoint.Of(SignedNote.Sign($"log\n0\n{Root}\nextension\n", Key)).Size.ShouldBe(0);
    }

    [Theory]
    [InlineData("major-projects/140500", "major-projects/140500", 1)]
    [InlineData("major-projects/140500/i2", "major-projects/140500", 2)]
    [InlineData("major-projects/140500/i10", "major-projects/140500", 10)]
    [InlineData("major-projects/140500/i1", "major-projects/140500/i1", 1)]
    [InlineData("major-projects/140500/i02", "major-projects/140500/i02", 1)]
    [InlineData("major-projects/140500/i2x", "major-projects/140500/i2x", 1)]
    [InlineData("/i2", "/i2", 1)]
    public void the_logs_after_a_restore_are_told_apart_and_share_a_name(string origin, string name, int incarnation)
    {
        new Checkpoint(origin, 0, Merkle.Empty).Log.ShouldBe((name, incarnation));
    }

    [Theory]
    [InlineData("log\n1\n")]
    [InlineData($"log\n\n{Root}\n")]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"log\n01\n{Root}\n")]
    [InlineData($"log\n-1\n{Root}\n")]
    [InlineData($"log\n+1\n{Root}\n")]
    [InlineData($"log\n 1\n{Root}\n")]
    [InlineData($"log\n9223372036854775808\n{Root}\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2==\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")] // bits beyond the last byte
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData($"log\n1\n{Root} \n")]
    [InlineData($"log\n1\n{Root}\n\n")]
    [InlineData($"log\n1\n{Root}\n\nextension\n")]
    public void what_is_no_checkpoint_is_refused(string text)
    {
        Should.Throw<FormatException>(() => Checkpoint.Of(SignedNote.Sign(text, Key)));
    }
}
