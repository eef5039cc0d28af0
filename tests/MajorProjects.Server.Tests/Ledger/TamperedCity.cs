using MajorProjects.Ledger;
using MajorProjects.Server.Storage;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Ledger;

/// <summary>A city with signed facts of three projects, and the owner of the database, who can do with it what he wants.</summary>
internal sealed class TamperedCity
{
    /// <summary>How many facts each of the projects has.</summary>
    public const int FactsOfEach = 4;

    private static readonly IReadOnlyList<(string Table, string City)> Stored =
        [("mt_streams", "tenant_id"), ("mt_events", "tenant_id"), ("ledger_log", "city"), ("ledger_leaf", "city"), ("ledger_node", "city"), ("ledger_checkpoint", "city"), ("ledger_alarm", "city")];

    private TamperedCity(ServerUnderTest server, string code, IReadOnlyList<Guid> projects, SignedNote kept) =>
        (Server, Code, Projects, Kept, Ledger) = (server, code, projects, kept, new(server, code));

    public ServerUnderTest Server { get; }

    public string Code { get; }

    /// <summary>The projects, whose facts follow each other in the log project by project.</summary>
    public IReadOnlyList<Guid> Projects { get; }

    public CityLedger Ledger { get; }

    /// <summary>The checkpoint over all of it, as an outsider keeps it.</summary>
    public SignedNote Kept { get; }

    public static async Task<TamperedCity> MakeAsync(ServerUnderTest server)
    {
        var code = $"{(await server.NewCityAsync()).Code}";
        using var client = server.Client(code);
        var ids = new List<Guid>();
        for (var n = 1; n <= 3; n++)
        {
            (await client.PostAsync("/projects", OwnCity.ProjectIn(code, $"P-{n}"))).Status.ShouldBe(201);
            foreach (var fact in new[] { Facts.Signed(), Facts.Started(), Facts.Commissioned() })
                (await client.PostAsync($"/projects/P-{n}/facts", fact)).Status.ShouldBe(201);
            ids.Add((Guid)(await client.GetAsync($"/projects/P-{n}", "")).Json["project"]!["id"]!);
        }
        var signed = (await new CityLedger(server, code).SignAsync())!;
        signed.Size.ShouldBe(3 * FactsOfEach);
        return new(server, code, ids, signed.Note);
    }

    /// <summary>The store as its owner may have it, with what it can do to what is recorded.</summary>
    public DocumentStore OwnersStore(Action<StoreOptions> configure)
    {
        var options = Configuration.OwnersOptions(Server.Services, Server.Services.GetRequiredService<SchemaOwner>().Database);
        configure(options);
        return new(options);
    }

    /// <summary>Puts a copy of all that is stored of it aside.</summary>
    public Task KeepAsync() => ByOwnerAsync(["create schema kept", .. Stored.Select(t => $"create table kept.{t.Table} as select * from {t.Table} where {t.City} = '{Code}'")]);

    /// <summary>Stores again what was put aside, and nothing else.</summary>
    public Task RestoreAsync() => ByOwnerAsync(
        [.. Stored.Reverse().Select(t => $"delete from {t.Table} where {t.City} = $1"), .. Stored.Select(t => $"insert into {t.Table} select * from kept.{t.Table} where {t.City} = $1")]);

    /// <summary>Does something to the database as its owner; $1 is the city.</summary>
    public async Task ByOwnerAsync(params string[] statements)
    {
        await using var connection = await Server.Services.GetRequiredService<SchemaOwner>().Database.OpenConnectionAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Code } } };
            await command.ExecuteNonQueryAsync();
        }
    }
}
