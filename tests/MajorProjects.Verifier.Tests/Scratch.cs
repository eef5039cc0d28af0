using System.Text;

namespace MajorProjects.Verifier.Tests;

/// <summary>A folder of one test, and the verifier as an auditor runs it there.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("verifier-");

    public string this[string name] => Path.Combine(folder.FullName, name);

    public IEnumerable<string> Files => folder.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public string Write(string name, object text) => Write(name, Encoding.UTF8.GetBytes($"{text}"));

    /// <summary>Mirrors a log of a size, tiles and entries.</summary>
    public string Mirror(OwnLog log, long size, string name = "mirror")
    {
        foreach (var (path, bytes) in log.Files(size)) Write($"{name}/{path}", bytes);
        return this[name];
    }

    public static async Task<(int Status, string Said)> RunAsync(params string[] args)
    {
        using var said = new StringWriter();
        var status = await Program.RunAsync(args, new(said, said), TestContext.Current.CancellationToken);
        return (status, said.ToString());
    }
}
