using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MajorProjects.Domain;

namespace MajorProjects.Digests.Delivery;

/// <summary>A parcel as programs read it.</summary>
internal static class ParcelJson
{
    /// <summary>Which delivery of which digest it is: the same for all tries.</summary>
    public static JsonObject Of(Parcel parcel) => new()
    {
        ["deliveryId"] = parcel.Delivery,
        ["digest"] = parcel.Letter.Digest,
        ["city"] = parcel.Letter.City,
        ["kind"] = parcel.Letter.Kind.ToKey(),
        ["period"] = parcel.Letter.Period.ToString(),
        ["late"] = parcel.Letter.Late,
        ["simulated"] = parcel.Letter.Simulated,
        ["title"] = parcel.Letter.Title,
        ["link"] = parcel.Letter.Link?.AbsoluteUri,
    };
}

/// <summary>How JSON goes out: Chinese as it is.</summary>
internal static class JsonText
{
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    private static readonly JsonSerializerOptions Options = new() { Encoder = Encoder };

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Options);
}
