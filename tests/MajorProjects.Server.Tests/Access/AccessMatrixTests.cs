using System.Text.Json.Nodes;
using Marten;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Tests.Digests.Delivery;
using MajorProjects.Server.Tests.Digests.Schedules;
using MajorProjects.Server.Tests.Evidence;
using MajorProjects.Server.Tests.Ledger;
using MajorProjects.Server.Tests.RollingViews;
using MajorProjects.Server.Tests.Rounds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Npgsql;

namespace MajorProjects.Server.Tests.Access;

/// <summary>
/// Every role, of the own and of another county, of the own and of another city, tries every call on every state of what it concerns: nobody gets
/// in who should not, and nobody is kept out who should get in. What should be is written down here and not taken from the code.
/// </summary>
public sealed class AccessMatrixTests(OwnCity own) : IClassFixture<OwnCity>, IDisposable
{
    private const string Readers = "reporter reviewer officer leader auditor";
    private const string Recorders = "reporter officer";
    private const string Reviewers = "reviewer officer";
    private const string AuditReaders = "officer leader auditor";
    private const string FactWriters = "reporter reviewer officer";

    private const string OtherCity = "140500";

    private static int rounds;

    private readonly OwnCity own = own;
    private readonly HttpClient caller = own.Server.Client([Role.Officer], [own.Code], [], "caller");

    private string OtherCounty => own.City.Regions.Keys.Order(StringComparer.Ordinal).Last();

    public void Dispose() => caller.Dispose();

    public static TheoryData<string> Routes => [.. Acts.Select(a => a.Route).Distinct(StringComparer.Ordinal)];

    [Fact]
    public async Task every_call_of_the_document_is_in_the_matrix()
    {
        using var anybody = own.Server.Anonymous();
        var document = OpenApiDocument.Parse(await anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).Document!;

        Acts.Select(a => a.Route).Distinct(StringComparer.Ordinal).ShouldBe(
            document.Paths.SelectMany(p => p.Value.Operations!.Select(o => $"{o.Key.Method} {p.Key["/api/v1".Length..]}")), ignoreOrder: true);
        foreach (var (path, item) in document.Paths)
            foreach (var (method, operation) in item.Operations!)
                ((JsonNodeExtension)operation.Extensions!["x-roles"]).Node.AsArray().Select(role => (string)role!).ShouldBe(
                    Acts.Where(a => a.Route == $"{method.Method} {path["/api/v1".Length..]}").SelectMany(a => a.MayCall.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal),
                    ignoreOrder: true, $"{method} {path}");
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task nobody_gets_in_who_should_not_and_nobody_is_kept_out_who_should_get_in(string route)
    {
        var wrong = new List<string>();
        var (allowed, refused) = (0, 0);
        foreach (var act in Acts.Where(a => a.Route == route))
        {
            var thing = await act.MakeAsync(this);
            foreach (var who in Callers())
            {
                var expected = act.Expect(who, this);
                var answer = await SendAsync(act, thing, who);
                var was = Refusal(answer) ?? "allowed";
                if (was != expected) wrong.Add($"{act.Name} {who}: expected {expected}, was {answer.Status} {was}");
                if (expected == "allowed") allowed++;
                else refused++;
                // What it did to the thing would change what comes after it.
                if (was == "allowed" && !act.IsRead) thing = await act.MakeAsync(this);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{route}: {allowed} allowed, {refused} refused");
        wrong.ShouldBeEmpty();
        allowed.ShouldBeGreaterThan(0);
        if (Acts.Any(a => a.Route == route && !a.IsPublic)) refused.ShouldBeGreaterThan(0);
    }

    // An import is answered line by line; whoever is told that the first log has no link was let in.
    private static string? Refusal(Answer answer) => answer.Status >= 400 ? answer.Code is "unknownLink" ? null : answer.Code
        : answer.Response.RequestMessage!.RequestUri!.AbsolutePath == "/api/v1/facts" ? (string?)answer.Json["problem"]?["code"] : null;

    // No role at all, one that is unknown, each, and two that do not go together; for this city, for another that asks for this one's things by their
    // ids, and for another that names this city; for the whole city, the county of the things, and another county.
    private IEnumerable<Who> Callers()
    {
        string[][] roles = [[], ["king"], .. Enum.GetValues<Role>().Select(r => new[] { r.ToKey() }), ["officer", "auditAdministrator"]];
        foreach (var held in roles)
            foreach (var place in Enum.GetValues<Place>())
                foreach (var region in place is Place.Here ? new[] { null, own.County, OtherCounty } : [null])
                    yield return new(held, place, region);
        yield return new(null, Place.Here, null);
    }

    private async Task<Answer> SendAsync(Act act, Thing thing, Who who)
    {
        using var client = own.Server.Anonymous();
        if (who.Roles is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", own.Server.Token(
                "caller", who.Roles, [who.Place is Place.Here ? own.Code : OtherCity], who.Region is null ? [] : [who.Region]));
        var path = act.Path(thing);
        if (who.Place is Place.ElsewhereAskingHere) path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}city={own.Code}";
        using var request = new HttpRequestMessage(new(act.Route.Split(' ')[0]), $"/api/v1{path}") { Content = act.Body?.Invoke(thing, this) };
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    /// <summary>Who calls: with no token at all where there are no roles.</summary>
    private sealed record Who(string[]? Roles, Place Place, string? Region)
    {
        public override string ToString() => $"[{(Roles is null ? "no token" : string.Join(' ', Roles))}] {Place} {Region}";
    }

    private enum Place
    {
        Here,
        Elsewhere,
        ElsewhereAskingHere,
    }

    /// <summary>What a call is about: a project of the own county, and what else is there.</summary>
    private sealed record Thing(string Project, int Version = 0, string Id = "");

    /// <summary>A call on a state of what it concerns.</summary>
    /// <param name="Route">The method and the path as the document has it.</param>
    /// <param name="Name">The state.</param>
    /// <param name="Roles">Who may do it.</param>
    /// <param name="Path">The path of a thing.</param>
    private sealed record Act(string Route, string Name, string Roles, Func<Thing, string> Path)
    {
        public Func<Thing, AccessMatrixTests, HttpContent>? Body { get; init; }

        public Func<AccessMatrixTests, Task<Thing>> MakeAsync { get; init; } = test => Task.FromResult(new Thing(""));

        /// <summary>Who may call the address, where others may do other things there.</summary>
        public string MayCall { get; init; } = Roles;

        /// <summary>Whether it concerns one project, that another county or city does not see.</summary>
        public bool OfProject { get; init; }

        /// <summary>Whether it concerns all counties.</summary>
        public bool OfCity { get; init; }

        /// <summary>Whether it is for everybody.</summary>
        public bool IsPublic => MayCall.Length == 0;

        /// <summary>Whether its path names the city.</summary>
        public bool NamesCity => Route.Contains("{city}", StringComparison.Ordinal);

        /// <summary>Why those of a role are refused in this state, where they may call.</summary>
        public Func<string, string?> Because { get; init; } = _ => null;

        /// <summary>What another city's caller is answered, where the thing is not among his.</summary>
        public string Elsewhere { get; init; } = "allowed";

        /// <summary>What another county's caller is answered.</summary>
        public string OtherCounty { get; init; } = "allowed";

        public bool IsRead => Route.StartsWith("GET", StringComparison.Ordinal);

        public string Expect(Who who, AccessMatrixTests test)
        {
            if (IsPublic) return "allowed";
            if (who.Roles is null) return "unauthenticated";
            if (who.Roles.Length == 2) return "conflictingRoles";
            if (who.Place is Place.ElsewhereAskingHere || (NamesCity && who.Place is Place.Elsewhere)) return "outOfScope";
            var role = who.Roles.SingleOrDefault() ?? "";
            if (!MayCall.Split(' ').Contains(role, StringComparer.Ordinal)) return "notAllowed";
            if (who.Place is Place.Elsewhere) return OfProject ? "unknownProject" : Elsewhere;
            if (!Roles.Split(' ').Contains(role, StringComparer.Ordinal)) return "notAllowed";
            if (OfCity && who.Region is not null) return "outOfScope";
            if (who.Region == test.OtherCounty) return OfProject ? "unknownProject" : OtherCounty;
            return Because(role) ?? "allowed";
        }
    }

    private static readonly IReadOnlyList<Act> Acts =
    [
        View("/projects"), View("/batches"), View("/batches/{kind}/{period}", "/batches/signed/2024"), View("/cohorts"), View("/backlog"),
        View("/rates/{metric}", "/rates/signedCount"), View("/delays"), View("/backdated"), View("/compare"), View("/replay"), View("/explain", "/explain?metric=signedCount"), View("/forecast"), View("/rounds"), View("/duplicates"),
        View("/reviews"),
        .. new[] { "backdated", "nearDeadline", "corrections", "changedFigures", "untouched", "neverStarted", "sharedParties", "rounds" }
            .SelectMany(view => new[] { $"/audit/{view}", $"/audit/{view}.xlsx" })
            .Select(path => new Act($"GET {path}", "any", AuditReaders, _ => path) { OfCity = path.StartsWith("/audit/rounds", StringComparison.Ordinal) }),
        new("GET /rounds/{number}", "published", Readers, thing => $"/rounds/{thing.Id}") { MakeAsync = PublishedAsync, OfCity = true, Elsewhere = "unknownRound" },
        new("GET /projects/{project}", "registered", Readers, thing => $"/projects/{thing.Project}") { MakeAsync = RegisteredAsync, OfProject = true },
        new("GET /projects/{project}/facts", "registered", Readers, thing => $"/projects/{thing.Project}/facts") { MakeAsync = RegisteredAsync, OfProject = true },
        new("GET /projects/{project}/evidence", "attached", Readers, thing => $"/projects/{thing.Project}/evidence") { MakeAsync = AttachedAsync, OfProject = true },
        new("GET /projects/{project}/evidence/{sha256}", "attached", Readers, thing => $"/projects/{thing.Project}/evidence/{thing.Id}") { MakeAsync = AttachedAsync, OfProject = true },
        new("GET /cities", "any", "systemAdministrator", _ => "/cities") { OfCity = true },
        new("GET /access-log", "any", "auditAdministrator", _ => "/access-log") { OfCity = true },
        new("GET /access-log/check", "any", "auditAdministrator", _ => "/access-log/check") { OfCity = true },

        Ledger("", Readers) with { OfCity = true },
        .. new[] { "", "/{log}" }.SelectMany(log => new[]
        {
            Ledger($"{log}/checkpoint", ""), Ledger($"{log}/key", ""), Ledger($"{log}/link", ""),
            Ledger($"{log}/tile/{{path}}", ""), Ledger($"{log}/tile/entries/{{path}}", Readers) with { OfCity = true },
        }),
        Ledger("/proof", Readers) with { Path = thing => $"/ledger/{thing.Id}/proof?project={thing.Project}&version=1", OfProject = true },
        Ledger("/evidence", Readers) with { Path = thing => $"/ledger/{thing.Id}/evidence?project={thing.Project}", OfProject = true },
        Ledger("/entry", Readers) with { Path = thing => $"/ledger/{thing.Id}/entry?project={thing.Project}&version=1", OfProject = true },

        new("GET /digests", "any", Readers, _ => "/digests"),
        new("GET /digests/{id}", "issued", Readers, thing => $"/digests/{thing.Id}") { MakeAsync = IssuedAsync, Elsewhere = "unknownDigest", OtherCounty = "outOfScope" },
        new("GET /digests/{id}.{form}", "issued", Readers, thing => $"/digests/{thing.Id}.md") { MakeAsync = IssuedAsync, Elsewhere = "unknownDigest", OtherCounty = "outOfScope" },
        new("POST /digests/{id}/replay", "not made", "officer", thing => $"/digests/{thing.Id}/replay") { MakeAsync = NotMadeAsync, Elsewhere = "unknownDigest", OtherCounty = "outOfScope" },
        new("POST /digests", "new", "officer", _ => "/digests")
        {
            Body = (_, test) => Text($$"""{"kind":"monthly","region":"{{test.own.County}}"}"""), Elsewhere = "unknownRegion", OtherCounty = "outOfScope",
        },

        new("GET /digests/deliveries", "any", Readers, _ => "/digests/deliveries"),
        new("GET /digests/{id}/deliveries", "issued", Readers, thing => $"/digests/{thing.Id}/deliveries") { MakeAsync = IssuedAsync, Elsewhere = "unknownDigest", OtherCounty = "outOfScope" },
        new("POST /digests/{id}/deliveries/{delivery}/replay", "dead", "officer", thing => $"/digests/{thing.Project}/deliveries/{thing.Id}/replay")
        {
            MakeAsync = DeadLetterAsync, Elsewhere = "unknownDigest", OtherCounty = "outOfScope",
        },

        new("GET /revocations", "any", "securityAdministrator", _ => "/revocations") { OfCity = true },
        new("POST /revocations", "new", "securityAdministrator", _ => "/revocations") { Body = (_, _) => Text($$"""{"token":"{{Guid.NewGuid():N}}"}"""), OfCity = true },

        new("POST /projects", "new", Recorders, _ => "/projects")
        {
            Body = (_, test) => Text(test.own.Project(("region", test.own.County)).ToJsonString()), Elsewhere = "unknownRegion", OtherCounty = "outOfScope",
        },
        Fact("what happened", Recorders, RegisteredAsync, _ => Facts.Started()),
        Fact("void what one recorded", Recorders, OwnRecordAsync, thing => Facts.Voided(thing.Version)),
        Fact("void what one recorded and was confirmed", Recorders, OwnConfirmedAsync, thing => Facts.Voided(thing.Version)) with { Because = role => role == "reporter" ? "alreadyConfirmed" : null },
        Fact("void what somebody else recorded", Recorders, OthersRecordAsync, thing => Facts.Voided(thing.Version)) with { Because = role => role == "reporter" ? "notOwnRecord" : null },
        Fact("void what the system found", Recorders, OwnSuspectedAsync, thing => Facts.Voided(thing.Version)) with { Because = role => role == "reporter" ? "notOwnRecord" : null },
        Fact("confirm what somebody else recorded", Reviewers, OthersRecordAsync, Confirmed),
        Fact("confirm what one recorded", Reviewers, OwnRecordAsync, Confirmed) with { Because = role => role is "reviewer" or "officer" ? "ownRecord" : null },
        Fact("confirm what was confirmed", Reviewers, ConfirmedAsync, Confirmed) with { Because = role => role is "reviewer" or "officer" ? "alreadyReviewed" : null },
        Fact("return what somebody else recorded", Reviewers, OthersRecordAsync, Returned),
        Fact("return what one recorded", Reviewers, OwnRecordAsync, Returned) with { Because = role => role is "reviewer" or "officer" ? "ownRecord" : null },
        Fact("return what was confirmed", Reviewers, ConfirmedAsync, Returned) with { Because = role => role is "reviewer" or "officer" ? "alreadyReviewed" : null },
        Fact("grant what somebody else asked for", Reviewers, test => test.RequestedAsync(test.own.Client), _ => Granted),
        Fact("grant what one asked for", Reviewers, test => test.RequestedAsync(test.caller), _ => Granted) with { Because = role => role is "reviewer" or "officer" ? "ownRequest" : null },
        Fact("refuse what somebody else asked for", Reviewers, test => test.RequestedAsync(test.own.Client), _ => NotGranted),
        Fact("refuse what one asked for", Reviewers, test => test.RequestedAsync(test.caller), _ => NotGranted) with { Because = role => role is "reviewer" or "officer" ? "ownRequest" : null },
        Fact("put off without asking", "officer", PlannedAsync, _ => new { type = "projectDelayed", occurredOn = "2024-03-01", milestone = "start", to = "2025-01", reason = "land" }) with { OfCity = true },
        Fact("suspect of being another", "officer", PairAsync, thing => new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = thing.Id, grounds = "reported" }) with { OfCity = true },

        new("POST /facts", "what happened", Recorders, _ => "/facts")
        {
            MakeAsync = RegisteredAsync, OfProject = true, MayCall = FactWriters,
            Body = (thing, _) => new StringContent($"{{\"project\":\"{thing.Project}\",\"type\":\"constructionStarted\",\"occurredOn\":\"2024-04-01\"}}\n", null, "application/x-ndjson"),
        },
        new("POST /projects/{project}/evidence", "registered", Recorders, thing => $"/projects/{thing.Project}/evidence")
        {
            MakeAsync = RegisteredAsync, Body = (_, _) => Uploads.Form(new ByteArrayContent(Uploads.Pdf()), "批复.pdf"), OfProject = true,
        },
        new("POST /rounds", "new", "officer", _ => "/rounds") { Body = (_, _) => Text(RoundCalls.Round(NewRound()).ToJsonString()), OfCity = true },
        new("POST /duplicates/{id}/confirm", "open", "officer", thing => $"/duplicates/{thing.Id}/confirm")
        {
            MakeAsync = SuspectedAsync, Body = (_, _) => Text("{}"), OfCity = true, Elsewhere = "unknownDuplicate",
        },
        new("POST /duplicates/{id}/dismiss", "open", "officer", thing => $"/duplicates/{thing.Id}/dismiss")
        {
            MakeAsync = SuspectedAsync, Body = (_, _) => Text("""{"reason":"不是同一工程"}"""), OfCity = true, Elsewhere = "unknownDuplicate",
        },
        new("POST /duplicates/{id}/dismiss", "dismissed", "officer", thing => $"/duplicates/{thing.Id}/dismiss")
        {
            MakeAsync = DismissedAsync, Body = (_, _) => Text("""{"reason":"不是同一工程"}"""), OfCity = true, Elsewhere = "unknownDuplicate",
            Because = role => role == "officer" ? "alreadyDecided" : null,
        },

        View("/digests/schedules"),
        new("GET /digests/schedules/{key}", "set", Readers, thing => $"/digests/schedules/{thing.Id}")
        {
            MakeAsync = ScheduledAsync, Elsewhere = "unknownSchedule", OtherCounty = "unknownSchedule",
        },
        new("PUT /digests/schedules/{key}", "set", "officer", thing => $"/digests/schedules/{thing.Id}")
        {
            MakeAsync = ScheduledAsync, Body = (_, test) => Text(ScheduleCalls.Weekly(("scope", new JsonObject { ["region"] = test.own.County })).ToJsonString()),
            Elsewhere = "malformed", OtherCounty = "outOfScope",
        },
        new("DELETE /digests/schedules/{key}", "set", "officer", thing => $"/digests/schedules/{thing.Id}?reason=%E5%81%9C")
        {
            MakeAsync = ScheduledAsync, Elsewhere = "unknownSchedule", OtherCounty = "unknownSchedule",
        },
    ];

    private static object Confirmed(Thing thing) => new { type = "factConfirmed", occurredOn = "2024-11-01", version = thing.Version };

    private static object Returned(Thing thing) => new { type = "factReturned", occurredOn = "2024-11-01", version = thing.Version, reason = "依据不足" };

    private static object Granted => new { type = "extensionGranted", occurredOn = "2024-03-02", milestone = "start" };

    private static object NotGranted => new { type = "extensionRefused", occurredOn = "2024-03-02", milestone = "start", text = "理由不足" };

    private static Act View(string route, string? path = null) => new($"GET {route}", "any", Readers, _ => path ?? route);

    private static Act Ledger(string path, string roles) =>
        new($"GET /ledger/{{city}}{path}", "signed", roles, thing => $"/ledger/{thing.Id}{path.Replace("{log}", "i1", StringComparison.Ordinal).Replace("tile/{path}", "tile/0/000.p/1", StringComparison.Ordinal).Replace("{path}", "000.p/1", StringComparison.Ordinal)}") { MakeAsync = SignedAsync };

    private static async Task<Thing> SignedAsync(AccessMatrixTests test)
    {
        var thing = await RegisteredAsync(test);
        await new CityLedger(test.own.Server, test.own.Code).SignAsync();
        return thing with { Id = test.own.Code };
    }

    // All kinds of fact have one address: whoever may record none of them is refused there, and of the others each by the kind.
    private static Act Fact(string name, string roles, Func<AccessMatrixTests, Task<Thing>> make, Func<Thing, object> fact) =>
        new("POST /projects/{project}/facts", name, roles, thing => $"/projects/{thing.Project}/facts")
        {
            MakeAsync = make, Body = (thing, _) => Text(System.Text.Json.JsonSerializer.Serialize(fact(thing), Json.Stored)), OfProject = true, MayCall = FactWriters,
        };

    private static StringContent Text(string json) => new(json, null, "application/json");

    private static string NewRound() => $"2024-{Interlocked.Increment(ref rounds)}";

    private static async Task<Thing> PublishedAsync(AccessMatrixTests test)
    {
        var number = NewRound();
        await test.own.PublishedAsync(RoundCalls.Round(number));
        await test.own.Client.CaughtUpAsync();
        return new("", Id: number);
    }

    private static async Task<Thing> IssuedAsync(AccessMatrixTests test) =>
        new("", Id: (string)(await test.own.Client.PostAsync("/digests", new { kind = "monthly", region = test.own.County })).Json["id"]!);

    // Its documents fail for the last time.
    private static async Task<Thing> NotMadeAsync(AccessMatrixTests test)
    {
        var order = new DigestOrder(Guid.CreateVersion7(), MajorProjects.Digests.DigestKind.Monthly, new(test.own.County), MajorProjects.Domain.Values.Period.Parse("2024-01"));
        await test.own.Server.Services.GetRequiredService<DigestIssuer>().IssueAsync(Caller.System("tests", "tests", test.own.City), order, TestContext.Current.CancellationToken);
        await using var connection = await test.own.Server.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var session = test.own.Server.Services.GetRequiredService<IDocumentStore>().SessionOf(Caller.System("tests", "tests", test.own.City), transaction);
        await session.RecordAsync(
            transaction, test.own.City, order.Id, new DigestRenderingFailed(1, "tests", null), TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return new("", Id: $"{order.Id}");
    }

    private static async Task<Thing> ScheduledAsync(AccessMatrixTests test)
    {
        var key = $"s-{Interlocked.Increment(ref rounds)}";
        await test.own.SetAsync(key, ScheduleCalls.Weekly(("scope", new JsonObject { ["region"] = test.own.County })));
        return new("", Id: key);
    }

    private static async Task<Thing> DeadLetterAsync(AccessMatrixTests test)
    {
        var to = new Recipient(Channel.Folder, "office");
        var outbox = new Outbox(test.own) { Receive = (_, _) => throw new NotDeliveredException(new("拒收。", "Refused."), isPermanent: true) };
        var digest = await outbox.IssueAsync([to], test.own.County);
        await outbox.RunAsync();
        return new($"{digest}", Id: $"{DigestOrder.DeliveryOf(digest, to)}");
    }

    private static async Task<Thing> RegisteredAsync(AccessMatrixTests test) => new(await test.own.RegisterAsync(("region", test.own.County), ("sector", "public")));

    private static async Task<Thing> PlannedAsync(AccessMatrixTests test) =>
        new(await test.own.RegisterAsync(("region", test.own.County), ("sector", "public"), ("plannedStart", "2024-10")));

    private static async Task<Thing> AttachedAsync(AccessMatrixTests test)
    {
        var thing = await RegisteredAsync(test);
        return thing with { Id = (string)(await test.own.UploadAsync(thing.Project, Uploads.Pdf())).Json["sha256"]! };
    }

    private static Task<Thing> OthersRecordAsync(AccessMatrixTests test) => RecordedAsync(test, test.own.Client);

    private static Task<Thing> OwnRecordAsync(AccessMatrixTests test) => RecordedAsync(test, test.caller);

    private static async Task<Thing> RecordedAsync(AccessMatrixTests test, HttpClient by)
    {
        var thing = await RegisteredAsync(test);
        (await by.PostAsync($"/projects/{thing.Project}/facts", Facts.Started())).Status.ShouldBe(201);
        return thing with { Version = 2 };
    }

    private static async Task<Thing> OwnConfirmedAsync(AccessMatrixTests test)
    {
        var thing = await OwnRecordAsync(test);
        (await test.own.RecordAsync(thing.Project, Confirmed(thing))).Status.ShouldBe(201);
        return thing;
    }

    private static async Task<Thing> ConfirmedAsync(AccessMatrixTests test)
    {
        var thing = await OthersRecordAsync(test);
        using var third = test.own.Server.Client([Role.Reviewer], [test.own.Code], [], "third");
        (await third.PostAsync($"/projects/{thing.Project}/facts", Confirmed(thing))).Status.ShouldBe(201);
        return thing;
    }

    // What one records looks like another one's works, which the system notes beside it.
    private static async Task<Thing> OwnSuspectedAsync(AccessMatrixTests test)
    {
        var name = $"疑似重复工程{Interlocked.Increment(ref rounds)}号";
        var first = test.own.Project(("region", test.own.County), ("sector", "public"), ("name", name));
        (await test.own.Client.PostAsync("/projects", first)).Status.ShouldBe(201);
        var project = test.own.Project(("region", test.own.County), ("sector", "public"), ("name", name));
        var answer = await test.caller.PostAsync("/projects", project);
        answer.Json["suspected"]!.AsArray().Count.ShouldBe(1, answer.Text);
        return new((string)project["localCode"]!, Version: 2);
    }

    private async Task<Thing> RequestedAsync(HttpClient by)
    {
        var thing = await PlannedAsync(this);
        (await by.PostAsync($"/projects/{thing.Project}/facts", new { type = "extensionRequested", occurredOn = "2024-03-01", milestone = "start", to = "2025-01", reason = "land" }))
            .Status.ShouldBe(201);
        return thing;
    }

    private static async Task<Thing> PairAsync(AccessMatrixTests test)
    {
        var (thing, other) = (await RegisteredAsync(test), await RegisteredAsync(test));
        return thing with { Id = (string)(await test.own.GetAsync($"/projects/{other.Project}")).Json["project"]!["id"]! };
    }

    private static async Task<Thing> SuspectedAsync(AccessMatrixTests test)
    {
        var pair = await PairAsync(test);
        var answer = await test.own.RecordAsync(pair.Project, new { type = "duplicateSuspected", occurredOn = "2024-03-01", of = pair.Id, grounds = "reported" });
        answer.Status.ShouldBe(201, answer.Text);
        return pair with { Id = $"{(string)answer.Json["project"]!}-{(int)answer.Json["version"]!}" };
    }

    private static async Task<Thing> DismissedAsync(AccessMatrixTests test)
    {
        var thing = await SuspectedAsync(test);
        (await test.own.Client.PostAsync($"/duplicates/{thing.Id}/dismiss", new { reason = "不是同一工程" })).Status.ShouldBe(201);
        return thing;
    }
}
