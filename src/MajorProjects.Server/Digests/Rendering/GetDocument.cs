using System.ComponentModel;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Npgsql;

namespace MajorProjects.Server.Digests.Rendering;

/// <summary><c>GET /digests/{id}.{html|docx|xlsx|md|pdf|json}</c>: a digest in one of its forms; what went out is given as it went out.</summary>
internal static class GetDocument
{
    // The page has its own styles and pictures in it, and nothing else.
    private const string OfPage = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    private static readonly string[] Files =
    [
        "text/html", "text/markdown", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];

    /// <summary>Describes the forms in the OpenAPI document.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var content = Files.ToDictionary(file => file, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal);
        content["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } };
        (operation.Responses ??= [])["200"] = new OpenApiResponse { Description = "OK", Content = content };
        return Task.CompletedTask;
    }

    public static async Task<IResult> Get(
        [Description("The digest's id.")] string id, [Description("html, docx, xlsx, md, pdf or json.")] string form, Caller caller, DigestDocuments documents, NpgsqlDataSource database,
        HttpContext context, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var key = QueryText.Key<DigestForm>(errors, "form", form);
        QueryText.Refuse(errors);
        var digest = await database.DigestAsync(caller, id, cancellation);
        try
        {
            var document = await documents.GetAsync(caller.City, digest, Enum.GetValues<DigestForm>().Single(f => f.ToKey() == key), cancellation);
            // A page is read where it arrives; the others are files, in Chinese for browsers, in ASCII for what reads no other name.
            context.Response.GetTypedHeaders().ContentDisposition = new(document.Form is DigestForm.Html ? "inline" : "attachment")
            {
                FileName = $"digest-{caller.City.Code}-{digest.Period}.{key}", FileNameStar = document.FileName,
            };
            if (document.Form is DigestForm.Html) context.Response.Headers.ContentSecurityPolicy = OfPage;
            return Results.Bytes(document.Bytes, document.MediaType);
        }
        catch (FormUnavailableException e)
        {
            return e.Refusal.ToResult(context);
        }
    }
}
