using System.Security.Cryptography;
using System.Text;
using JasperFx.Events;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using Marten;

namespace MajorProjects.Server.Rounds;

/// <summary>Keeps what rounds published, each in a stream of its own in the city's log.</summary>
public sealed class RoundRecorder(IDocumentStore store)
{
    /// <returns>Whether it is new; a round of that number stays as it was first published.</returns>
    public async Task<bool> PublishAsync(Caller caller, RoundPublished round, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(caller.City.Code.ToString());
        var stream = StreamOf(session.TenantId, round.Number);
        if (await session.Events.FetchStreamStateAsync(stream, cancellation) is not null) return false;
        session.LastModifiedBy = caller.Subject;
        session.Events.StartStream<Round>(stream, round);
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    // The same round has the same stream wherever it is published from, so it cannot be there twice.
    private static Guid StreamOf(string city, string number) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"round/{city}/{number}")).AsSpan(0, 16));
}
