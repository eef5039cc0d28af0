using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Ledger;

/// <summary>The contract with auditors: a tree of hashes over each city's facts, signed, served, and checked.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddLedger(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureMarten(options => options.AddTables(LedgerTables.All));
        services.AddSingleton(LedgerSettings.Of(builder.Configuration));
        services.AddSingleton<LedgerKeys>().AddSingleton<LastSigned>();
        services.AddSingleton<LedgerTiles>().AddSingleton<ServedProofs>().AddSingleton<LedgerEntries>().AddSingleton<LedgerFacts>().AddSingleton<EvidenceAnswers>();
        services.AddSingleton<LedgerAlarms>().AddSingleton<Sequencer>().AddSingleton<CheckpointSigner>().AddSingleton<LedgerWatch>().AddSingleton<SigningStalls>();
        services.AddSingleton<Verification>().AddSingleton<LedgerContinuation>().AddSingleton<LedgerExport>();
        services.AddHostedService<LedgerWorker>();
        services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        return builder;
    }

    public static RouteGroupBuilder MapLedger(this RouteGroupBuilder api)
    {
        api.MapGet("/ledger/{city}", GetLedger.Get).WithTags("Ledger").WithSummary("账本状态：大小、签名、告警").Requires(Operation.ReadCity);
        var log = api.MapGroup("/ledger/{city}").WithTags("Ledger");
        MapLog(log);
        // Each log for itself, so that what is kept of one is never taken for another's.
        MapLog(log.MapGroup($"/{{{LogQuery.InPath}}}"));
        log.MapGet("/proof", GetProof.Get).WithSummary("一条记录在账本中的证明").Requires(Operation.Read);
        log.MapGet("/entry", GetEntry.Get).WithSummary("一条记录的规范形式，其散列即账本中的叶").Requires(Operation.Read);
        log.MapGet("/evidence", GetEvidencePackage.Get).WithSummary("证据包：一个问题、作答的记录及其证明，可离线核验").Requires(Operation.Read).Costing(RouteCost.Transfer);
        return api;
    }

    /// <summary>What others read a log by (c2sp.org/tlog-tiles).</summary>
    private static void MapLog(RouteGroupBuilder log)
    {
        log.MapGet("/checkpoint", GetCheckpoint.Get).WithSummary("最新的签名检查点（公开）").IsPublic();
        log.MapGet("/key", GetLedgerKey.Get).WithSummary("核验公钥（公开）").IsPublic();
        log.MapGet("/link", GetLink.Get).WithSummary("恢复备份后接续的账本的首条：接续自哪个检查点（公开）").IsPublic();
        log.MapGet("/tile/{**path}", GetTile.Get).WithSummary("散列分块（公开）").IsPublic();
        log.MapGet("/tile/entries/{**path}", GetEntries.Get).WithSummary("记录分块").Requires(Operation.ReadCity);
    }
}
