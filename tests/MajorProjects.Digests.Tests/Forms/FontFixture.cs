using MajorProjects.Digests.Forms.Charts;
using MajorProjects.Digests.Tests.Forms;

[assembly: AssemblyFixture(typeof(FontFixture))]

namespace MajorProjects.Digests.Tests.Forms;

/// <summary>A font for the charts, on a machine that has none.</summary>
public sealed class FontFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => (await BroughtFont.EnsureAsync(new(), default)).ShouldBeNull();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
