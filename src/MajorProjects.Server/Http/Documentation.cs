using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Projects;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Http;

/// <summary>What the OpenAPI document says beyond the endpoints' own words: who may call, how values are written, how a refusal looks.</summary>
internal static class Documentation
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddDocumentation(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        // A value that may be missing is another schema than the value: it is written where it stands.
        var named = new ConcurrentDictionary<string, Type>(StringComparer.Ordinal);
        options.CreateSchemaReferenceId = type =>
        {
            var value = Nullable.GetUnderlyingType(type.Type);
            if (value is not null && IsWritten(value) || OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name) return null;
            // Types of one name would silently be described as one.
            var first = named.GetOrAdd(name, value ?? type.Type);
            return first == (value ?? type.Type) ? name : throw new InvalidOperationException($"Both {first} and {type.Type} would be described as {name}.");
        };
        options.AddDocumentTransformer((document, _, _) => Describe(document))
            .AddOperationTransformer(DescribeAsync)
            .AddSchemaTransformer((schema, context, _) =>
            {
                DescribeItems(schema, context.JsonTypeInfo.ElementType);
                return Describe(schema, context.JsonTypeInfo.Type);
            });
    });

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new() { Title = "重大项目调度系统", Version = "v1", Description = "签约一批、开工一批、投产一批" };
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "访问令牌，由命令 token 签发。",
        });
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p is { Name: "project", In: ParameterLocation.Path }))
            parameter.Description = "The project's id, its national code or its local code.";
        if (context.Description.RelativePath!.Contains($"{{{LogQuery.InPath}}}", StringComparison.Ordinal) && operation.Parameters.All(p => p is not { Name: LogQuery.InPath, In: ParameterLocation.Path }))
            operation.Add(LogQuery.InPath, ParameterLocation.Path, "Which of the city's logs, from i1: as in c2sp.org/tlog-tiles each has a prefix of its own.");
        if (operation.Parameters.All(p => p.Name != "city")) operation.Add("city", ParameterLocation.Query, "The city, where the token names several.");
        if (operation.RequestBody is { } body)
        {
            operation.DescribeWrite(uponVersion: context.Description.RelativePath == "api/v1/projects/{project}/facts");
            var written = context.Description.RelativePath == "api/v1/projects"
                ? await RegistrationAsync(context, cancellation)
                : await FactAsync(context, withProject: context.Description.RelativePath == "api/v1/facts", cancellation);
            foreach (var content in body.Content!.Values) content.Schema = written;
        }
        var isPublic = DescribeAccess(operation, context);
        await DescribeRefusalsAsync(operation, context, isPublic, cancellation);
    }

    /// <summary>Says who may call, from the table by which callers are let in.</summary>
    /// <returns>Whether everybody may.</returns>
    private static bool DescribeAccess(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var operations = context.Description.ActionDescriptor.EndpointMetadata.OfType<Requirement>().Single().AnyOf;
        var roles = operations.SelectMany(o => Permissions.Table[o].Roles).Distinct().Order().Select(role => role.ToKey()).ToList();
        operation.Description = operations.Count == 0 ? "公开 / for everybody" : $"角色 / roles: {string.Join(", ", roles)}{(operations.All(o => Permissions.Table[o].OfWholeCity) ? "（全市范围 / of the whole city）" : "")}";
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        operation.Extensions["x-roles"] = new JsonNodeExtension(new JsonArray([.. roles.Select(role => JsonValue.Create(role))]));
        if (operations.Count == 0) operation.Security = [];
        return operations.Count == 0;
    }

    /// <summary>Every status that a call can be refused with.</summary>
    private static async Task DescribeRefusalsAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isPublic, CancellationToken cancellation)
    {
        var (isWrite, hasPath) = (context.Description.HttpMethod != "GET", operation.Parameters!.Any(p => p.In == ParameterLocation.Path));
        var statuses = new List<int> { 400, 422, 429, 503 };
        if (!isPublic) statuses.AddRange([401, 403]);
        if (hasPath || isWrite || operation.Parameters!.Any(p => p.Name == "project")) statuses.Add(404);
        if (isWrite) statuses.AddRange([409, 413, 415]);
        // Such a write concerns one project, whose version its caller may insist on.
        if (context.Description.HttpMethod == "POST" && hasPath) statuses.Add(412);
        operation.Responses ??= [];
        operation.Responses.Remove("default");
        foreach (var status in statuses)
        {
            var kind = Enum.GetValues<RefusalKind>().First(k => Problems.StatusOf(k).Status == status);
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = $"{Problems.StatusOf(kind).Title.En}; `code` says why.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellation) },
                },
            };
        }
    }

    /// <summary>Adds the headers that a write takes.</summary>
    /// <param name="operation">The write.</param>
    /// <param name="uponVersion">Whether it concerns one project, whose version the caller may insist on.</param>
    public static void DescribeWrite(this OpenApiOperation operation, bool uponVersion)
    {
        operation.Add("Idempotency-Key", ParameterLocation.Header, "A name for this request, at most 200 characters: sent again, it has the first answer again.");
        if (uponVersion) operation.Add("If-Match", ParameterLocation.Header, "The version, in quotes, that the fact is written upon.");
    }

    /// <summary>Says that a write without a body takes them too.</summary>
    public static Task DescribeWrite(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.DescribeWrite(uponVersion: false);
        return Task.CompletedTask;
    }

    private static void Add(this OpenApiOperation operation, string name, ParameterLocation place, string description) =>
        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = place, Required = place is ParameterLocation.Path, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });

    /// <summary>A registration, whose day is called <c>registeredOn</c> and may be left out.</summary>
    private static async Task<OpenApiSchema> RegistrationAsync(OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProjectRegistered), null, cancellation);
        var fields = schema.Properties!;
        fields.Remove("occurredOn", out var day);
        fields.Add("registeredOn", day!);
        schema.Required!.Remove("occurredOn");
        return schema;
    }

    /// <summary>A fact of any kind, each told by its <c>type</c>.</summary>
    private static async Task<OpenApiSchema> FactAsync(OpenApiOperationTransformerContext context, bool withProject, CancellationToken cancellation)
    {
        var any = new OpenApiSchema { OneOf = [] };
        foreach (var type in FactReader.Kinds)
        {
            var schema = await context.GetOrCreateSchemaAsync(type.Class, null, cancellation);
            schema.Title = type.Title.Zh;
            Require("type", new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create(type.Name)] });
            if (withProject) Require("project", new() { Type = JsonSchemaType.String, Description = "Its id, its national code or its local code." });
            any.OneOf.Add(schema);

            void Require(string name, OpenApiSchema property)
            {
                schema.Properties!.Add(name, property);
                (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
            }
        }
        return any;
    }

    private static bool IsWritten(Type type) => type == typeof(Wan) || type.GetInterface(typeof(IWrittenValue<>).Name) is not null;

    // Of a list of keys the generator says nothing: their converter is one that it does not know.
    private static void DescribeItems(OpenApiSchema schema, Type? items)
    {
        if (items is { IsEnum: true }) schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetNames(items).Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name)))] };
    }

    private static Task Describe(OpenApiSchema schema, Type described)
    {
        var type = Nullable.GetUnderlyingType(described) ?? described;
        if (!IsWritten(type)) return Task.CompletedTask;
        if (type == typeof(Wan))
        {
            schema.Type = JsonSchemaType.Number;
            schema.Minimum = "0";
            schema.Description = "万元，最多六位小数。";
        }
        else
        {
            schema.Type = JsonSchemaType.String;
            schema.Description = ((Text)type.GetProperty(nameof(IWrittenValue<RegionCode>.Expected))!.GetValue(null)!).Zh;
        }
        if (type != described) schema.Type |= JsonSchemaType.Null;
        return Task.CompletedTask;
    }
}
