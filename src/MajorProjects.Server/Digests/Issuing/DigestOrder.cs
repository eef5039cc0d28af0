using System.Security.Cryptography;
using System.Text;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>A digest that is to be issued.</summary>
/// <param name="Id">Of its stream: the same order has the same, so that it is issued once.</param>
/// <param name="Kind">Which.</param>
/// <param name="Scope">Of which projects.</param>
/// <param name="Period">About which days.</param>
internal sealed record DigestOrder(Guid Id, DigestKind Kind, DigestScope Scope, Period Period)
{
    /// <summary>The schedule that it is an occurrence of; null where it is issued by hand.</summary>
    public string? Schedule { get; init; }

    /// <summary>The number of the round that it is about.</summary>
    public string? Round { get; init; }

    /// <summary>When it was due; null where it is issued by hand.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What was known at this instant is what it says; null: what is known now.</summary>
    public DateTimeOffset? KnownAt { get; init; }

    /// <summary>Whether it is issued so long after it was due that it says so.</summary>
    public bool Late { get; init; }

    public IReadOnlyList<Recipient> Recipients { get; init; } = [];

    public IReadOnlyList<DigestForm> Attachments { get; init; } = [];

    /// <summary>The stream of a schedule's digest on a period, wherever it is issued from.</summary>
    public static Guid IdOf(City city, string schedule, Period period) => Named($"digest/{city.Code}/{schedule}/{period}");

    /// <summary>The stream of a digest that somebody issued by hand under a key of his own.</summary>
    public static Guid IdByHand(City city, string subject, string key) => Named($"digest/{city.Code}//{subject}/{key}");

    /// <summary>The delivery of a digest to a recipient, over all tries.</summary>
    public static Guid DeliveryOf(Guid digest, Recipient recipient) => Named($"delivery/{digest}/{recipient.Channel.ToKey()}/{recipient.To}");

    private static Guid Named(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
