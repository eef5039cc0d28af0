using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi;

namespace MajorProjects.Server.Audit;

/// <summary>What auditors ask for: lists of what was recorded late, corrected, changed or never done, as JSON and as workbooks.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ReportingDeadline.Of(builder.Configuration));
        return builder;
    }

    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").Costing(RouteCost.View);
        audit.Map<BackdatedAnswer>(AuditView.Backdated, "发生后很久才登记的事实", Operation.Audit, GetBackdated.Get, Backdated.Workbook);
        audit.Map<NearDeadlineAnswer>(AuditView.NearDeadline, "填报期限前几日登记的事实，按登记人、区域", Operation.Audit, GetNearDeadline.Get, GetNearDeadline.Workbook);
        audit.Map<CorrectionsAnswer>(AuditView.Corrections, "作废、退回、更正、重报及其改变的数字", Operation.Audit, GetCorrections.Get, GetCorrections.Workbook);
        audit.Map<ChangedFiguresAnswer>(AuditView.ChangedFigures, "当时报出的数与现在的数不同之处及原因", Operation.Audit, GetChangedFigures.Get, GetChangedFigures.Workbook);
        audit.Map<UntouchedAnswer>(AuditView.Untouched, "入库后从未有人登记任何事实的项目", Operation.Audit, GetUntouched.Get, GetUntouched.Workbook);
        audit.Map<NeverStartedAnswer>(AuditView.NeverStarted, "签约后从未开工的项目", Operation.Audit, GetNeverStarted.Get, GetNeverStarted.Workbook);
        audit.Map<SharedPartiesAnswer>(AuditView.SharedParties, "多个项目共有的投资方或建设地点", Operation.Audit, GetSharedParties.Get, GetSharedParties.Workbook);
        audit.Map<RoundFiguresAnswer>(AuditView.Rounds, "各次活动公布数与系统数及差异项目", Operation.AuditCity, GetRoundFigures.Get, GetRoundFigures.Workbook);
        return api;
    }

    /// <summary>Maps a view twice: what it answers, and the same as a workbook.</summary>
    private static void Map<TAnswer>(this RouteGroupBuilder audit, AuditView view, string tells, Operation operation, Delegate get, Func<TAnswer, City, Workbook> workbook)
    {
        audit.MapGet($"/{view.Key}", get).WithSummary($"{view.Title.Zh}：{tells}").Requires(operation);
        audit.MapGet($"/{view.Key}.xlsx", get).WithSummary($"{view.Title.Zh}（Excel 工作簿）").Requires(operation)
            .AddOpenApiOperationTransformer((described, _, _) => DescribeWorkbook(described))
            .AddEndpointFilter(async (invocation, next) =>
            {
                var (context, answer) = (invocation.HttpContext, (TAnswer)(await next(invocation))!);
                var city = context.Features.GetRequiredFeature<Caller>().City;
                var book = workbook(answer, city);
                var file = await book.WriteAsync(view, city, context.RequestAborted);
                context.Response.GetTypedHeaders().ContentDisposition = book.Disposition(view, city);
                return Results.Bytes(file, Workbook.MediaType);
            });
    }

    private static Task DescribeWorkbook(OpenApiOperation operation)
    {
        (operation.Responses ??= [])["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Workbook.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            },
        };
        return Task.CompletedTask;
    }
}
