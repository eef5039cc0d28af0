using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Tests.Seeds;

namespace MajorProjects.Server.Tests.Access;

public class PermissionsTests
{
    private static readonly City City = new(RegionCode.Parse("140500"), "晋城市", new Dictionary<string, string> { ["140521"] = "沁水县" }, new Dictionary<string, string>());

    public static TheoryData<Role, Operation[]> Allowed => new()
    {
        { Role.Reporter, [Operation.Read, Operation.ReadCity, Operation.Record, Operation.ReadDigests] },
        { Role.Reviewer, [Operation.Read, Operation.ReadCity, Operation.Review, Operation.ReadDigests] },
        { Role.Officer, [Operation.Read, Operation.ReadCity, Operation.Audit, Operation.AuditCity, Operation.Record, Operation.Review, Operation.Dispatch, Operation.ReadDigests, Operation.ManageDigests] },
        { Role.Leader, [Operation.Read, Operation.ReadCity, Operation.Audit, Operation.AuditCity, Operation.ReadDigests] },
        { Role.Auditor, [Operation.Read, Operation.ReadCity, Operation.Audit, Operation.AuditCity, Operation.ReadDigests] },
        { Role.SystemAdministrator, [Operation.ReadCities] },
        { Role.SecurityAdministrator, [Operation.Revoke] },
        { Role.AuditAdministrator, [Operation.ReadAccessLog] },
    };

    [Theory, MemberData(nameof(Allowed))]
    public void each_role_may_do_this_and_nothing_else(Role role, Operation[] allowed) =>
        Enum.GetValues<Operation>().Where(operation => new[] { role }.Allows(operation)).ShouldBe(allowed, ignoreOrder: true);

    [Fact]
    public void every_operation_is_in_the_table_and_somebody_may_do_it()
    {
        Permissions.Table.Keys.ShouldBe(Enum.GetValues<Operation>(), ignoreOrder: true);
        Permissions.Table.Values.ShouldAllBe(grant => grant.Roles.Count > 0 && Refusals.IsChinese(grant.Title.Zh));
    }

    [Fact]
    public void no_roles_are_no_permission() =>
        Enum.GetValues<Operation>().ShouldAllBe(operation => !Array.Empty<Role>().Allows(operation));

    [Fact]
    public void whoever_administers_the_system_handles_no_projects()
    {
        foreach (var administrator in Enum.GetValues<Role>().Where(r => r.IsAdministrator()))
        {
            foreach (var other in Enum.GetValues<Role>().Where(r => !r.IsAdministrator())) Permissions.Conflict([administrator, other]).ShouldBeTrue($"{administrator} {other}");
            foreach (var operation in new[] { Operation.Read, Operation.ReadCity, Operation.Record, Operation.Review, Operation.Dispatch })
                new[] { administrator }.Allows(operation).ShouldBeFalse($"{administrator} {operation}");
        }
        Permissions.Conflict([Role.Reporter, Role.Officer]).ShouldBeFalse();
        Permissions.Conflict([Role.SystemAdministrator, Role.AuditAdministrator]).ShouldBeFalse();
        Permissions.Conflict([]).ShouldBeFalse();
    }

    [Fact]
    public void a_kind_of_fact_that_nobody_thought_of_is_for_whoever_records()
    {
        Permissions.For(typeof(ContractSigned)).ShouldBe(Operation.Record);
        Permissions.For(typeof(FactVoided)).ShouldBe(Operation.Record);
        Permissions.For(typeof(ExtensionGranted)).ShouldBe(Operation.Review);
        Permissions.For(typeof(ProjectDelayed)).ShouldBe(Operation.Dispatch);
    }

    [Fact]
    public void what_concerns_the_whole_city_is_not_for_a_token_of_some_counties()
    {
        var officer = new Caller("wang", "", [Role.Officer], City);

        officer.Refuses(Operation.Dispatch).ShouldBeNull();
        (officer with { Regions = ["140521"] }).Refuses(Operation.Dispatch)!.Code.ShouldBe("outOfScope");
        (officer with { Regions = ["140521"] }).Refuses(Operation.Record).ShouldBeNull();
        (officer with { Roles = [Role.Leader] }).Refuses(Operation.Record)!.Code.ShouldBe("notAllowed");
    }

    [Fact]
    public void one_of_the_operations_that_an_endpoint_names_is_enough()
    {
        var reviewer = new Caller("wang", "", [Role.Reviewer], City);

        new Requirement(Operation.Record, Operation.Review).Refuses(reviewer).ShouldBeNull();
        new Requirement(Operation.Record).Refuses(reviewer)!.Code.ShouldBe("notAllowed");
    }

    [Fact]
    public void the_table_of_the_README_is_the_table()
    {
        var readme = File.ReadAllText(Path.Combine(PlanText.Repository, "README.md"));

        var table = Permissions.Table.Values.Select(grant =>
            $"| {grant.Title.En}{(grant.OfWholeCity ? " (whole city)" : "")} |{string.Concat(Enum.GetValues<Role>().Select(role => grant.Roles.Contains(role) ? " ✓ |" : " |"))}");

        readme.ShouldContain($"| may | {string.Join(" | ", Enum.GetValues<Role>().Select(role => role.ToKey()))} |\n|---|---|---|---|---|---|---|---|---|\n{string.Join('\n', table)}\n\n");
    }
}
