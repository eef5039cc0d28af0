using System.Globalization;
using System.Text.RegularExpressions;

namespace MajorProjects.Domain.Duplicates;

/// <summary>
/// The numbers in a name. Digits always count; a Chinese numeral, a Roman one or a letter does where it says which or how many –
/// 三期, 第三, 1号, 二标段, 三环, Ⅱ期, A区 – and not where it is part of a word: 三晋, 一带, 万达, 五一路, 百里. What decides is what stands
/// beside it.
/// </summary>
internal static partial class NumberInName
{
    private const string Numeral = "零〇一二三四五六七八九十百壹贰叁";

    /// <summary>Counters that a number takes along: 三期 and Ⅲ are the same third of something.</summary>
    private const string PartCounter = @"期(?!货)|号|\#|标段|标(?![准志杆识兵的])|批次?|阶段|段(?!式)";

    /// <summary>Counters that say what there is several of, and stay in the name.</summary>
    private const string ThingCounter =
        "线(?!城市|[天职工员教文精军遗企记单]|一单|建设[博纪遗文旧])|[片工采盘校园]?区(?![三人])|(?:分|水|电|热电|净水|污水处理)?厂|矿(?!业)|车间|组团|地块|机组|高炉|焦炉|[干支]渠"
        + "|桥|环(?![节境保卫])|院(?!士)|中(?![心央部间介小药医草试全国华])|小(?=$|[学校东西南北新分改迁扩])|泵站|变电站";

    private const string Digits = @"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?";

    /// <summary>Takes the numbers out of a folded name.</summary>
    /// <returns>What is left of the name, and the numbers as digits: 2×100, 三期 and Ⅲ期 as 2×100, 3 and 3.</returns>
    public static (string Words, IReadOnlyList<string> Numbers) TakeFrom(string name)
    {
        var numbers = new List<string>();
        var words = Number().Replace(name, match =>
        {
            foreach (var kind in (string[])["digits", "plan", "numeral", "roman", "letter", "first"])
            {
                if (match.Groups[kind] is not { Success: true, Value: var text }) continue;
                if (Read(kind, text) is not { } read) return match.Value;
                numbers.AddRange(read);
            }
            return "";
        });
        return (words, numbers);
    }

    /// <summary>Writes out the characters that would lose their meaning when the text is folded: Ⅱ would become letters, ㎡ a number.</summary>
    public static string Spell(string text) => Compatible().Replace(text, match => match.Value[0] switch
    {
        >= 'Ⅰ' and <= 'Ⅻ' and var roman => (roman - 'Ⅰ' + 1).ToString(CultureInfo.InvariantCulture),
        >= 'ⅰ' and <= 'ⅻ' and var roman => (roman - 'ⅰ' + 1).ToString(CultureInfo.InvariantCulture),
        '㎡' => "平方米",
        '㎥' => "立方米",
        _ => "平方公里",
    });

    private static IEnumerable<string>? Read(string kind, string text) => kind switch
    {
        "digits" => [string.Join('×', Factor().Matches(text).Select(digits => Plain(digits.Value)))],
        "numeral" => Chinese(text),
        "roman" => [Array.IndexOf(Romans, text).ToString(CultureInfo.InvariantCulture)],
        "first" => ["1"],
        _ => [text],
    };

    private static readonly string[] Romans = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

    /// <summary>007 and 7, 2.0 and 2, 1,000 and 1000 are the same number.</summary>
    private static string Plain(string digits)
    {
        var plain = digits.Replace(",", "", StringComparison.Ordinal).TrimStart('0');
        if (plain.Contains('.', StringComparison.Ordinal)) plain = plain.TrimEnd('0').TrimEnd('.');
        return plain.Length == 0 ? "0" : plain[0] == '.' ? "0" + plain : plain;
    }

    /// <returns>Null for what is no number: 五一 is a day, 八一 an army; but 一二期 are two.</returns>
    private static IEnumerable<string>? Chinese(string numeral)
    {
        var values = numeral.Select(ValueOf).ToArray();
        if (values is [var one]) return one is 0 or 100 ? null : [Text(one)];
        if (values.Any(value => value >= 10)) return [Text(Spoken(values))];
        if (values.Contains(0)) return [Plain(string.Concat(values))];
        return values.Zip(values.Skip(1)).All(pair => pair.Second == pair.First + 1) ? values.Select(Text) : null;

        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private static int Spoken(int[] values)
    {
        var (sum, digit) = (0, 0);
        foreach (var value in values)
        {
            if (value < 10) digit = value;
            else (sum, digit) = (sum + Math.Max(digit, 1) * value, 0);
        }
        return sum + digit;
    }

    private static int ValueOf(char numeral) => numeral switch
    {
        '十' => 10,
        '百' => 100,
        '壹' or '贰' or '叁' => "壹贰叁".IndexOf(numeral, StringComparison.Ordinal) + 1,
        '〇' => 0,
        _ => "零一二三四五六七八九".IndexOf(numeral, StringComparison.Ordinal),
    };

    [GeneratedRegex("[Ⅰ-Ⅻⅰ-ⅻ㎡㎥㎢]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Compatible();

    [GeneratedRegex(Digits, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Factor();

    /// <summary>In this order: 5G and m2 are words; 十四五 is a plan; 一、二期 are two phases; 二十六 is long enough to be nothing but a number.</summary>
    [GeneratedRegex(
        $$"""
        (?:第|no\.?)?\s*(?<![0-9][.,]?)(?<![0-9万千百亿]k?m)(?![2-6]g(?![a-z]))(?<digits>{{Digits}}(?:\s*[×x*]\s*{{Digits}})*)(?:\s*(?:{{PartCounter}})|个)?
        |(?<plan>十[一二三四五六]五)
        |第\s*(?<numeral>[{{Numeral}}]+)(?!方|产业|者|时间|世界|课堂)(?:\s*(?:{{PartCounter}}))?
        |(?<numeral>[二三四五六七八九]十[一二三四五六七八九]?|十[一二三四五六七八九])(?![{{Numeral}}里])(?:\s*(?:{{PartCounter}})|个)?
        |(?<![{{Numeral}}])(?<numeral>[{{Numeral}}]+)(?:\s*(?:{{PartCounter}})|(?=\s*(?:{{ThingCounter}}))|年(?<=[{{Numeral}}][零〇][{{Numeral}}][{{Numeral}}]年)|(?=[、,和及至~—–-]+[{{Numeral}}]+\s*(?:{{PartCounter}})))
        |(?<=[(])\s*(?<numeral>[{{Numeral}}]+)\s*(?=[)])
        |(?<=[经纬])(?<numeral>[{{Numeral}}]+)(?=[路街])
        |(?<![a-z])(?<roman>i[ivx]?|iii|vi{0,3}|x)(?:\s*(?:{{PartCounter}})|(?=\s*[线区]))
        |(?<![a-z])(?<roman>ii|iii|iv|vi{1,3}|ix)(?=\s*(?:[)]|$))
        |(?<![a-z0-9])(?<letter>[a-h])(?=\s*(?:期|[片校园]?区|段|标段|地块|座|栋|包))
        |(?<first>首)[期批](?!货)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
