using System.Globalization;

namespace MajorProjects.Server.Http;

/// <summary>
/// How much the server takes on, in all and from each: the section <c>Limits</c> of the configuration (<c>Limits__CallerBurst=…</c>). Each is a
/// whole number above 0. A caller is the subject of a valid token, else the address that a request comes from.
/// </summary>
internal sealed record Limits
{
    private const string Section = "Limits";

    /// <summary>Requests that a caller may make in one breath.</summary>
    public int CallerBurst { get; init; } = 1000;

    /// <summary>Requests a second that a caller may make for as long as he likes: a portal's fifty users behind one token come to less.</summary>
    public int CallerPerSecond { get; init; } = 100;

    /// <summary>The same where no valid token says who is calling, for all that fall in one of the shares of addresses.</summary>
    public int AnonymousBurst { get; init; } = 300;

    public int AnonymousPerSecond { get; init; } = 30;

    /// <summary>The same for all callers of one city together.</summary>
    public int CityBurst { get; init; } = 5000;

    public int CityPerSecond { get; init; } = 500;

    /// <summary>Requests of one caller that are worked on at once, and how many more may wait for their turn.</summary>
    public int CallerAtOnce { get; init; } = 32;

    public int CallerWaiting { get; init; } = 256;

    /// <summary>Of these, views over a whole city (<see cref="RouteCost.View"/>).</summary>
    public int CallerViewsAtOnce { get; init; } = 8;

    public int CallerViewsWaiting { get; init; } = 256;

    /// <summary>Files of one caller that are on their way at once, and how many more may wait.</summary>
    public int CallerTransfersAtOnce { get; init; } = 4;

    public int CallerTransfersWaiting { get; init; } = 32;

    /// <summary>Files of everybody that are on their way at once, which may take long and so keep nobody else waiting; and how many more may wait.</summary>
    public int TransfersAtOnce { get; init; } = 64;

    public int TransfersWaiting { get; init; } = 128;

    /// <summary>Other requests of everybody that are worked on at once, and how many more may wait.</summary>
    public int AtOnce { get; init; } = 128;

    public int Waiting { get; init; } = 512;

    /// <summary>Of these, such as hold many megabytes in memory (<see cref="RouteCost.Import"/>).</summary>
    public int ImportsAtOnce { get; init; } = 2;

    public int ImportsWaiting { get; init; } = 16;

    /// <summary>Seconds after which a request is stopped.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Seconds after which an import or the transfer of a file is stopped.</summary>
    public int LongSeconds { get; init; } = 600;

    /// <summary>Seconds within which the head of a request must have come.</summary>
    public int HeadSeconds { get; init; } = 10;

    /// <summary>Seconds for which a connection may stay open without a request.</summary>
    public int IdleSeconds { get; init; } = 60;

    /// <summary>Bytes a second below which a body, or the reading of an answer, is given up after five seconds.</summary>
    public int BytesPerSecond { get; init; } = 1024;

    /// <summary>Connections that are open at once.</summary>
    public int Connections { get; init; } = 2000;

    /// <exception cref="FormatException">a number that is none, or not above 0.</exception>
    public static Limits Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        foreach (var (name, value) in section.AsEnumerable(makePathsRelative: true))
            if (value is not null && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
                throw new FormatException($"{Section}__{name}={value} 应为大于 0 的整数 / must be a whole number above 0");
        return section.Get<Limits>() ?? new();
    }
}
