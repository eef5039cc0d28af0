using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Simulation;

/// <summary>
/// Chance that falls the same way on every machine. System.Random promises the same numbers for a seed only within one version of
/// .NET, so this is SplitMix64 (Steele, Lea, Flood 2014), eight lines that nobody will change; and only whole numbers and the four
/// operations of IEEE 754 are used, since the last digit of a logarithm or a cosine is the platform's own.
/// </summary>
internal sealed class Chance
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong state;

    private Chance(ulong state) => this.state = state;

    /// <summary>For one project: what befalls it does not depend on how many others there are.</summary>
    public static Chance Of(long seed, RegionCode city, int project)
    {
        var mixed = Mix((ulong)seed);
        foreach (var digit in city.ToString()) mixed = Mix(mixed + digit);
        return new(Mix(mixed + (ulong)project));
    }

    public ulong Next() => Mix(state += Step);

    public bool Falls(double probability) => Unit() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public T OneOf<T>(IReadOnlyList<T> values) => values[Between(0, values.Count - 1)];

    public T OneOf<T>(IReadOnlyList<T> values, Func<T, int> weight)
    {
        var at = Between(1, values.Sum(weight));
        return values.First(value => (at -= weight(value)) <= 0);
    }

    /// <summary>
    /// A factor that is log-normal to the eye, with median 1: a product of many small independent factors is. Nine in ten lie between
    /// a sixth and six.
    /// </summary>
    public double Spread()
    {
        var product = 1.0;
        for (var i = 0; i < 6; i++)
        {
            var factor = 1 + Unit();
            product = Falls(0.5) ? product * factor : product / factor;
        }
        return product;
    }

    /// <summary>An identifier shaped as version 7 of RFC 9562, with <paramref name="instant"/> in its first six bytes.</summary>
    public Guid Id(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)instant.ToUnixTimeMilliseconds() << 16) | 0x7000 | (Next() >> 52));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (Next() >> 2));
        return new(bytes, bigEndian: true);
    }

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
