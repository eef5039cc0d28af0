using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace MajorProjects.Digests.Content;

/// <summary>
/// What a digest says: figures and lists, computed at one point of both clocks, and nothing else. The words, the charts and the forms are made of it.
/// The same subject at the same point is the same content, to the byte.
/// </summary>
/// <param name="Version">Of this content's shape; content that was issued keeps the shape that it was issued in.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Point">From where it was seen.</param>
/// <param name="Batches">签约、开工、投产, in this order.</param>
/// <param name="Trend">The batches by quarter, the earliest first, up to the quarter of the period.</param>
/// <param name="Schedules">The year's planned starts and commissionings, in this order.</param>
/// <param name="Works">续建复工.</param>
/// <param name="Investment">投资完成.</param>
/// <param name="Counties">县区排名, by what was completed of the year's plan; empty for a digest of less than a city.</param>
/// <param name="Delays">延期.</param>
/// <param name="Overdue">逾期未报: past its month, and nobody has said anything.</param>
/// <param name="Upcoming">下期到期.</param>
/// <param name="Duplicates">疑似重复包装.</param>
/// <param name="Corrections">What was corrected since the last digest, and what that changes in its figures.</param>
/// <param name="Forecasts">What is to be expected, of starts and of commissionings; empty where there is too little history.</param>
/// <param name="Round">The round that it is about; null for a period.</param>
/// <param name="Checkpoint">The ledger's last checkpoint before it; null where none was signed yet.</param>
public sealed record DigestContent(
    int Version, DigestSubject Subject, DigestPoint Point, IReadOnlyList<BatchSection> Batches, IReadOnlyList<TrendQuarter> Trend,
    IReadOnlyList<YearSchedule> Schedules, WorksSection Works, InvestmentSection Investment, IReadOnlyList<CountyRow> Counties, DelaySection Delays,
    Listed<OverdueStep> Overdue, Listed<DueStep> Upcoming, DuplicateSection Duplicates, CorrectionSection Corrections,
    IReadOnlyList<ForecastSection> Forecasts, RoundSection? Round, CheckpointSection? Checkpoint)
{
    /// <summary>The shape that is written now.</summary>
    public const int Shape = 1;

    /// <summary>Most entries of one list; a longer one says how many it leaves out.</summary>
    public const int MostListed = 5_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>As JSON in UTF-8: the same content, the same bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">bytes that are no content.</exception>
    public static DigestContent Read(ReadOnlySpan<byte> bytes) =>
        // What is optional is left out where it is null, so the reader lets everything be missing.
        JsonSerializer.Deserialize<DigestContent>(bytes, Json) is { Version: > 0, Subject: not null, Point.Rules: not null } content ? content : throw new JsonException("No content.");
}
