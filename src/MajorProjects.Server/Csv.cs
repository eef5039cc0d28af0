using CsvHelper;

namespace MajorProjects.Server;

/// <summary>Reads the seeds' CSV files (UTF-8, a header line) as rows of named texts.</summary>
internal static class Csv
{
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string path)
    {
        using var csv = CsvReader.FromFile(path);
        while (csv.Read())
            yield return csv.Headers.Select((name, i) => (name, text: csv.GetString(i))).ToDictionary(c => c.name, c => c.text, StringComparer.Ordinal);
    }
}
