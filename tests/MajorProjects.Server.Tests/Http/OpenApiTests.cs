using System.Text.Json.Nodes;
using MajorProjects.Domain;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Tests.Http;

public class OpenApiTests(TestPostgres postgres)
{
    [Fact]
    public async Task the_document_is_read_without_complaint_and_refers_to_nothing_that_is_missing()
    {
        var json = await JsonAsync();

        var read = OpenApiDocument.Parse(json);

        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        read.Document!.Info.Title.ShouldBe("重大项目调度系统");
        var document = JsonNode.Parse(json)!;
        foreach (var reference in References(document))
        {
            var place = document;
            foreach (var part in reference.TrimStart('#', '/').Split('/')) place = place?[part];
            place.ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task every_route_is_named_with_its_parameters_and_its_refusals()
    {
        var server = await postgres.Shared;
        var document = await DocumentAsync();

        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {e.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal)}")).ToList();

        routes.Count.ShouldBeGreaterThan(8);
        Operations(document).Select(o => $"{o.Method} {o.Path}").ShouldBe(routes, ignoreOrder: true);
        foreach (var (method, path, operation) in Operations(document))
        {
            operation.Summary.ShouldNotBeNullOrEmpty(path);
            operation.Parameters!.ShouldContain(p => p.Name == "city", path);
            foreach (var parameter in operation.Parameters!) parameter.Description.ShouldNotBeNullOrEmpty($"{path} {parameter.Name}");
            foreach (var name in new[] { "{project}", "{kind}", "{period}", "{number}", "{city}", "{path}" }.Where(path.Contains))
                operation.Parameters.ShouldContain(p => p.In == ParameterLocation.Path && $"{{{p.Name}}}" == name);
            // To revoke a second time changes nothing, key or no key.
            if (method == "POST" && path != "/api/v1/revocations") operation.Parameters.ShouldContain(p => p.Name == "Idempotency-Key");
            foreach (var (status, refusal) in operation.Responses!.Where(r => int.Parse(r.Key, null) >= 400))
                refusal.Content!.Keys.ShouldBe(["application/problem+json"], $"{path} {status}");
            // What is for everybody needs no token and is refused to nobody.
            foreach (var status in new[] { "401", "403" }) operation.Responses!.ContainsKey(status).ShouldBe(operation.Security is not { Count: 0 }, $"{path} {status}");
        }
    }

    [Fact]
    public async Task the_document_says_that_a_bearer_token_is_needed()
    {
        var document = await DocumentAsync();

        var scheme = document.Security.ShouldHaveSingleItem().ShouldHaveSingleItem().Key;
        scheme.Type.ShouldBe(SecuritySchemeType.Http);
        scheme.Scheme.ShouldBe("bearer");
    }

    [Fact]
    public async Task a_fact_is_described_by_its_kind_and_a_registration_as_it_is_sent()
    {
        var document = JsonNode.Parse(await JsonAsync())!;

        var kinds = Body("/api/v1/projects/{project}/facts", "application/json")["oneOf"]!.AsArray();
        kinds.Select(k => (string)k!["properties"]!["type"]!["enum"]![0]!).ShouldBe(FactType.All.Select(t => t.Name).Except(["evidenceAttached"]));
        var registration = Body("/api/v1/projects", "application/json");
        registration["properties"]!["registeredOn"].ShouldNotBeNull();
        registration["properties"]!["occurredOn"].ShouldBeNull();
        registration["required"]!.AsArray().Select(r => (string)r!).ShouldBe(["name", "region", "library", "class", "industry", "sector"], ignoreOrder: true);
        Body("/api/v1/facts", "application/x-ndjson")["oneOf"]![0]!["properties"]!["project"].ShouldNotBeNull();
        var upload = Body("/api/v1/projects/{project}/evidence", "multipart/form-data");
        upload["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["file", "note", "occurredOn"]);
        ((string?)upload["properties"]!["file"]!["format"]).ShouldBe("binary");
        var round = Body("/api/v1/rounds", "application/json");
        round["required"]!.AsArray().Select(r => (string)r!).ShouldBe(["number", "name", "heldOn", "source"], ignoreOrder: true);
        round["properties"]!.AsObject().Select(p => p.Key)
            .ShouldBe(["number", "name", "heldOn", "source", "signed", "started", "commissioned", "total", "corrects"], ignoreOrder: true);
        ((string?)document["components"]!["schemas"]!["RegionCode"]!["type"]).ShouldBe("string");
        // What may be missing is null, and says so where it stands.
        foreach (var (field, type) in new[] { ("totalInvestmentWan", "number"), ("plannedStart", "string") })
            registration["properties"]![field]!["type"]!.AsArray().Select(t => (string)t!).ShouldBe(["null", type], ignoreOrder: true, field);

        JsonNode Body(string path, string mediaType) => document["paths"]![path]!["post"]!["requestBody"]!["content"]![mediaType]!["schema"]!;
    }

    private async Task<string> JsonAsync()
    {
        using var anybody = (await postgres.Shared).Anonymous();
        return await anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
    }

    private async Task<OpenApiDocument> DocumentAsync() => OpenApiDocument.Parse(await JsonAsync()).Document!;

    private static IEnumerable<(string Method, string Path, OpenApiOperation Operation)> Operations(OpenApiDocument document) =>
        document.Paths.SelectMany(p => p.Value.Operations!.Select(o => (o.Key.Method, p.Key, o.Value)));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [(string)p.Value!] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
