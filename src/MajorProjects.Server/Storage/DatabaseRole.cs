namespace MajorProjects.Server.Storage;

/// <summary>As whom one works on the database; <c>deploy/roles.sql</c> makes the three.</summary>
public enum DatabaseRole
{
    /// <summary>Owns the schema: makes and changes tables, registers cities, and is used for nothing else.</summary>
    Owner,

    /// <summary>The running server: adds events, and can neither change nor delete one.</summary>
    App,

    /// <summary>Reads what there is to audit.</summary>
    Auditor,
}

/// <summary>The roles by the names that PostgreSQL knows them by.</summary>
public static class DatabaseRoles
{
    public static string Name(this DatabaseRole role) => role switch
    {
        DatabaseRole.Owner => "majorprojects_owner",
        DatabaseRole.App => "majorprojects_app",
        _ => "majorprojects_auditor",
    };

    /// <summary>What makes the roles and gives them the database that it is run in; only an administrator of PostgreSQL may run it.</summary>
    /// <param name="password">The password that each role gets.</param>
    internal static string Script(Func<DatabaseRole, string> password)
    {
        using var script = new StreamReader(typeof(DatabaseRoles).Assembly.GetManifestResourceStream("roles.sql")!);
        // The variables as psql would fill them in.
        return Enum.GetValues<DatabaseRole>().Aggregate(script.ReadToEnd(), (text, role) =>
            text.Replace($":'{Variable(role)}'", $"'{password(role).Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal));
    }

    private static string Variable(DatabaseRole role) => $"{role.Name()["majorprojects_".Length..]}_password";
}
