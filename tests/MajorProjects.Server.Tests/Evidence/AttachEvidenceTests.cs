using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Server.Evidence;
using MajorProjects.Server.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Evidence;

public class AttachEvidenceTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task what_was_uploaded_is_given_back_byte_for_byte_under_its_name()
    {
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf(300_000);
        var sha256 = Uploads.Sha256(content);

        var answer = await own.UploadAsync(project, content, "沁水县煤层气管网（一期）施工许可证.pdf");

        answer.Status.ShouldBe(201, answer.Text);
        var id = (string)answer.Json["project"]!;
        JsonNode.DeepEquals(answer.Json, new JsonObject
        {
            ["project"] = id, ["version"] = 2, ["stage"] = "planned", ["sha256"] = sha256, ["mediaType"] = "application/pdf",
            ["sizeBytes"] = 300_000, ["fileName"] = "沁水县煤层气管网（一期）施工许可证.pdf",
        }).ShouldBeTrue(answer.Text);
        answer.Response.Headers.ETag!.Tag.ShouldBe("\"2\"");
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/projects/{id}/evidence/{sha256}");
        using var download = await own.Client.GetAsync(answer.Response.Headers.Location, TestContext.Current.CancellationToken);
        download.IsSuccessStatusCode.ShouldBeTrue();
        (await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(content);
        var headers = download.Content.Headers;
        headers.ContentType!.ToString().ShouldBe("application/pdf");
        headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        headers.ContentDisposition.FileNameStar.ShouldBe("沁水县煤层气管网（一期）施工许可证.pdf");
        download.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        download.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        download.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
    }

    [Fact]
    public async Task a_part_of_it_can_be_asked_for()
    {
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf();
        await own.UploadAsync(project, content);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/projects/{project}/evidence/{Uploads.Sha256(content)}") { Headers = { Range = new(5, 9) } };

        using var part = await own.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)part.StatusCode).ShouldBe(206);
        (await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(content[5..10]);
    }

    [Fact]
    public async Task the_list_says_what_is_attached_by_whom_and_what_was_voided()
    {
        var project = await own.RegisterAsync();
        var (first, second) = (Uploads.Pdf(700), Uploads.Like("\u0089PNG\r\n\u001a\n", 800));
        var earliest = TimeProvider.System.GetUtcNow();
        using var inspector = own.Server.Client("inspector", [own.Code]);
        await inspector.UploadAsync(project, Uploads.Form(new ByteArrayContent(first), "许可.pdf", ("note", "原件存市局"), ("occurredOn", "2024-03-01")));
        await own.UploadAsync(project, second, "现场.png");
        await own.RecordAllAsync(project, Facts.Voided(2));

        var list = (await own.GetAsync($"/projects/{project}/evidence")).Json["evidence"]!.AsArray();

        var at = list.Select(e => e!["recordedAt"]!.GetValue<DateTimeOffset>()).ToList();
        at.ShouldAllBe(instant => instant >= earliest.AddMilliseconds(-1) && instant <= TimeProvider.System.GetUtcNow());
        foreach (var each in list) each!.AsObject().Remove("recordedAt");
        JsonNode.DeepEquals(list, new JsonArray(
            new JsonObject
            {
                ["version"] = 2, ["fileName"] = "许可.pdf", ["mediaType"] = "application/pdf", ["sizeBytes"] = 700, ["sha256"] = Uploads.Sha256(first),
                ["occurredOn"] = "2024-03-01", ["note"] = "原件存市局", ["recordedBy"] = "inspector", ["voidedBy"] = 4,
            },
            new JsonObject
            {
                ["version"] = 3, ["fileName"] = "现场.png", ["mediaType"] = "image/png", ["sizeBytes"] = 800, ["sha256"] = Uploads.Sha256(second),
                ["occurredOn"] = $"{TimeProvider.System.Today():yyyy-MM-dd}", ["note"] = null, ["recordedBy"] = "tester", ["voidedBy"] = null,
            })).ShouldBeTrue(list.ToJsonString());
        (await own.Client.DownloadAsync(project, Uploads.Sha256(first))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task what_another_project_or_city_has_does_not_show()
    {
        var (project, other) = (await own.RegisterAsync(), await own.RegisterAsync());
        var content = Uploads.Pdf();
        var id = (string)(await own.UploadAsync(project, content)).Json["project"]!;
        using var stranger = own.Server.Client((await own.Server.NewCityAsync()).Code.ToString());

        foreach (var hash in new[] { Uploads.Sha256(content), new string('a', 64), "abc", "..%2f..%2fserver.pid" })
            (await own.GetAsync($"/projects/{other}/evidence/{hash}")).ShouldBeRefused(404, "unknownEvidence");
        (await stranger.GetAsync($"/projects/{id}/evidence/{Uploads.Sha256(content)}", "")).ShouldBeRefused(404, "unknownProject");
        (await stranger.GetAsync($"/projects/{id}/evidence", "")).ShouldBeRefused(404, "unknownProject");
        (await stranger.UploadAsync(id, Uploads.Form(new ByteArrayContent(content), "a.pdf"))).ShouldBeRefused(404, "unknownProject");
        (await own.UploadAsync("nothing", content)).ShouldBeRefused(404, "unknownProject");
        (await own.GetAsync($"/projects/{other}/evidence")).Json["evidence"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task nobody_uploads_or_downloads_without_a_token()
    {
        using var anybody = own.Server.Anonymous();

        (await anybody.UploadAsync("P", Uploads.Form(new ByteArrayContent(Uploads.Pdf()), "a.pdf"))).ShouldBeRefused(401, "unauthenticated");
        (await anybody.GetAsync($"/projects/P/evidence/{new string('a', 64)}", "")).ShouldBeRefused(401, "unauthenticated");
    }

    [Fact]
    public async Task the_same_content_is_attached_to_a_project_once_and_stored_once_for_all()
    {
        var (project, other) = (await own.RegisterAsync(), await own.RegisterAsync());
        var content = Uploads.Pdf();
        var before = own.StoredFiles().Count;
        (await own.UploadAsync(project, content)).Status.ShouldBe(201);

        (await own.UploadAsync(project, content, "改名.pdf")).ShouldBeRefused(409, "alreadyAttached");
        (await own.UploadAsync(other, content)).Status.ShouldBe(201);

        own.StoredFiles().Count.ShouldBe(before + 1);
        foreach (var each in new[] { project, other })
            (await (await own.Client.DownloadAsync(each, Uploads.Sha256(content))).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(content);
        await own.RecordAllAsync(project, Facts.Voided(2));
        (await own.UploadAsync(project, content, "改名.pdf")).Status.ShouldBe(201);
        (await own.Client.DownloadAsync(project, Uploads.Sha256(content))).Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("改名.pdf");
    }

    [Fact]
    public async Task of_many_who_attach_the_same_at_once_one_does_and_the_content_stays()
    {
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf(200_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => own.UploadAsync(project, content)));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 409 && (a.Code == "alreadyAttached" || a.Code == "concurrentWrite"));
        (await own.FactsAsync(project)).Count.ShouldBe(2);
        (await own.Client.DownloadAsync(project, Uploads.Sha256(content))).IsSuccessStatusCode.ShouldBeTrue();
        own.StoredFiles().ShouldNotContain(f => f.Contains("unfinished"));
    }

    [Fact]
    public async Task a_fact_names_what_proves_it_and_keeps_it_from_being_voided()
    {
        var (project, other) = (await own.RegisterAsync(), await own.RegisterAsync());
        var content = Uploads.Pdf();
        var signed = new { type = "contractSigned", occurredOn = "2024-03-01", evidence = $"sha256:{Uploads.Sha256(content)}" };
        await own.UploadAsync(other, content);
        (await own.RecordAsync(project, signed)).ShouldBeRefused(422, "unknownEvidence");
        await own.UploadAsync(project, content);

        await own.RecordAllAsync(project, signed);

        (await own.RecordAsync(project, Facts.Voided(2))).ShouldBeRefused(422, "dependedOn");
        await own.RecordAllAsync(project, Facts.Voided(3), Facts.Voided(2));
    }

    [Fact]
    public async Task only_an_upload_attaches()
    {
        var project = await own.RegisterAsync();
        var fact = new JsonObject
        {
            ["type"] = "evidenceAttached", ["occurredOn"] = "2024-03-01", ["fileName"] = "a.pdf", ["mediaType"] = "application/pdf", ["sizeBytes"] = 5, ["sha256"] = new string('a', 64),
        };

        (await own.RecordAsync(project, fact)).ShouldBeRefused(422, "uploadEvidence");
        fact["project"] = project;
        var line = await own.Client.PostTextAsync("/facts", fact.ToJsonString(), "application/x-ndjson");

        ((string?)line.Json["problem"]!["code"]).ShouldBe("uploadEvidence");
        (await own.FactsAsync(project)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_project_that_has_left_still_takes_evidence()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Withdrawn());

        (await own.UploadAsync(project, Uploads.Pdf())).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_repeated_upload_has_the_first_answer_and_writes_nothing()
    {
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf();
        var first = await own.UploadAsync(project, content, "a.pdf", ("Idempotency-Key", "e-1"));
        await own.RecordAllAsync(project, Facts.Signed());

        var again = await own.UploadAsync(project, content, "a.pdf", ("Idempotency-Key", "e-1"));

        first.Status.ShouldBe(201);
        again.Status.ShouldBe(201);
        again.Text.ShouldBe(first.Text);
        again.Response.Headers.Location.ShouldBe(first.Response.Headers.Location);
        (await own.FactsAsync(project)).Count.ShouldBe(3);
        var before = own.StoredFiles();
        (await own.UploadAsync(project, Uploads.Pdf(), "a.pdf", ("Idempotency-Key", "e-1"))).ShouldBeRefused(422, "idempotencyKeyReused");
        (await own.UploadAsync(project, content, "b.pdf", ("Idempotency-Key", "e-1"))).ShouldBeRefused(422, "idempotencyKeyReused");
        own.StoredFiles().ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task a_version_that_was_seen_is_written_upon_and_for_an_older_one_nothing_is_kept()
    {
        var project = await own.RegisterAsync();
        await own.RecordAllAsync(project, Facts.Signed());
        var before = own.StoredFiles();

        (await own.UploadAsync(project, Uploads.Pdf(), "a.pdf", ("If-Match", "\"1\""))).ShouldBeRefused(412, "staleVersion");

        own.StoredFiles().ShouldBe(before, ignoreOrder: true);
        (await own.UploadAsync(project, Uploads.Pdf(), "a.pdf", ("If-Match", "\"2\""))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task a_content_left_by_a_crash_before_it_was_recorded_is_served_to_nobody_and_used_by_the_next_upload()
    {
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf();
        var files = own.Server.Services.GetRequiredService<EvidenceFiles>();
        using (var file = files.Begin(own.City))
        {
            await file.WriteAsync(content, TestContext.Current.CancellationToken);
            files.Keep(own.City, file);
        }
        File.Exists(own.StoredAs(Uploads.Sha256(content))).ShouldBeTrue();
        (await own.GetAsync($"/projects/{project}/evidence/{Uploads.Sha256(content)}")).ShouldBeRefused(404, "unknownEvidence");

        (await own.UploadAsync(project, content)).Status.ShouldBe(201);

        (await own.Client.DownloadAsync(project, Uploads.Sha256(content))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task where_the_content_cannot_be_stored_nothing_is_recorded()
    {
        var city = await own.Server.NewCityAsync();
        using var client = own.Server.Client(city.Code.ToString());
        await client.PostAsync("/projects", OwnCity.ProjectIn(city.Code.ToString(), "P"));
        var evidence = Directory.CreateDirectory(own.Server.Services.GetRequiredService<DataDirectory>().Locate("evidence")).FullName;
        await File.WriteAllTextAsync(Path.Combine(evidence, city.Code.ToString()), "in the way of the folder", TestContext.Current.CancellationToken);

        var refused = await client.UploadAsync("P", Uploads.Form(new ByteArrayContent(Uploads.Pdf()), "a.pdf"));

        refused.ShouldBeRefused(503, "cannotStore");
        refused.Response.Headers.RetryAfter.ShouldNotBeNull();
        (await client.GetAsync("/projects/P/evidence", "")).Json["evidence"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_damaged_content_is_not_given_out_and_is_mended_by_uploading_it_again()
    {
        var (project, other) = (await own.RegisterAsync(), await own.RegisterAsync());
        var content = Uploads.Pdf();
        var sha256 = Uploads.Sha256(content);
        await own.UploadAsync(project, content);
        foreach (var damaged in new byte[][] { [.. content[..^1], 1], content[..^1] })
        {
            await File.WriteAllBytesAsync(own.StoredAs(sha256), damaged, TestContext.Current.CancellationToken);
            (await own.GetAsync($"/projects/{project}/evidence/{sha256}")).ShouldBeRefused(500, "internal");
        }
        File.Delete(own.StoredAs(sha256));
        (await own.GetAsync($"/projects/{project}/evidence/{sha256}")).ShouldBeRefused(503, "contentNotHere");

        await own.UploadAsync(other, content);

        (await own.Client.DownloadAsync(project, sha256)).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task contents_are_readable_by_the_server_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        var project = await own.RegisterAsync();
        var content = Uploads.Pdf();
        await own.UploadAsync(project, content);

        File.GetUnixFileMode(own.StoredAs(Uploads.Sha256(content))).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(own.EvidenceFolder()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task what_a_kill_left_unfinished_is_cleared_at_the_next_start()
    {
        var root = Directory.CreateTempSubdirectory("major-projects-evidence-");
        var city = Directory.CreateDirectory(Path.Combine(root.FullName, "evidence", "990000"));
        foreach (var folder in new[] { UnfinishedUploads.Folder, "ab" })
            foreach (var (name, age) in new[] { ("old", 2), ("new", 0) })
            {
                var path = Path.Combine(city.CreateSubdirectory(folder).FullName, name);
                await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
                File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-age));
            }

        await new UnfinishedUploads(new(root.FullName)).StartAsync(TestContext.Current.CancellationToken);

        city.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => $"{f.Directory!.Name}/{f.Name}").ShouldBe(["ab/new", "ab/old", "unfinished/new"], ignoreOrder: true);
        root.Delete(recursive: true);
    }
}
