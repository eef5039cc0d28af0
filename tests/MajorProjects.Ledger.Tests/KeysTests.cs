namespace MajorProjects.Ledger.Tests;

/// <summary>Verifier keys of c2sp.org/signed-note, and the secrets behind them.</summary>
public class KeysTests
{
    private const string Key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string Secret = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";

    [Fact]
    public void a_verifier_key_has_one_spelling()
    {
        VerifierKey.Parse(Key).ToString().ShouldBe(Key);
        VerifierKey.Parse(Key + "\n").Id.ShouldBe(0x530d903au);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv")]
    [InlineData("example.com/foo+530d903a+*")]
    public void what_is_no_verifier_key_is_refused(string key)
    {
        Should.Throw<FormatException>(() => VerifierKey.Parse(key));
    }

    [Fact]
    public void a_signing_key_of_others_signs_what_their_verifier_key_verifies()
    {
        var key = SigningKey.Parse(Secret);

        key.Verifier.ToString().ShouldBe(TileLogTests.Key);
        key.Export().ShouldBe(Secret);
        SignedNote.Sign("text\n", key).IsSignedBy(VerifierKey.Parse(TileLogTests.Key)).ShouldBeTrue();
    }

    [Fact]
    public void a_signing_key_does_not_tell_its_secret_unasked()
    {
        var key = SigningKey.Parse(Secret);
        $"{key}".ShouldNotContain("PRIVATE");
        Should.Throw<FormatException>(() => SigningKey.Parse(Secret.Replace("33d7b496", "33d7b497", StringComparison.Ordinal))).Message.ShouldNotContain("AeymY");
        Should.Throw<FormatException>(() => SigningKey.Parse(Secret[..^8])).Message.ShouldNotContain("AeymY");
        Should.Throw<FormatException>(() => SigningKey.Parse(Secret[3..]));
    }

    [Fact]
    public void keys_of_every_algorithm_come_back_as_they_were_written()
    {
        foreach (var algorithm in SignatureAlgorithm.All)
        {
            var key = SigningKey.New("log.example/140500", algorithm);
            SigningKey.Parse(key.Export()).Verifier.ShouldBe(key.Verifier);
            VerifierKey.Parse(key.Verifier.ToString()).ShouldBe(key.Verifier);
            key.Named("log.example/140500/i2").Verifier.ShouldBe(key.Verifier.Named("log.example/140500/i2"));
        }
    }

    [Fact]
    public void another_name_makes_another_id()
    {
        var key = VerifierKey.Parse(Key);
        key.Named("other").Id.ShouldNotBe(key.Id);
        (key with { Name = "other" }).Id.ShouldBe(key.Named("other").Id);
    }
}
