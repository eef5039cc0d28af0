using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Simulation;

/// <summary>What the projects of one industry are like.</summary>
/// <param name="Industry">Its code in the city's list.</param>
/// <param name="Weight">How many of a hundred or so projects are of it.</param>
/// <param name="Sector">The sector of most.</param>
/// <param name="MedianWan">The investment that half of them stay below, 万元.</param>
/// <param name="Months">How long the works take as planned.</param>
/// <param name="Mode">How they go into use.</param>
/// <param name="Scale">How their scale is put, with {0} for a number.</param>
/// <param name="Works">What is built.</param>
internal sealed record Trade(
    string Industry, int Weight, Sector Sector, int MedianWan, int Months, CommissioningMode Mode, string Scale, string[] Works)
{
    private const CommissioningMode Production = CommissioningMode.Production;
    private const CommissioningMode Service = CommissioningMode.Service;

    public static IReadOnlyList<Trade> All { get; } =
    [
        new("coal", 5, Sector.Competitive, 18_000, 14, Production, "年产{0}万吨", ["矿井智能化改造", "选煤厂扩建", "井下通风系统升级"]),
        new("coalChemicals", 4, Sector.Competitive, 60_000, 22, Production, "年产{0}万吨", ["合成氨节能改造", "煤制乙二醇", "高端化学品"]),
        new("steelCasting", 4, Sector.Competitive, 25_000, 14, Production, "年产{0}万吨", ["精密铸件", "高端铸造产业园", "钢铁产能置换"]),
        new("power", 2, Sector.Competitive, 90_000, 24, Production, "{0}万千瓦", ["热电联产机组", "燃煤机组灵活性改造"]),
        new("newEnergy", 6, Sector.Competitive, 45_000, 10, Production, "装机{0}万千瓦", ["风力发电", "光伏发电", "储能电站"]),
        new("coalbedMethane", 5, Sector.Competitive, 30_000, 16, Production, "年产{0}万立方米", ["煤层气产能建设", "煤层气集输管网", "煤层气液化调峰"]),
        new("optoelectronics", 5, Sector.Competitive, 22_000, 12, Production, "年产{0}万套", ["光学镜头", "光电模组", "智能穿戴器件"]),
        new("equipment", 8, Sector.Competitive, 15_000, 12, Production, "年产{0}台套", ["智能矿山装备", "工程机械零部件", "数控机床"]),
        new("materials", 6, Sector.Competitive, 24_000, 14, Production, "年产{0}吨", ["碳基新材料", "金刚石复合材料", "高性能纤维"]),
        new("pharma", 4, Sector.Competitive, 14_000, 16, Production, "年产{0}万盒", ["中药饮片", "原料药", "连翘精深加工"]),
        new("digital", 3, Sector.Competitive, 20_000, 11, Service, "{0}个机架", ["大数据中心", "算力中心", "工业互联网平台"]),
        new("logistics", 4, Sector.Competitive, 20_000, 13, Production, "库容{0}万吨", ["冷链物流园", "多式联运枢纽", "智慧物流园"]),
        new("finance", 1, Sector.Competitive, 8_000, 10, Service, "建筑面积{0}百平方米", ["金融服务中心"]),
        new("commerce", 3, Sector.Competitive, 18_000, 18, Service, "建筑面积{0}百平方米", ["商业综合体", "农贸市场改造"]),
        new("tourism", 6, Sector.Competitive, 16_000, 18, Service, "接待{0}百人", ["景区提升", "太行旅游驿站", "古堡保护利用"]),
        new("wellness", 3, Sector.PublicRevenue, 15_000, 18, Service, "床位{0}张", ["康养小镇", "养老服务中心"]),
        new("transport", 7, Sector.Public, 38_000, 24, CommissioningMode.OpenedToTraffic, "全长{0}公里", ["旅游公路", "国道改线", "高速公路连接线"]),
        new("municipal", 8, Sector.Public, 9_000, 12, Service, "管网{0}百米", ["老旧管网改造", "污水处理厂提标", "集中供热扩容"]),
        new("newTown", 2, Sector.PublicRevenue, 50_000, 26, Service, "占地{0}亩", ["新区基础设施", "城中村改造"]),
        new("water", 4, Sector.PublicRevenue, 26_000, 24, Service, "日供水{0}百吨", ["引水工程", "水库除险加固", "灌区配套"]),
        new("ecology", 5, Sector.Public, 10_000, 14, Service, "治理{0}公顷", ["流域生态修复", "采煤沉陷区治理", "矿山生态修复"]),
        new("agriculture", 5, Sector.Competitive, 7_000, 10, Production, "年出栏{0}百头", ["蚕桑产业园", "小米加工", "规模养殖"]),
        new("education", 4, Sector.Public, 8_000, 16, Service, "学位{0}个", ["高级中学", "职业学院实训楼", "幼儿园"]),
        new("health", 3, Sector.Public, 12_000, 20, Service, "床位{0}张", ["人民医院新院区", "疾控中心", "中医院扩建"]),
        new("culture", 2, Sector.Public, 9_000, 18, Service, "建筑面积{0}百平方米", ["博物馆", "全民健身中心"]),
        new("safety", 1, Sector.Public, 6_000, 12, Service, "建筑面积{0}百平方米", ["应急指挥中心", "消防站"]),
        new("other", 1, Sector.Competitive, 8_000, 12, Production, "占地{0}亩", ["标准化厂房", "产业园配套"]),
    ];
}
