using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace MajorProjects.Ledger.Tests;

public class SignatureAlgorithmTests
{
    [Theory] // RFC 8032, section 7.1: tests 1, 2 and 3
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void ed25519_signs_as_rfc_8032_does(string secret, string publicKey, string text, string signature)
    {
        var ed25519 = SignatureAlgorithm.Ed25519;
        Convert.ToHexStringLower(ed25519.PublicKey(Convert.FromHexString(secret))).ShouldBe(publicKey);
        Convert.ToHexStringLower(ed25519.Sign(Convert.FromHexString(secret), Convert.FromHexString(text))).ShouldBe(signature);
        ed25519.Verifies(Convert.FromHexString(publicKey), Convert.FromHexString(text), Convert.FromHexString(signature)).ShouldBeTrue();
    }

    [Fact]
    public void sm3_hashes_as_gb_t_32905_does()
    {
        Sm3("abc").ShouldBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        Sm3(string.Concat(Enumerable.Repeat("abcd", 16))).ShouldBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    }

    [Fact] // GB/T 32918.5, appendix A.2
    public void sm2_verifies_the_example_of_its_standard()
    {
        var publicKey = Convert.FromHexString("04"
            + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
        var signature = Convert.FromHexString("3046"
            + "022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" + "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
        var text = "message digest"u8.ToArray();

        SignatureAlgorithm.Sm2.PublicKey(Convert.FromHexString("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")).ShouldBe(publicKey);
        SignatureAlgorithm.Sm2.Verifies(publicKey, text, signature).ShouldBeTrue();
    }

    [Fact]
    public void what_a_key_signed_it_verifies_and_nothing_else()
    {
        foreach (var algorithm in SignatureAlgorithm.All)
        {
            var (secret, other, text) = (algorithm.NewSecret(), algorithm.NewSecret(), "检查点\n"u8.ToArray());
            var (publicKey, signature) = (algorithm.PublicKey(secret), algorithm.Sign(secret, text));

            algorithm.Verifies(publicKey, text, signature).ShouldBeTrue();
            algorithm.Verifies(algorithm.PublicKey(other), text, signature).ShouldBeFalse();
            algorithm.Verifies(publicKey, [.. text, 0], signature).ShouldBeFalse();
            for (var at = 0; at < signature.Length; at++) algorithm.Verifies(publicKey, text, Flipped(signature, at)).ShouldBeFalse($"{at}");
            algorithm.Verifies(publicKey, text, []).ShouldBeFalse();
            algorithm.Verifies(publicKey, text, [.. signature, 0]).ShouldBeFalse();
            algorithm.Verifies([], text, signature).ShouldBeFalse();
            algorithm.Verifies(new byte[algorithm.PublicLength], text, signature).ShouldBeFalse();
            algorithm.Verifies(Flipped(publicKey, publicKey.Length - 1), text, signature).ShouldBeFalse();
        }
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= 1;
        return flipped;
    }

    private static string Sm3(string text)
    {
        var digest = new SM3Digest();
        var bytes = Encoding.ASCII.GetBytes(text);
        digest.BlockUpdate(bytes, 0, bytes.Length);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash);
    }
}
