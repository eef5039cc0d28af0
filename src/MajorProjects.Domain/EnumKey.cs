using System.Text.Json;

namespace MajorProjects.Domain;

/// <summary>How the values of an enum are written outside the program: in JSON, in queries and in the read tables.</summary>
public static class EnumKey
{
    /// <summary>The camelCase key of a value, such as <c>publicRevenue</c>.</summary>
    public static string ToKey<T>(this T value) where T : struct, Enum => Keys<T>.Of[value];

    private static class Keys<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
