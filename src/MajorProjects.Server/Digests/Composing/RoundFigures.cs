using MajorProjects.Digests.Content;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>A round, published beside computed.</summary>
internal static class RoundFigures
{
    public static async Task<RoundSection?> ReadAsync(DigestView view, string? number, CityBatches batches, CancellationToken cancellation)
    {
        if (number is null) return null;
        var publications = await view.Database.PublishedAsync(view.City, view.Viewpoint, number, cancellation);
        if (publications.Count == 0) throw new Http.RefusedException(Domain.Rounds.RoundRefused.Unknown(number));
        var round = await GetRound.CompareAsync(
            publications, view.City, view.Viewpoint, view.Filter, batches.List(view.Viewpoint, ProjectFilter.Open), view.Database, cancellation);
        return new(
            round.Number, round.Name, round.HeldOn, round.Source,
            [Of(ContractSigned.Kind, round.Signed), Of(ConstructionStarted.Kind, round.Started), Of(ProjectCommissioned.Kind, round.Commissioned)]);

        // What was published is of the whole city: a county's projects are held against the list, and not against the city's figures.
        RoundBatchSection Of(string kind, RoundBatch batch) => new(
            kind, view.Filter.IsOpen ? batch.Published.Count : null, view.Filter.IsOpen ? batch.Published.InvestmentWan?.Amount : null, BatchFigures.CellOf(batch.Computed),
            Listed.Of(batch.Differences.Where(d => d.Reason is not DifferenceReason.Filtered).Select(d => new RoundDifferenceLine(d.Name, d.Published, d.Detail.Zh)).ToList()));
    }
}
