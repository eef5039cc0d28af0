using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Schedules;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Tests.Schedules;

public class DigestScheduleTests
{
    private static readonly City Jincheng = new(RegionCode.Parse("140500"), "晋城市",
        new Dictionary<string, string> { ["140521"] = "沁水县" }, new Dictionary<string, string> { ["coalbedMethane"] = "煤层气" });

    private static readonly DigestSchedule Weekly = new() { Key = "weekly", Name = "重大项目周报", Kind = DigestKind.Weekly, Cron = "0 8 * * 1" };

    [Theory]
    [InlineData("weekly")]
    [InlineData("Q-140521-2")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void a_key_of_letters_digits_and_hyphens_is_taken(string key) => Wrong(Weekly with { Key = key }).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("周报")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a\u0000")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void another_key_is_refused(string key) => Wrong(Weekly with { Key = key }).ShouldBe(["key"]);

    [Fact]
    public void a_name_is_one_line_that_says_something()
    {
        Wrong(Weekly with { Name = new('长', 60) }).ShouldBeEmpty();
        foreach (var name in new[] { "", " ", new string('长', 61), "一行\n又一行", "a\u0000" }) Wrong(Weekly with { Name = name }).ShouldBe(["name"], name);
    }

    [Fact]
    public void a_round_has_no_schedule() => Wrong(Weekly with { Kind = DigestKind.Round }).ShouldBe(["kind"]);

    [Theory]
    [InlineData("0 8 * * 1")]
    [InlineData("30 17 L * *")]
    [InlineData("0 8 * * MON-FRI")]
    [InlineData("*/5 8-18 1,15 1-12/3 *")]
    [InlineData("0 9 29 2 *")]
    [InlineData(" 0  8 5W * ? ")]
    public void five_fields_of_cron_are_taken(string cron) => Wrong(Weekly with { Cron = cron }).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("每周一")]
    [InlineData("0 8 * *")]
    [InlineData("0 0 8 * * 1")]
    [InlineData("@weekly")]
    [InlineData("H 8 * * 1")]
    [InlineData("60 8 * * 1")]
    [InlineData("0 24 * * 1")]
    [InlineData("0 8 * * 8")]
    [InlineData("0 8 32 * *")]
    [InlineData("0 8 * * 1\n")]
    [InlineData("0\t8\t*\t*\t1")]
    public void what_is_no_cron_of_five_fields_is_refused(string cron) => Wrong(Weekly with { Cron = cron }).ShouldBe(["cron"]);

    [Theory]
    [InlineData("0 8 30 2 *")]
    [InlineData("0 8 31 4,6,9,11 *")]
    public void a_day_that_never_comes_is_refused(string cron) => Wrong(Weekly with { Cron = cron }).ShouldBe(["cron"]);

    [Theory]
    [InlineData("Asia/Shanghai", true)]
    [InlineData("America/New_York", true)]
    [InlineData("UTC", true)]
    [InlineData("China Standard Time", false)]
    [InlineData("+08:00", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("", false)]
    [InlineData("Asia/Jincheng", false)]
    public void a_time_zone_is_one_of_iana(string zone, bool isOne) => Wrong(Weekly with { TimeZone = zone }).ShouldBe(isOne ? [] : ["timeZone"]);

    [Theory]
    [InlineData(null, null)]
    [InlineData("140500", null)]
    [InlineData("140521", "coalbedMethane")]
    [InlineData("140600", null, "scope.region")]
    [InlineData("110101", "coal", "scope.region", "scope.industry")]
    [InlineData("沁水", "", "scope.region", "scope.industry")]
    public void a_scope_is_a_region_and_an_industry_of_the_city(string? region, string? industry, params string[] wrong) =>
        Wrong(Weekly with { Scope = new(region, industry) }).ShouldBe(wrong);

    [Theory]
    [InlineData("zhangsan@example.gov.cn", true)]
    [InlineData("a.b+c_d@oa", true)]
    [InlineData("zhang san@example.com", false)]
    [InlineData("张三@example.com", false)]
    [InlineData("a@b@example.com", false)]
    [InlineData("a@-example.com", false)]
    [InlineData(".a@example.com", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("张三 <a@example.com>", false)]
    [InlineData("a@example.com\r\nBcc: b@example.com", false)]
    [InlineData("a@", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@example.com,b@example.com", false)]
    public void a_mail_goes_to_an_address(string to, bool isOne) => Wrong(To(new Recipient(Channel.Mail, to, "张三"))).ShouldBe(isOne ? [] : ["recipients[0].to"]);

    [Fact]
    public void an_address_is_no_longer_than_mail_takes_it()
    {
        Wrong(To(new Recipient(Channel.Mail, new string('a', 64) + "@example.com"))).ShouldBeEmpty();
        Wrong(To(new Recipient(Channel.Mail, new string('a', 65) + "@example.com"))).ShouldBe(["recipients[0].to"]);
        Wrong(To(new Recipient(Channel.Mail, $"a@{string.Join('.', Enumerable.Repeat(new string('b', 60), 5))}"))).ShouldBe(["recipients[0].to"]);
    }

    [Theory]
    [InlineData("office-group_1", true)]
    [InlineData("委领导群", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("https://oapi.dingtalk.com/robot/send?access_token=secret", false)]
    public void other_channels_go_to_a_target_by_its_name(string to, bool isOne)
    {
        foreach (var channel in new[] { Channel.WeCom, Channel.DingTalk, Channel.Webhook, Channel.Folder })
            Wrong(To(new Recipient(channel, to))).ShouldBe(isOne ? [] : ["recipients[0].to"], $"{channel}");
    }

    [Fact]
    public void recipients_are_checked_one_by_one_and_nobody_is_there_twice()
    {
        Wrong(To(new(Channel.Mail, "a@example.com"), new(Channel.Folder, "a"), null!, new(Channel.Mail, "A@Example.com"), new(Channel.Webhook, "a"), new(Channel.Folder, "b", "\n")))
            .ShouldBe(["recipients[2]", "recipients[3].to", "recipients[5].name"]);
    }

    [Fact]
    public void there_are_at_most_two_hundred_recipients()
    {
        Wrong(To(Many(200))).ShouldBeEmpty();
        Wrong(To(Many(201))).ShouldBe(["recipients"]);

        static Recipient[] Many(int count) => [.. Enumerable.Range(1, count).Select(n => new Recipient(Channel.Mail, $"a{n}@example.com"))];
    }

    [Fact]
    public void no_form_is_attached_twice()
    {
        Wrong(Weekly with { Attachments = [] }).ShouldBeEmpty();
        Wrong(Weekly with { Attachments = [DigestForm.Docx, DigestForm.Pdf, DigestForm.Docx] }).ShouldBe(["attachments"]);
    }

    private static DigestSchedule To(params Recipient[] recipients) => Weekly with { Recipients = [.. recipients] };

    private static IEnumerable<string> Wrong(DigestSchedule schedule)
    {
        var errors = new FieldErrors();
        schedule.CheckShape(errors, Jincheng);
        foreach (var error in errors.All.Values) (error.Zh.Any(c => c >= '一') && error.En.Any(char.IsAsciiLetter)).ShouldBeTrue(error.Zh);
        return errors.All.Keys;
    }
}
