namespace MajorProjects.Ledger.Tests;

/// <summary>The example of c2sp.org/signed-note.</summary>
public class SignedNoteTests
{
    private const string Key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string Note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    [Fact]
    public void the_example_of_the_specification_is_signed_by_its_key()
    {
        SignedNote.Parse(Note).IsSignedBy(VerifierKey.Parse(Key)).ShouldBeTrue();
    }
}
