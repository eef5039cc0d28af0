using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace MajorProjects.Ledger;

/// <summary>A way to sign notes.</summary>
public sealed class SignatureAlgorithm
{
    /// <summary>How many bytes a secret has, of any algorithm.</summary>
    public const int SecretLength = 32;

    private static readonly ECDomainParameters Domain = new(GMNamedCurves.GetByName("sm2p256v1"));

    private readonly Func<byte[], byte[]> publicKey;
    private readonly Func<byte[], byte[], byte[]> sign;
    private readonly Func<byte[], byte[], byte[], bool> verify;

    private SignatureAlgorithm(
        byte[] type, int publicLength, Func<byte[]> newSecret, Func<byte[], byte[]> publicKey, Func<byte[], byte[], byte[]> sign, Func<byte[], byte[], byte[], bool> verify) =>
        (Type, PublicLength, NewSecret, this.publicKey, this.sign, this.verify) = (type, publicLength, newSecret, publicKey, sign, verify);

    /// <summary>Ed25519 (RFC 8032), as c2sp.org/signed-note defines it.</summary>
    public static SignatureAlgorithm Ed25519 { get; } = new(
        [0x01], Ed25519PublicKeyParameters.KeySize,
        () => RandomNumberGenerator.GetBytes(SecretLength),
        secret => new Ed25519PrivateKeyParameters(secret).GeneratePublicKey().GetEncoded(),
        (secret, text) =>
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: true, new Ed25519PrivateKeyParameters(secret));
            signer.BlockUpdate(text, 0, text.Length);
            return signer.GenerateSignature();
        },
        (publicKey, text, signature) =>
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, new Ed25519PublicKeyParameters(publicKey));
            signer.BlockUpdate(text, 0, text.Length);
            return signer.VerifySignature(signature);
        });

    /// <summary>
    /// SM2 with SM3 (GB/T 32918.2, GB/T 32905; the usual id 1234567812345678), the signature in DER and the public key as an uncompressed point. C2SP has no
    /// number for it, so its type is 0xff and a name.
    /// </summary>
    public static SignatureAlgorithm Sm2 { get; } = new(
        [0xff, .. "sm2-sm3/gb-t-32918"u8], 65,
        () => RandomSm2(),
        secret => Domain.G.Multiply(new BigInteger(1, secret)).Normalize().GetEncoded(compressed: false),
        (secret, text) =>
        {
            var signer = new SM2Signer();
            signer.Init(forSigning: true, new ParametersWithRandom(new ECPrivateKeyParameters(new BigInteger(1, secret), Domain), new SecureRandom()));
            signer.BlockUpdate(text, 0, text.Length);
            return signer.GenerateSignature();
        },
        (publicKey, text, signature) =>
        {
            var signer = new SM2Signer();
            signer.Init(forSigning: false, new ECPublicKeyParameters(Domain.Curve.DecodePoint(publicKey), Domain));
            signer.BlockUpdate(text, 0, text.Length);
            return signer.VerifySignature(signature);
        });

    public static IReadOnlyList<SignatureAlgorithm> All { get; } = [Ed25519, Sm2];

    /// <summary>What comes before a public key, in a verifier key and in what its id is made of.</summary>
    public byte[] Type { get; }

    /// <summary>How many bytes a public key has.</summary>
    public int PublicLength { get; }

    /// <summary>A new secret.</summary>
    public Func<byte[]> NewSecret { get; }

    public byte[] PublicKey(byte[] secret) => publicKey(secret);

    public byte[] Sign(byte[] secret, byte[] text) => sign(secret, text);

    /// <summary>Whether the signature is that of the key; also false where the one or the other is none.</summary>
    public bool Verifies(byte[] publicKey, byte[] text, byte[] signature)
    {
        try
        {
            return publicKey.Length == PublicLength && verify(publicKey, text, signature);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or IOException or ArithmeticException)
        {
            return false;
        }
    }

    private static byte[] RandomSm2()
    {
        while (true)
        {
            var secret = RandomNumberGenerator.GetBytes(SecretLength);
            var number = new BigInteger(1, secret);
            // Of the numbers below the order but one, as the standard has it.
            if (number.SignValue > 0 && number.CompareTo(Domain.N.Subtract(BigInteger.One)) < 0) return secret;
        }
    }
}
