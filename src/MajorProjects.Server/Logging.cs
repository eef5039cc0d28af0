namespace MajorProjects.Server;

/// <summary>What an operator reads on the console: what this system says, and what goes wrong below it. Configuration can say more.</summary>
internal static class LoggingConfiguration
{
    public static WebApplicationBuilder AddLogging(this WebApplicationBuilder builder)
    {
        builder.Logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("MajorProjects", LogLevel.Information)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            // There are no message handlers yet: Wolverine runs the projections.
            .AddFilter("Wolverine.Configuration", LogLevel.Error)
            // Nothing here is protected with its keys.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // A token that could not be checked ends in an answer, and what kept it from being checked is told where that was noticed.
            .AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Critical)
            .AddSimpleConsole(console => console.SingleLine = true);
        return builder;
    }
}
