using MiniExcelLibs;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>How tests read workbooks.</summary>
internal static class Workbooks
{
    public static IReadOnlyList<string> Sheets(byte[] file) => new MemoryStream(file).GetSheetNames();

    /// <summary>The cells of a sheet, its heading first.</summary>
    public static IReadOnlyList<IReadOnlyList<object?>> Read(byte[] file, string sheet) =>
        [.. new MemoryStream(file).Query(sheetName: sheet).Select(row => ((IDictionary<string, object?>)row).Values.ToList())];
}
