using System.Net.Http.Headers;
using MajorProjects.Domain;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>Each audit view as a workbook: read back, it holds every row of the same view's JSON.</summary>
[Collection(nameof(AuditedCity))]
public class AuditWorkbooksTests(AuditedCity audited)
{
    [Fact]
    public Task backdated_facts() => SaysTheSameAsync<BackdatedAnswer>(AuditView.Backdated, "?days=0", Backdated.Workbook, answer => answer.Count);

    [Fact]
    public Task facts_near_a_deadline() => SaysTheSameAsync<NearDeadlineAnswer>(AuditView.NearDeadline, "?days=27", GetNearDeadline.Workbook, answer => answer.Count);

    [Fact]
    public Task corrections() => SaysTheSameAsync<CorrectionsAnswer>(AuditView.Corrections, "?asOf=2024-05-20", GetCorrections.Workbook, answer => answer.Count);

    [Fact]
    public Task changed_figures() => SaysTheSameAsync<ChangedFiguresAnswer>(AuditView.ChangedFigures, "?from=2024-01&to=2024-04", GetChangedFigures.Workbook, answer => answer.Count);

    [Fact]
    public Task projects_never_touched() => SaysTheSameAsync<UntouchedAnswer>(AuditView.Untouched, "?asOf=2024-05-20", GetUntouched.Workbook, answer => answer.Count);

    [Fact]
    public Task signings_never_started() => SaysTheSameAsync<NeverStartedAnswer>(AuditView.NeverStarted, "?asOf=2024-05-20", GetNeverStarted.Workbook, answer => answer.Count);

    [Fact]
    public Task shared_investors_and_sites() =>
        SaysTheSameAsync<SharedPartiesAnswer>(AuditView.SharedParties, "?asOf=2024-05-20", GetSharedParties.Workbook, answer => answer.Parties.Sum(p => p.Count));

    [Fact]
    public Task figures_of_rounds() => SaysTheSameAsync<RoundFiguresAnswer>(AuditView.Rounds, "?knownAt=2024-03-31", GetRoundFigures.Workbook, answer => answer.Figures.Count);

    [Fact]
    public async Task the_cells_of_a_row_are_the_fields_of_the_project()
    {
        var project = (await audited.Auditor.ReadAsync<UntouchedAnswer>("/audit/untouched")).Projects[0];

        var cells = Workbooks.Read(await DownloadAsync(AuditView.Untouched, ""), "从未更新的项目")[1];

        cells.ShouldBe(
        [
            "=丁集中供热", audited.City.Regions[audited.OtherCounty], audited.City.Industries["coalbedMethane"], null, 10_000d, new DateTime(2024, 1, 2), 139d,
            new DateTime(2024, 2, 3, 12, 0, 0), "zhang", new DateTime(2025, 3, 31), $"{project.Project}",
        ]);
    }

    private async Task SaysTheSameAsync<TAnswer>(AuditView view, string query, Func<TAnswer, City, Workbook> workbook, Func<TAnswer, int> count)
    {
        var answer = await audited.Auditor.ReadAsync<TAnswer>($"/audit/{view.Key}{query}");
        var expected = workbook(answer, audited.City).Sheets;

        var file = await DownloadAsync(view, query);

        Workbooks.Sheets(file).ShouldBe(["说明", .. expected.Select(s => s.Name)]);
        Workbooks.Read(file, "说明")[1].ShouldBe(["审计视图", view.Title.Zh]);
        foreach (var sheet in expected)
        {
            var read = Workbooks.Read(file, sheet.Name);
            read[0].ShouldBe(sheet.Columns.Select(c => c.Heading));
            read.Skip(1).Select(Text).ShouldBe(sheet.Rows.Select(Text), sheet.Name);
            sheet.Columns.ShouldAllBe(c => Refusals.IsChinese(c.Heading) && (c.Holds != Cells.Wan || c.Heading.EndsWith("（万元）", StringComparison.Ordinal)));
            // What a sheet holds in a column it holds in every row, so that it can be sorted and added up.
            foreach (var (column, at) in sheet.Columns.Select((c, i) => (c, i)))
                read.Skip(1).Select(row => row[at]).OfType<object>().ShouldAllBe(cell => IsOf(column.Holds, cell), $"{sheet.Name} {column.Heading}");
        }
        expected[0].Rows.Count.ShouldBe(count(answer));
        expected.ShouldAllBe(sheet => sheet.Rows.Count > 0);
    }

    private async Task<byte[]> DownloadAsync(AuditView view, string query)
    {
        using var response = await audited.Auditor.GetAsync(new Uri($"/api/v1/audit/{view.Key}.xlsx{query}", UriKind.Relative), TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(Workbook.MediaType);
        var disposition = ContentDispositionHeaderValue.Parse(response.Content.Headers.GetValues("Content-Disposition").Single());
        disposition.DispositionType.ShouldBe("attachment");
        disposition.FileName.ShouldStartWith($"{view.Key}-{audited.Code}-2024");
        disposition.FileNameStar.ShouldStartWith($"{view.Title.Zh}_{audited.City.Name}_2024");
        disposition.FileNameStar!.ShouldEndWith(".xlsx");
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsOf(Cells holds, object cell) => holds switch
    {
        Cells.Day or Cells.Instant => cell is DateTime,
        Cells.Number or Cells.Wan => cell is double,
        _ => cell is string,
    };

    // A number is a double once it was in a workbook.
    private static string Text(IReadOnlyList<object?> row) => string.Join(" | ", row.Select(cell => cell switch
    {
        int or long or decimal or double => $"{Convert.ToDouble(cell, null):R}",
        DateTime time => $"{time:yyyy-MM-dd HH:mm:ss}",
        "" => null,
        _ => cell,
    }));
}
