using MajorProjects.Domain.Facts;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Duplicates;

/// <summary>Describes in the OpenAPI document what a decision is sent as: the fact that it is, without what the path says of it.</summary>
internal static class DecisionBody
{
    public static async Task DescribeConfirmationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await SchemaAsync(typeof(DuplicateConfirmed), context, cancellation);
        schema.Properties!.Add("mergeInto", new OpenApiSchema
        {
            Type = JsonSchemaType.String, Format = "uuid", Description = "Which of the two still counts; default: the one that was registered first.",
        });
        Describe(operation, schema, required: false);
    }

    public static async Task DescribeDismissalAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation) =>
        Describe(operation, await SchemaAsync(typeof(DuplicateDismissed), context, cancellation), required: true);

    private static async Task<OpenApiSchema> SchemaAsync(Type fact, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(fact, null, cancellation);
        schema.Properties!.Remove("of");
        schema.Required!.Remove("of");
        schema.Required.Remove("occurredOn");
        return schema;
    }

    private static void Describe(OpenApiOperation operation, OpenApiSchema schema, bool required)
    {
        operation.DescribeWrite(uponVersion: true);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = required,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = schema } },
        };
    }
}
