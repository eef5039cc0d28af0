using System.Text.Json;
using System.Text.Json.Nodes;
using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Projects;

/// <summary>Makes facts of the JSON that callers send; what cannot be one is refused field by field.</summary>
internal static class FactReader
{
    /// <summary>Only an upload attaches evidence: a fact alone could name a content that nobody has.</summary>
    private static readonly Refusal UploadEvidence = Refusal.Rule("uploadEvidence",
        "佐证材料须上传文件（POST /projects/{项目}/evidence），由系统据文件登记，不能直接登记。",
        "Evidence is attached by uploading the file (POST /projects/{project}/evidence), and not as a fact of its own.");

    /// <summary>The other grounds are found by comparing, and say that somebody did.</summary>
    private static readonly Refusal ReportedOnly = Refusal.Rule("reportedOnly",
        "人工登记的疑似重复，grounds 只能填 reported 且不填 similarity；其余由系统比对得出。",
        "A suspicion that is recorded by hand has the grounds `reported` and no similarity; the others are found by the system.");

    /// <summary>The kinds of fact that callers record by themselves.</summary>
    public static IReadOnlyList<FactType> Kinds { get; } = [.. FactType.All.Where(type => type.Class != typeof(EvidenceAttached))];

    /// <summary>A fact, by the <c>type</c> that the object names.</summary>
    public static (Fact? Fact, Refusal? Refusal) Read(JsonObject body)
    {
        if (body["type"] is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
            return (null, Refusal.Malformed("type", new("必填：事实的种类，如 contractSigned。", "Required: the kind of fact, such as contractSigned.")));
        var name = value.GetValue<string>();
        if (FactType.Named(name) is not { } type)
            return (null, Refusal.Malformed("type", new($"没有名为“{name}”的事实种类。", $"There is no kind of fact named “{name}”.")));
        if (!Kinds.Contains(type)) return (null, UploadEvidence);
        body.Remove("type");
        // A registration may call its day as it does where it stands alone.
        if (type.Class == typeof(ProjectRegistered) && !body.ContainsKey("occurredOn") && body["registeredOn"] is { } day)
        {
            body.Remove("registeredOn");
            body["occurredOn"] = day;
        }
        var read = Read(body, type.Class);
        return read.Fact is DuplicateSuspected and not { Grounds: DuplicateGrounds.Reported, Similarity: null } ? (null, ReportedOnly) : read;
    }

    /// <summary>A fact of a kind that the request's path says, with what the path says of it; its day is today where it is left out.</summary>
    public static (T? Fact, Refusal? Refusal) ReadAs<T>(JsonObject body, string field, JsonNode value, DateOnly today) where T : Fact
    {
        if (body.ContainsKey(field)) return (null, Refusal.Malformed(field, RequestBody.NoSuchField));
        body[field] = value;
        body["occurredOn"] ??= JsonValue.Create($"{today:yyyy-MM-dd}");
        var (fact, refusal) = Read(body, typeof(T));
        return ((T?)fact, refusal);
    }

    /// <summary>A registration: its day is called <c>registeredOn</c> and is today where it is left out.</summary>
    public static (ProjectRegistered? Fact, Refusal? Refusal) ReadRegistration(JsonObject body, DateOnly today)
    {
        var day = body["registeredOn"]?.DeepClone() ?? JsonValue.Create($"{today:yyyy-MM-dd}");
        if (body.ContainsKey("occurredOn"))
            return (null, Refusal.Malformed("occurredOn", new("入库日期请填 registeredOn。", "The day of registration is called registeredOn.")));
        body.Remove("registeredOn");
        body["occurredOn"] = day;
        var (fact, refusal) = Read(body, typeof(ProjectRegistered));
        return ((ProjectRegistered?)fact, refusal is null ? null : OfRegistration(refusal));
    }

    /// <summary>A refusal of a registration, with its day called as the caller called it.</summary>
    public static Refusal OfRegistration(Refusal refusal) => refusal.Errors is { } errors && errors.TryGetValue("occurredOn", out var error)
        ? refusal with { Errors = new Dictionary<string, Text>(errors.Where(e => e.Key != "occurredOn"), StringComparer.Ordinal) { ["registeredOn"] = error } }
        : refusal;

    private static (Fact? Fact, Refusal? Refusal) Read(JsonObject body, Type type)
    {
        var (fact, refusal) = RequestBody.Read(body, type);
        return ((Fact?)fact, refusal);
    }
}
