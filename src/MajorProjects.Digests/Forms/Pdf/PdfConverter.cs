using System.Diagnostics;

namespace MajorProjects.Digests.Forms.Pdf;

/// <summary>
/// Makes PDF files with what the machine has: LibreOffice, of the Word document, or else Chromium, of the page. Each run has a folder and a profile of its
/// own, a time by which it is over, and leaves no process behind.
/// </summary>
internal sealed class PdfConverter(FormSettings settings)
{
    // Each takes a few hundred megabytes.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private readonly string? soffice = Of(settings.Soffice, "soffice", "libreoffice"), chromium = Of(settings.Chromium, "chromium", "chromium-browser", "google-chrome");

    /// <exception cref="FormUnavailableException">there is neither program, or it made nothing.</exception>
    public async Task<byte[]> ConvertAsync(Func<byte[]> docx, Func<byte[]> html, IssueStamp stamp, CancellationToken cancellation)
    {
        if (soffice is null && chromium is null) throw FormUnavailableException.PdfConverterMissing;
        await OneAtATime.WaitAsync(cancellation);
        var folder = Directory.CreateTempSubdirectory("digest-pdf-");
        try
        {
            string Within(string name) => Path.Combine(folder.FullName, name);
            if (soffice is not null)
            {
                await File.WriteAllBytesAsync(Within("digest.docx"), docx(), cancellation);
                await RunAsync(soffice, folder,
                    [$"-env:UserInstallation={new Uri(Within("profile"))}", "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder.FullName, Within("digest.docx")], cancellation);
            }
            else
            {
                await File.WriteAllBytesAsync(Within("digest.html"), html(), cancellation);
                string[] sandbox = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : []; // which the superuser cannot have
                await RunAsync(chromium!, folder,
                [
                    "--headless", .. sandbox, "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    $"--user-data-dir={Within("profile")}", "--no-pdf-header-footer", $"--print-to-pdf={Within("digest.pdf")}", Within("digest.html"),
                ], cancellation);
            }
            return PdfStamp.Put(await File.ReadAllBytesAsync(Within("digest.pdf"), cancellation), stamp);
        }
        finally
        {
            OneAtATime.Release();
            Remove(folder);
        }
    }

    private async Task RunAsync(string program, DirectoryInfo folder, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) 
        {
            WorkingDirectory = folder.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["HOME"] = folder.FullName;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.PdfSeconds));
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token), process.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw FormUnavailableException.PdfFailed(Path.GetFileName(program), $"超过 {settings.PdfSeconds} 秒 / more than {settings.PdfSeconds} s");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        if (process.ExitCode != 0 || !File.Exists(Path.Combine(folder.FullName, "digest.pdf")))
            throw FormUnavailableException.PdfFailed(Path.GetFileName(program), $"退出码 / exit code {process.ExitCode}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw FormUnavailableException.PdfFailed(Path.GetFileName(start.FileName), e.Message);
        }
    }

    // A process that was just killed may still hold a file for a moment; the system's cleaning of its temporary files finds what is left.
    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string? Of(string? named, params IEnumerable<string> usual) => named is "" ? null : named ?? OnPath(usual);

    private static string? OnPath(IEnumerable<string> names) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(_ => names, (folder, name) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
