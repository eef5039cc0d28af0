using System.Globalization;
using System.Text;
using MajorProjects.Domain;

namespace MajorProjects.Server.Audit;

/// <summary>A row that is in one of the two and not in the other.</summary>
/// <param name="IsStored">Whether it is stored, and does not follow from the events; else the other way round.</param>
/// <param name="Row">The row, as JSON; of long values the beginning.</param>
internal sealed record DifferingRow(bool IsStored, string Row);

/// <summary>Whether what a table holds of a city is what its events say.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows it holds.</param>
/// <param name="Expected">How many follow from the events.</param>
/// <param name="Hash">SHA-256 over the SHA-256 of each of its rows as text, in the order of these, in hex.</param>
/// <param name="ExpectedHash">The same of what follows from the events.</param>
/// <param name="Differing">How many rows are in one of the two and not in the other.</param>
/// <param name="Examples">The first of them.</param>
internal sealed record TableCheck(string Table, long Rows, long Expected, string Hash, string ExpectedHash, long Differing, IReadOnlyList<DifferingRow> Examples)
{
    public bool Holds => Hash == ExpectedHash;

    public static string Print(City city, IReadOnlyList<TableCheck> tables)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{city.Code} {city.Name}");
        foreach (var table in tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {table.Table,-18}{table.Rows,10}  {table.Hash}  ");
            if (table.Holds)
            {
                text.Append("一致 / equal");
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $"不一致 / differs: {table.Differing}；应为 / expected: {table.Expected}  {table.ExpectedHash}");
            foreach (var row in table.Examples) text.Append(CultureInfo.InvariantCulture, $"\n    {(row.IsStored ? "仅存于表 / only stored   " : "仅由事实 / only by events")}  {row.Row}");
        }
        return text.ToString();
    }
}
