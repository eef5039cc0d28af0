using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace MajorProjects.Digests.Forms.Charts;

/// <summary>A Chinese font from npm, for a machine that has none: 思源黑体 (SIL Open Font License), kept for the user among <see cref="ChartFont.Usual"/>.</summary>
public static class BroughtFont
{
    private const string Package = "@embedpdf/fonts-sc", Version = "1.0.0", Name = "NotoSansHans-Regular.otf", Sha256 = "7db3c634bbd0301b3082a80ffcac2f422e8ef9ce0730f8b279c3e8f756598f68";
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    /// <summary>Where it is kept; null for a user who has no such place.</summary>
    public static string? File { get; } = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own
        ? Path.Combine(own, "major-projects", "fonts", Name)
        : null;

    /// <summary>Has a font to draw with, and brings one where there is none.</summary>
    /// <returns>Why there is none still; null where there is one.</returns>
    public static async Task<string?> EnsureAsync(FormSettings settings, CancellationToken cancellation)
    {
        if (ChartFont.IsThere(settings)) return null;
        return settings.Font ?? (File is null ? "用户没有自己的数据目录 / the user has no folder for data" : await BringAsync(File, cancellation));
    }

    /// <summary>Brings it to a file.</summary>
    /// <returns>Why that failed; null: it is there.</returns>
    internal static async Task<string?> BringAsync(string file, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("chart-font-");
        try
        {
            if (await InstallAsync(folder.FullName, cancellation) is { } failed) return failed;
            var brought = Path.Combine(folder.FullName, "node_modules", Package, "fonts", Name);
            var bytes = await System.IO.File.ReadAllBytesAsync(brought, cancellation);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != Sha256) return $"{Package}@{Version}: sha256";
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // Whole or not at all: another process may look for it by now.
            var unfinished = $"{file}.{Guid.NewGuid():N}";
            await System.IO.File.WriteAllBytesAsync(unfinished, bytes, cancellation);
            System.IO.File.Move(unfinished, file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string?> InstallAsync(string folder, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Most);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", $"{Package}@{Version}"])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            })!;
            try
            {
                npm.StandardInput.Close();
                var (said, complained) = (npm.StandardOutput.ReadToEndAsync(limit.Token), npm.StandardError.ReadToEndAsync(limit.Token));
                await Task.WhenAll(said, complained, npm.WaitForExitAsync(limit.Token));
                return npm.ExitCode == 0 ? null : $"npm install {Package}@{Version}: {(await complained).Trim()}";
            }
            finally
            {
                if (!npm.HasExited) npm.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception e)
        {
            return $"npm: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"npm install {Package}@{Version}: > {Most.TotalSeconds:0} s";
        }
    }
}
