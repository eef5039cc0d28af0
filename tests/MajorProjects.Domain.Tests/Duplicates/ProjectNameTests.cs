using System.Text;
using MajorProjects.Domain.Duplicates;

namespace MajorProjects.Domain.Tests.Duplicates;

public class ProjectNameTests
{
    [Theory]
    [InlineData("阳城电厂三期", "3")]
    [InlineData("阳城电厂3期", "3")]
    [InlineData("阳城电厂 ３ 期", "3")]
    [InlineData("阳城电厂第三期", "3")]
    [InlineData("阳城电厂（第3期）", "3")]
    [InlineData("阳城电厂Ⅲ期", "3")]
    [InlineData("阳城电厂III期", "3")]
    [InlineData("阳城电厂(三)", "3")]
    [InlineData("阳城电厂㈢", "3")]
    [InlineData("阳城电厂③", "3")]
    [InlineData("阳城电厂Ⅲ", "3")]
    [InlineData("阳城电厂叁期", "3")]
    [InlineData("阳城电厂首期", "1")]
    [InlineData("阳城电厂一期", "1")]
    [InlineData("阳城电厂Ⅰ期", "1")]
    [InlineData("阳城电厂第一期", "1")]
    [InlineData("阳城电厂十二期", "12")]
    [InlineData("阳城电厂一、二期", "1 2")]
    [InlineData("阳城电厂一二期", "1 2")]
    [InlineData("阳城电厂1-2期", "1 2")]
    [InlineData("阳城电厂", "")]
    public void a_phase_is_the_same_number_however_it_is_written_and_leaves_the_same_stem(string name, string numbers) =>
        ProjectName.Of(name).ShouldBe(new("阳城电厂", numbers));

    [Theory]
    [InlineData("国道207改线一标段", "国道改线", "1 207")]
    [InlineData("国道207改线第Ⅱ标段", "国道改线", "2 207")]
    [InlineData("国道207改线A标段", "国道改线标段", "207 a")]
    [InlineData("第三水厂", "水厂", "3")]
    [InlineData("三水厂", "水厂", "3")]
    [InlineData("凤凰山二号井", "凤凰山井", "2")]
    [InlineData("凤凰山2#井", "凤凰山井", "2")]
    [InlineData("成庄二矿", "成庄矿", "2")]
    [InlineData("西气东输三线", "西气东输线", "3")]
    [InlineData("东三环", "东环", "3")]
    [InlineData("经三路", "经路", "3")]
    [InlineData("晋城二中", "晋城中", "2")]
    [InlineData("智创城NO.6", "智创城", "6")]
    [InlineData("晋北II区", "晋北区", "2")]
    public void what_there_is_several_of_is_told_apart_by_its_number(string name, string stem, string numbers) =>
        ProjectName.Of(name).ShouldBe(new(stem, numbers));

    [Theory]
    [InlineData("2×100万千瓦机组", "2×100")]
    [InlineData("2 x 100万千瓦机组", "2×100")]
    [InlineData("２Ｘ１００万千瓦机组", "2×100")]
    [InlineData("2*100.0万千瓦机组", "2×100")]
    [InlineData("年产1,000万千瓦机组", "1000")]
    [InlineData("007万千瓦机组", "7")]
    [InlineData("0.50万千瓦机组", "0.5")]
    [InlineData("二〇二四年老旧小区", "2024")]
    [InlineData("2024年老旧小区", "2024")]
    [InlineData("二十六村污水治理", "26")]
    [InlineData("一百二十号", "120")]
    [InlineData("“十四五”农网", "十四五")]
    public void a_quantity_or_a_year_is_a_number_without_its_manner_of_writing(string name, string numbers) =>
        ProjectName.Of(name).Numbers.ShouldBe(numbers);

    [Theory]
    [InlineData("三晋文化园")]
    [InlineData("一带一路国际合作园")]
    [InlineData("万达广场")]
    [InlineData("五一路")]
    [InlineData("八一水库")]
    [InlineData("百里沁河经济带")]
    [InlineData("千里太行")]
    [InlineData("三姑泉提水")]
    [InlineData("一体化政务服务平台")]
    [InlineData("一站式服务中心")]
    [InlineData("一网统管")]
    [InlineData("九年一贯制学校")]
    [InlineData("五台山驿站")]
    [InlineData("百村百院")]
    [InlineData("三线文化园")]
    [InlineData("一线天景区")]
    [InlineData("一中心四平台")]
    [InlineData("第三方检测中心")]
    [InlineData("三产融合示范园")]
    [InlineData("三十里铺驿站")]
    [InlineData("5G基站")]
    [InlineData("X光机厂房")]
    [InlineData("VR体验馆")]
    [InlineData("大数据AI平台")]
    public void a_numeral_that_is_part_of_a_word_is_no_number(string name) => ProjectName.Of(name).Numbers.ShouldBe("");

    [Theory]
    [InlineData("10万㎡仓库", "10")]
    [InlineData("10万m2仓库", "10")]
    [InlineData("3㎢湿地", "3")]
    public void the_2_of_square_metres_is_part_of_the_unit(string name, string numbers) => ProjectName.Of(name).Numbers.ShouldBe(numbers);

    [Theory]
    [InlineData("雪亮工程", "雪亮")]
    [InlineData("新建雪亮建设项目", "雪亮")]
    [InlineData("“雪亮” 工程（项目）", "雪亮")]
    [InlineData("某某有限公司雪亮工程", "某某雪亮")]
    [InlineData("模拟·雪亮项目", "雪亮")]
    [InlineData("【模拟】雪亮项目", "雪亮")]
    [InlineData("模拟飞行中心", "模拟飞行中心")]
    [InlineData("ＣＩＭ 平台", "cim平台")]
    [InlineData("项目", "项目")]
    [InlineData("？？", "??")]
    [InlineData("2024", "")]
    [InlineData("𬭩盐项目", "𬭩盐")]
    public void the_stem_is_without_what_any_work_may_be_called_besides(string name, string stem) => ProjectName.Of(name).Stem.ShouldBe(stem);

    [Theory]
    [InlineData("晋城市科技馆", "科技馆")]
    [InlineData("山西（晋城）科技馆", "山西科技馆")]
    [InlineData("晋城", "晋城")]
    public void the_name_of_the_city_tells_none_of_its_works_apart(string name, string stem) => ProjectName.Of(name, "晋城市").Stem.ShouldBe(stem);

    [Theory]
    [InlineData("晋钢 集团", "晋钢集团")]
    [InlineData("泽州县巴公镇１号（东）", "泽州县巴公镇1号(东)")]
    [InlineData("ABC\u200b公司\t", "abc公司")]
    public void owners_and_addresses_are_folded_alike(string text, string folded) => ProjectName.Fold(text).ShouldBe(folded);

    [Fact]
    public void any_text_is_a_name_and_can_be_stored() => Gen.String[Gen.OneOf(
        Gen.Char, Gen.Char["一二三十百第期号标段线区厂经路项目工程新建模拟·×xⅠⅡiv0123456789.,m㎡ ()（）\ud800\0"]), 0, 30].Sample(name =>
    {
        var read = ProjectName.Of(name, "晋城市");
        ProjectName.Of($" {name}　", "晋城市").ShouldBe(read);
        Should.NotThrow(() => Strict.GetBytes(read.Stem + read.Numbers));
    }, iter: 20_000);

    // Refuses half a surrogate pair, as PostgreSQL does.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
