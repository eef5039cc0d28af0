using System.CommandLine;

namespace MajorProjects.Server.Plans;

/// <summary><c>seed [folder]</c>: loads the shipped seeds, or one folder, again; nothing is doubled.</summary>
internal static class SeedCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("folder") { Description = "种子目录 / a folder of seeds", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("seed", "载入种子数据（不重复）/ loads the seeds, without doubling") { folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = parsed.GetValue(folder);
            if (asked is not null && !new SeedFolder(asked).HasAny)
                throw new CommandFailedException($"目录 {asked} 中没有 projects.csv、facts.csv 或 rounds.csv / no seeds in that folder");
            var folders = asked is not null ? [asked] : Directory.GetDirectories(SeedFolder.Shipped).Order(StringComparer.Ordinal).ToArray();
            await parsed.WithStoreAsync(async services =>
            {
                foreach (var path in folders)
                    Console.WriteLine(await services.GetRequiredService<SeedLoader>().LoadAsync(new(path), cancellation));
            }, cancellation);
            return 0;
        });
        return command;
    }
}
