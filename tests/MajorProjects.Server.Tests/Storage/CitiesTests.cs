using MajorProjects.Domain.Values;
using MajorProjects.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MajorProjects.Server.Tests.Storage;

public class CitiesTests(TestPostgres postgres)
{
    private static readonly RegionCode Changzhi = RegionCode.Parse("140400");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_city_added_by_the_command_while_the_server_runs_gets_its_log_and_its_views()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: database);
        using var client = server.Client("140400");
        (await client.GetAsync("/projects", "")).ShouldBeRefused(422, "unknownRegion");
        var data = postgres.NewDataDirectory().Path;

        var first = await Executable.RunAsync(data, database, "cities", "add", "140400", "长治市");
        var second = await Executable.RunAsync(data, database, "cities", "add", "140400", "长治市");

        first.Status.ShouldBe(0, first.Error);
        first.Output.ShouldContain("已登记 140400 长治市");
        second.Status.ShouldBe(0, second.Error);
        second.Output.ShouldContain("早已登记");

        (await client.PostAsync("/projects", OwnCity.ProjectIn("140400", "P", ("region", "140403")))).Status.ShouldBe(201);
        (await client.PostAsync("/projects/P/facts", Facts.Signed())).Status.ShouldBe(201);
        await Eventually.HoldsAsync(async () => (await client.GetAsync("/projects", "?fresh=true")).Status == 200);
        ((string?)(await client.GetAsync("/projects", "?fresh=true")).Json["projects"]![0]!["stage"]).ShouldBe("signed");
        ((int)(await client.GetAsync("/batches", "?by=year&from=2024&to=2024&fresh=true")).Json["totals"]!["signed"]!["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task a_city_whose_partitions_cannot_be_made_is_not_said_to_be_there_and_is_when_it_is_registered_again()
    {
        var database = await postgres.NewDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database.Application).Database!;
        await using var server = await ServerUnderTest.StartAsync(postgres, database: database);
        var cities = server.Services.GetRequiredService<Cities>();
        await using var administrator = NpgsqlDataSource.Create(postgres.AsAdministrator(name));
        await using (var impatient = administrator.CreateCommand($"alter role {DatabaseRole.Owner.Name()} in database {name} set lock_timeout = '100ms'")) await impatient.ExecuteNonQueryAsync(Ct);
        await using (var connection = await administrator.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        await using (var taken = new NpgsqlCommand("lock table mt_events in access share mode", connection, transaction))
        {
            await taken.ExecuteNonQueryAsync(Ct);
            (await Should.ThrowAsync<CommandFailedException>(() => cities.AddAsync(Changzhi, "长治市", Ct))).Message.ShouldContain("140400 的分区未能全部建立（mt_events）");
        }

        await cities.AddAsync(Changzhi, "长治市", Ct);

        using var client = server.Client("140400");
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140400", "P", ("region", "140403")))).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData("140600")]
    [InlineData("北京")]
    public async Task a_command_is_asked_for_registered_cities_or_for_all(string unknown)
    {
        var cities = (await postgres.Shared).Services.GetRequiredService<Cities>();

        (await cities.AskedAsync(["140500"], Ct)).Select(c => $"{c.Code}").ShouldBe(["140500"]);
        (await cities.AskedAsync([], Ct)).ShouldContain(c => c.Code == RegionCode.Parse("140500"));
        (await Should.ThrowAsync<CommandFailedException>(() => cities.AskedAsync(["140500", unknown], Ct))).Message.ShouldContain($"{unknown} 尚未登记");
    }

    [Fact]
    public async Task a_city_has_the_counties_of_the_list_and_the_industries_of_the_list()
    {
        var cities = (await postgres.Shared).Services.GetRequiredService<Cities>();
        (await cities.AddAsync(Changzhi, "长治市", Ct)).ShouldBeTrue();
        (await cities.AddAsync(Changzhi, "另一个名称", Ct)).ShouldBeFalse();

        var city = (await cities.FindAsync(Changzhi, Ct))!;

        city.Name.ShouldBe("长治市");
        city.Regions.ShouldBe(SeedFiles.Read("regions.csv").Where(r => r["city"] == "140400" && r["code"] != "140400").ToDictionary(r => r["code"], r => r["name"]), ignoreOrder: true);
        city.Regions.Count.ShouldBe(12);
        city.Industries.ShouldBe(SeedFiles.Read("industries.csv").ToDictionary(r => r["code"], r => r["name"]), ignoreOrder: true);
        (await cities.AllAsync(Ct)).Count(c => c == Changzhi).ShouldBe(1);
    }

    [Theory]
    [InlineData("140403")]
    [InlineData("140000")]
    [InlineData("city")]
    public async Task what_is_no_city_is_not_added(string code)
    {
        var (status, _, error) = await Executable.RunAsync(postgres.NewDataDirectory().Path, null, "cities", "add", code, "长治市");

        status.ShouldBe(1);
        error.ShouldContain(code);
    }
}
