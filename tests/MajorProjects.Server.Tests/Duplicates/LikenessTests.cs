using MajorProjects.Domain;
using MajorProjects.Domain.Duplicates;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Duplicates;

/// <summary>Each test in a city of its own, which need not be registered for that: what is alike depends on all that is there.</summary>
public sealed class LikenessTests(TestPostgres postgres) : IAsyncLifetime
{
    private static int cities = 980_000;

    private City city = NewCity();
    private NpgsqlConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        var server = await postgres.Shared;
        connection = await server.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [Fact]
    public async Task a_project_alone_in_its_city_is_like_none()
    {
        var alone = Like("阳城电厂", code: "2021-990100-44-01-000001", owner: "阳电", address: "北留镇");
        await KeepAsync(alone);

        (await FindAsync(alone)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_national_code_is_grounds_whatever_else_differs()
    {
        var first = await KeepAsync("阳城电厂三期", code: "2021-990100-44-01-000001");

        var found = await FindAsync(Like("白马寺公园", code: "2021-990100-44-01-000001"));

        found.ShouldBe([new(first, DuplicateGrounds.NationalCode, 1m)]);
    }

    [Fact]
    public async Task the_same_owner_at_the_same_site_is_grounds_however_they_are_written()
    {
        var first = await KeepAsync("煤层气液化", owner: "山西蓝焰 煤层气有限公司", address: "沁水县（端氏镇）1号");

        var found = await FindAsync(Like("天然气调峰站", owner: "山西蓝焰煤层气有限公司", address: "沁水县(端氏镇)１号"));

        found.ShouldBe([new(first, DuplicateGrounds.OwnerAndSite, 1m)]);
    }

    [Fact]
    public async Task the_same_owner_elsewhere_another_owner_there_and_another_number_are_no_grounds()
    {
        await KeepAsync("煤层气液化一期", owner: "蓝焰", address: "端氏镇");

        (await FindAsync(Like("调峰站一期", owner: "蓝焰", address: "嘉峰镇"))).ShouldBeEmpty();
        (await FindAsync(Like("调峰站一期", owner: "新奥", address: "端氏镇"))).ShouldBeEmpty();
        (await FindAsync(Like("调峰站二期", owner: "蓝焰", address: "端氏镇"))).ShouldBeEmpty();
        (await FindAsync(Like("调峰站一期", owner: "蓝焰", address: null))).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_not_known_of_either_is_not_the_same()
    {
        await KeepAsync("煤层气液化");
        await KeepAsync("煤层气储运", owner: " ", address: "　");

        (await FindAsync(Like("调峰站"))).ShouldBeEmpty();
        (await FindAsync(Like("调峰站", owner: " ", address: " "))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_similar_name_is_grounds_and_says_how_similar()
    {
        var first = await KeepAsync("阳城电厂三期");

        (await FindAsync(Like("阳城电厂第3期扩建工程"))).ShouldBe([new(first, DuplicateGrounds.Name, 1m)]);
        var (other, grounds, similarity) = (await FindAsync(Like("大唐阳城电厂Ⅲ期"))).ShouldHaveSingleItem();
        (other, grounds).ShouldBe((first, DuplicateGrounds.Name));
        similarity.ShouldBeInRange(Likeness.NameThreshold, 0.99m);
    }

    [Theory]
    [InlineData("阳城电厂三期", "阳城电厂")]
    [InlineData("阳城电厂三期", "阳城电厂二期")]
    [InlineData("国道207改线一标段", "国道207改线二标段")]
    [InlineData("周村220千伏输变电工程", "周村110千伏输变电工程")]
    [InlineData("晋城一中丹河校区", "晋城二中丹河校区")]
    [InlineData("阳城电厂三期", "沁水风电三期")]
    [InlineData("三期", "三期")]
    public async Task other_numbers_or_other_words_are_no_grounds(string one, string other)
    {
        await KeepAsync(one);

        (await FindAsync(Like(other))).ShouldBeEmpty();
    }

    [Fact]
    public async Task neither_itself_nor_its_parent_its_parts_and_their_siblings_are_suspected()
    {
        var whole = await KeepAsync("丹河湿地", code: "2021-990100-44-01-000001", owner: "城投", address: "金村镇");
        var part = await KeepAsync("丹河湿地", parent: whole, code: "2021-990100-44-01-000001", owner: "城投", address: "金村镇");
        var sibling = Like("丹河湿地", parent: whole, code: "2021-990100-44-01-000001", owner: "城投", address: "金村镇");

        (await FindAsync(Like("丹河湿地") with { Project = whole })).ShouldBeEmpty();
        (await FindAsync(sibling)).ShouldBeEmpty();
        // A part of another whole, and who stands by itself, are.
        (await FindAsync(sibling with { Parent = Guid.CreateVersion7() })).Select(l => l.Other).ShouldBe([whole, part], ignoreOrder: true);
        (await FindAsync(sibling with { Parent = null })).Select(l => l.Other).ShouldBe([whole, part], ignoreOrder: true);
    }

    [Fact]
    public async Task the_three_strongest_are_named_each_once_the_strongest_first()
    {
        var alikeOnly = await KeepAsync("晋钢智造科技产业园区");
        var same = await KeepAsync("晋钢智造科技产业园项目");
        var atSite = await KeepAsync("晋钢智造科技产业园项目", owner: "晋钢", address: "巴公镇");
        var ofCode = await KeepAsync("晋钢智造科技产业园项目", code: "2021-990100-44-01-000001");

        var subject = Like("晋钢智造科技产业园", code: "2021-990100-44-01-000001", owner: "晋钢", address: "巴公镇");

        var found = await FindAsync(subject);
        found.Select(l => (l.Other, l.Grounds)).ShouldBe(
            [(ofCode, DuplicateGrounds.NationalCode), (atSite, DuplicateGrounds.OwnerAndSite), (same, DuplicateGrounds.Name)]);
        (await FindAsync(subject with { NationalCode = null, Owner = null })).Select(l => l.Other).ShouldNotContain(alikeOnly);
    }

    [Fact]
    public async Task what_a_project_is_compared_by_is_replaced_when_it_is_kept_again()
    {
        var project = await KeepAsync("阳城电厂三期", owner: "阳电", address: "北留镇");
        await KeepAsync(Like("沁水风电") with { Project = project });

        (await FindAsync(Like("阳城电厂三期", owner: "阳电", address: "北留镇"))).ShouldBeEmpty();
        (await FindAsync(Like("沁水风电"))).ShouldHaveSingleItem().Other.ShouldBe(project);
    }

    [Fact]
    public async Task a_project_of_another_city_is_not_suspected()
    {
        await KeepAsync("阳城电厂三期");
        city = NewCity();

        (await FindAsync(Like("阳城电厂三期"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_setting_that_a_search_needs_does_not_outlast_it()
    {
        await FindAsync(Like("阳城电厂"));

        await using var show = new NpgsqlCommand("select current_setting('pg_trgm.similarity_threshold')", connection);
        (await show.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("0.3");
    }

    [Fact]
    public async Task a_search_among_many_reads_the_index_of_names_and_not_all_of_them()
    {
        await RunAsync(new(
            $"""
            insert into project_likeness (city, project_id, name_stem, name_numbers)
            select '{city.Code}', gen_random_uuid(), string_agg(left(md5(n || '-' || word), 3), ' '), '' from generate_series(1, 5000) n, generate_series(1, 6) word group by n
            """), connection);
        await using (var analyze = (await postgres.Shared).Services.GetRequiredService<SchemaOwner>().Database.CreateCommand("analyze project_likeness"))
            await analyze.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var kept = await KeepAsync("阳城电厂三期");
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var before = await ScansAsync();

        (await FindAsync(Like("阳城电厂三期"))).ShouldHaveSingleItem().Other.ShouldBe(kept);

        (await ScansAsync()).ShouldBe(before + 1);

        // By this transaction; other tests use the index as well.
        async Task<long> ScansAsync()
        {
            await using var select = new NpgsqlCommand($"select pg_stat_get_xact_numscans('{LikenessTable.NameIndex}'::regclass)", connection);
            return (long)(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }

    [Fact]
    public async Task texts_of_any_length_and_kind_can_be_kept()
    {
        // ﷺ becomes eighteen letters when it is folded, and the last one is outside the first plane.
        var any = string.Concat(Enumerable.Repeat("ﷺ", 100)) + string.Concat(Enumerable.Repeat("𬭩", 50));

        var project = await KeepAsync(any, owner: any, address: any + "\ud800");

        (await FindAsync(Like("x", owner: any, address: any + "\ud800"))).ShouldHaveSingleItem().Other.ShouldBe(project);
    }

    [Fact]
    public async Task of_two_who_look_at_once_the_second_sees_what_the_first_kept()
    {
        await using var first = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(Likeness.TakeTurn(city.Code.ToString()), connection);
        var second = Task.Run(async () =>
        {
            await using var own = await (await postgres.Shared).Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
            await using var transaction = await own.BeginTransactionAsync();
            await RunAsync(Likeness.TakeTurn(city.Code.ToString()), own);
            return await Like("阳城电厂三期").FindAsync(own, city.Code.ToString(), default);
        }, TestContext.Current.CancellationToken);

        var project = await KeepAsync("阳城电厂三期");
        second.IsCompleted.ShouldBeFalse();
        await first.CommitAsync(TestContext.Current.CancellationToken);

        (await second).ShouldHaveSingleItem().Other.ShouldBe(project);
    }

    private static City NewCity() => new(
        RegionCode.Parse($"{Interlocked.Add(ref cities, 100)}"), "测试市", new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    private Likeness Like(string name, string? owner = null, string? address = null, string? code = null, Guid? parent = null) => Likeness.Of(
        Guid.CreateVersion7(),
        new()
        {
            Name = name,
            Region = city.Code,
            Library = Library.Municipal,
            Class = ProjectClass.Annual,
            Industry = "other",
            Sector = Sector.Public,
            Owner = owner,
            Site = address is null ? null : new Site(address),
            NationalCode = code,
        },
        city, parent);

    private Task<Guid> KeepAsync(string name, string? owner = null, string? address = null, string? code = null, Guid? parent = null) =>
        KeepAsync(Like(name, owner, address, code, parent));

    private async Task<Guid> KeepAsync(Likeness likeness)
    {
        await RunAsync(likeness.Keep(city.Code.ToString()), connection);
        return likeness.Project;
    }

    private Task<IReadOnlyList<Likely>> FindAsync(Likeness likeness) => likeness.FindAsync(connection, city.Code.ToString(), default);

    private static async Task RunAsync(NpgsqlCommand command, NpgsqlConnection connection)
    {
        await using (command)
        {
            command.Connection = connection;
            await command.ExecuteNonQueryAsync();
        }
    }
}
