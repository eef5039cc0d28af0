using System.Text;

namespace MajorProjects.Ledger.Tests;

/// <summary>c2sp.org/signed-note.</summary>
public class SignedNoteTests
{
    private const string Key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string Signature = "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private const string Note = $"This is an example message.\n\n{Signature}";

    private static readonly SigningKey Ed25519 = SigningKey.New("log.example/140500", SignatureAlgorithm.Ed25519);

    private static readonly SigningKey Sm2 = SigningKey.New("log.example/140500", SignatureAlgorithm.Sm2);

    [Fact]
    public void the_example_of_the_specification_is_signed_by_its_key()
    {
        SignedNote.Parse(Note).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeTrue();
        SignedNote.Parse(Note).ToString().ShouldBe(Note);
        SignedNote.Parse(Note.Replace("example message", "example massage", StringComparison.Ordinal)).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeFalse();
    }

    [Fact]
    public void two_signatures_stand_under_one_text_and_each_reader_goes_by_the_one_he_knows()
    {
        var note = SignedNote.Parse(SignedNote.Sign("一\n二\n", Ed25519, Sm2).ToString());

        note.Signatures.Count.ShouldBe(2);
        note.IsSignedBy(Ed25519.Verifier).ShouldBeTrue();
        note.IsSignedBy(Sm2.Verifier).ShouldBeTrue();
        note.IsSignedBy(SigningKey.New("log.example/140500", SignatureAlgorithm.Ed25519).Verifier).ShouldBeFalse();
        note.IsSignedBy(Ed25519.Verifier.Named("log.example/140500/i2")).ShouldBeFalse();
    }

    [Fact]
    public void a_line_of_a_key_that_is_not_known_is_left_aside()
    {
        var note = SignedNote.Parse(Note).With(new("witness.example", 7, [1, 2, 3])).With(new("example.com/foo", 7, [1])).With(new("witness.example", 0x530d903a, [1]));

        SignedNote.Parse(note.ToString()).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeTrue();
    }

    [Fact]
    public void a_false_line_in_the_name_of_a_known_key_counts_against_the_note()
    {
        var good = SignedNote.Parse(Note);
        var forged = good.Signatures[0] with { Bytes = [.. good.Signatures[0].Bytes.Select(b => (byte)(b ^ 1))] };

        good.With(forged).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeFalse();
        (good with { Signatures = [forged] }).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeFalse();
        (good with { Signatures = [good.Signatures[0] with { Bytes = [1, 2] }] }).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeFalse();
    }

    [Fact]
    public void the_text_ends_at_the_last_empty_line()
    {
        SignedNote.Parse("a\n\nb\n\n" + Signature).Text.ShouldBe("a\n\nb\n");
        SignedNote.Parse("a\n\n\n" + Signature).Text.ShouldBe("a\n\n");
        SignedNote.Parse("\n\n" + Signature).Text.ShouldBe("\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n" + Signature)]
    [InlineData("text\n\n" + Signature + "\n")]
    [InlineData("text\n\n— example.com/foo Uw2QOkn8")]
    [InlineData("text\n\nsigned\n")]
    [InlineData("text\n\n- example.com/foo Uw2QOkn8\n")]
    [InlineData("text\n\n—  Uw2QOkn8\n")]
    [InlineData("text\n\n— Uw2QOkn8\n")]
    [InlineData("text\n\n— a+b Uw2QOkn8\n")]
    [InlineData("text\n\n— a\u00a0b Uw2QOkn8\n")]
    [InlineData("text\n\n— a\u3000b Uw2QOkn8\n")]
    [InlineData("text\n\n— a b Uw2QOkn8\n")]
    [InlineData("text\n\n— a Uw2QOkn8 \n")]
    [InlineData("text\n\n— a Uw2QOg==\n")] // the id alone
    [InlineData("text\n\n— a Uw2QOkn\n")]
    [InlineData("text\n\n— a Uw2QOkl=\n")]
    [InlineData("text\n\n— a *\n")]
    [InlineData("te\txt\n\n" + Signature)]
    [InlineData("text\r\n\n" + Signature)]
    [InlineData("te\0xt\n\n" + Signature)]
    public void what_is_no_note_is_refused(string note)
    {
        Should.Throw<FormatException>(() => SignedNote.Parse(note));
    }

    [Fact]
    public void what_is_no_utf8_is_refused()
    {
        byte[] note = [0xff, .. Encoding.UTF8.GetBytes(Note)];
        Should.Throw<FormatException>(() => SignedNote.Parse(note));
        Should.Throw<FormatException>(() => SignedNote.Parse("\ud800" + Note));
    }

    [Fact]
    public void as_many_signatures_as_the_specification_asks_for_are_read_and_a_flood_of_them_is_not()
    {
        var note = Enumerable.Range(0, 15).Aggregate(SignedNote.Parse(Note), (n, i) => n.With(new($"witness{i}", 1, [1])));
        SignedNote.Parse(note.ToString()).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeTrue();
        Should.Throw<FormatException>(() => SignedNote.Parse(Enumerable.Range(0, 200).Aggregate(note, (n, _) => n.With(new("w", 1, [1]))).ToString()));
    }

    [Theory]
    [InlineData("no newline")]
    [InlineData("")]
    [InlineData("control\u0001\n")]
    public void what_can_be_no_text_of_a_note_is_not_signed(string text)
    {
        Should.Throw<FormatException>(() => SignedNote.Sign(text, Ed25519));
    }

    [Fact]
    public void a_note_without_a_signature_is_not_made()
    {
        Should.Throw<FormatException>(() => SignedNote.Sign("text\n"));
        Should.Throw<FormatException>(() => SignedNote.Sign("half \ud800\n", Ed25519));
    }

    [Fact]
    public void a_note_of_any_lines_is_read_as_it_was_written()
    {
        Gen.String[Gen.Char['\u0020', '\ud7ff'], 0, 12].Array[1, 5].Sample(lines =>
        {
            var text = string.Join('\n', lines) + "\n";
            var note = SignedNote.Parse(Encoding.UTF8.GetBytes(SignedNote.Sign(text, Ed25519).ToString()));
            return note.Text == text && note.IsSignedBy(Ed25519.Verifier);
        }, iter: 200);
    }

    [Fact]
    public void whatever_is_read_as_a_note_is_one_or_is_refused()
    {
        Gen.Select(Gen.Int[0, Note.Length], Gen.OneOf("", "\n", "\n\n", "— ", " ", "=", "+"), Gen.Int[0, 3]).Sample((at, inserted, removed) =>
        {
            var changed = Note[..at] + inserted + Note[Math.Min(Note.Length, at + removed)..];
            try
            {
                return SignedNote.Parse(changed).ToString() == changed;
            }
            catch (FormatException)
            {
                return true;
            }
        }, iter: 2000);
    }
}
