using MajorProjects.Domain;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Reviews;

/// <summary>The lists of what waits for a review and of what was returned are what the histories say.</summary>
public class ReviewLawsTests(TestPostgres postgres)
{
    [Theory]
    [InlineData(ReviewState.Reported)]
    [InlineData(ReviewState.Returned)]
    public Task what_is_listed_is_what_the_histories_say(ReviewState status) => CityLaws.HoldAsync(postgres, cities: 2, questions: 15, async asked =>
    {
        var reported = new BruteForce(asked.Model.Log);
        var expected = reported.Known(asked.Position).Where(p => BruteForce.Passes(p.History, asked.AsOf, asked.Filter)).SelectMany(p =>
        {
            var (reviews, voided) = (p.History.Reviews, p.History.VoidedBy);
            return p.History.Facts.Where(f => f.Fact.OccurredOn <= asked.AsOf && reviews.TryGetValue(f.Version, out var review) && review.State == status
                    && (status is ReviewState.Returned || !voided.ContainsKey(f.Version)))
                .Select(f => (p.Project, f.Version, FactType.Of(f.Fact).Name));
        }).ToHashSet();

        var listed = new List<(Guid, int, string)>();
        var positions = new List<long>();
        for (var next = $"/reviews?status={status.ToKey()}&limit=40&asOf={asked.AsOf:yyyy-MM-dd}&position={asked.Position}{Question.Text(asked.Filter)}"; next is not null;)
        {
            var page = await asked.Client.GetAsync(next, query: null);
            page.Status.ShouldBe(200, page.Text);
            foreach (var fact in page.Json["facts"]!.AsArray())
            {
                listed.Add(((Guid)fact!["project"]!, (int)fact["version"]!, (string)fact["type"]!));
                positions.Add((long)fact["position"]!);
            }
            next = ReviewTests.Next(page);
        }

        listed.ShouldBe(expected, ignoreOrder: true);
        positions.ShouldBeInOrder();
    });
}
