using System.Text;
using System.Text.Json;

namespace MajorProjects.Ledger.Tests;

public class LedgerEntryTests
{
    private static readonly Gen<string> AnyText = Gen.String[Gen.OneOf(Gen.Char['\u0000', '\u007f'], Gen.Char['\u0080', '\ud7ff'], Gen.Char['\ue000', '\uffff']), 0, 20];

    private static readonly Gen<LedgerEntry> AnyEntry = Gen.Select(
        Gen.Select(Gen.Long[1, 1L << 53], Gen.Long[1, 10_000], Gen.Guid, Gen.Guid),
        Gen.Select(Gen.Long[0, 253_402_300_799_999_999], AnyText, AnyText.Null(), AnyText.Null()),
        Gen.Select(AnyText, AnyText),
        (ids, told, data) => LedgerEntry.Of("140500", ids.Item1, ids.Item3, ids.Item4, ids.Item2, told.Item2, DateTimeOffset.UnixEpoch.AddTicks(told.Item1 * 10), told.Item3, told.Item4,
            JsonSerializer.SerializeToUtf8Bytes(new { reason = data.Item1, occurredOn = "2026-03-15", text = data.Item2 })));

    [Fact]
    public void an_entry_is_written_so()
    {
        Encoding.UTF8.GetString(An.Entry(7, """{ "structure" : "1号", "occurredOn": "2026-03-15", "totalInvestmentWan": 3.20e4 }""").ToBytes()).ShouldBe(
            """
            {"city":"140500","data":{"occurredOn":"2026-03-15","structure":"1号","totalInvestmentWan":32000},"eventId":"00000007-0000-0000-0000-000000000000",
            "occurredOn":"2026-03-15","project":"01920000-0000-7000-8000-000000000001","reason":null,"recordedAt":"2026-01-10T08:30:00.000007Z","recordedBy":"张三",
            "role":"reporter","seq":107,"type":"constructionStarted","v":1,"version":7}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void an_entry_comes_back_as_it_was_written()
    {
        AnyEntry.Sample(entry =>
        {
            var bytes = entry.ToBytes();
            var read = LedgerEntry.Parse(bytes);
            return (read with { Data = entry.Data }) == entry && read.Data.Span.SequenceEqual(entry.Data.Span) && read.ToBytes().AsSpan().SequenceEqual(bytes);
        });
    }

    [Fact]
    public void data_that_are_too_long_are_left_out_for_their_hash()
    {
        Gen.Select(Gen.Int[65_000, 67_000], Gen.OneOf(Gen.Const(0), Gen.Int[64_000, 70_000])).Sample((text, reason) =>
        {
            var entry = An.Entry(1, $$"""{"reason":"{{new string('r', reason)}}","text":"{{new string('t', text)}}"}""");
            var (bytes, read) = (entry.ToBytes(), LedgerEntry.Parse(entry.ToBytes()));
            return bytes.Length <= 65_535 && (read.AttachedSha256 is null
                ? read.Data.Span.SequenceEqual(entry.Data.Span)
                : read.AttachedSha256 == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(entry.Data.Span)) && (read.Reason == entry.Reason || reason > 60_000));
        }, iter: 50);
    }

    [Fact]
    public void an_entry_of_just_the_length_keeps_its_data()
    {
        var empty = An.Entry(1, """{"text":""}""").ToBytes().Length;
        LedgerEntry.Parse(An.Entry(1, $$"""{"text":"{{new string('t', 65_535 - empty)}}"}""").ToBytes()).AttachedSha256.ShouldBeNull();
        LedgerEntry.Parse(An.Entry(1, $$"""{"text":"{{new string('t', 65_536 - empty)}}"}""").ToBytes()).AttachedSha256.ShouldNotBeNull();
    }

    [Fact]
    public void one_changed_byte_makes_another_entry_or_none()
    {
        var bytes = An.Entry(7, """{"structure":"1号","occurredOn":"2026-03-15","wan":0.1}""").ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << bit);
                try
                {
                    LedgerEntry.Parse(changed).ToBytes().ShouldBe(changed);
                }
                catch (FormatException)
                {
                    // Refused, as it may be.
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("{\"v\":1e99}")]
    [InlineData("{\"v\":1,\"v\":1}")]
    public void what_is_no_entry_is_refused(string json)
    {
        Should.Throw<FormatException>(() => LedgerEntry.Parse(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("\"140500\"", "null")]
    [InlineData("\"140500\"", "140500")]
    [InlineData("\"140500\"", "\"\\ud800\"")]
    [InlineData("\"constructionStarted\"", "null")]
    [InlineData("\"2026-01-10T08:30:00.000007Z\"", "null")]
    [InlineData("\"2026-01-10T08:30:00.000007Z\"", "\"2026-01-10T08:30:00.0000070Z\"")]
    [InlineData("\"2026-01-10T08:30:00.000007Z\"", "\"2026-01-10T16:30:00.000007+08:00\"")]
    [InlineData("\"seq\":107", "\"seq\":107.0")]
    [InlineData("\"seq\":107", "\"seq\":1e400")]
    [InlineData("\"seq\":107", "\"seq\": 107")]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"role\":\"reporter\",", "")]
    [InlineData("\"v\":1", "\"u\":1,\"v\":1")]
    [InlineData("{\"n\":1}", "{\"n\":0e99999999999999999999}")]
    [InlineData("{\"n\":1}", "{\"n\":1.0}")]
    [InlineData("{\"n\":1}", "{\"n\":1,\"n\":1}")]
    public void an_entry_in_any_other_form_is_refused(string part, string instead)
    {
        var json = Encoding.UTF8.GetString(An.Entry(7, """{"n":1}""").ToBytes());
        json.ShouldContain(part);
        Should.Throw<FormatException>(() => LedgerEntry.Parse(Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal))));
    }
}
