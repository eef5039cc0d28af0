using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Storage;

/// <summary>A table of ours, which says what the application and the auditor may do with it: nothing that it does not name.</summary>
/// <param name="name">The table's name.</param>
/// <param name="app">Privileges as <c>grant</c> takes them, columns included: <c>select, insert, update (completed)</c>.</param>
/// <param name="auditor">Likewise, of the auditor; <see cref="Nothing"/> for what is nobody's to read.</param>
internal sealed class GuardedTable(string name, string app, string auditor) : Table(name)
{
    public const string Nothing = "";

    /// <summary>For what can be computed again: the application keeps it as it needs it.</summary>
    public const string Everything = "select, insert, update, delete";

    public TableGrant Grant { get; } = new(name, app, auditor);
}
