using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Policies;

public class When_a_policy_is_changed
{
    private static readonly Actor s_ada = Actor.Person("ada.administrator");
    private static readonly Actor s_sam = Actor.Person("sam.supervisor");

    private static string Shipped => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workflows", "san-francisco", "policy.json"));

    [Fact]
    public void Every_shipped_policy_is_sound()
    {
        var policies = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "policy.json", SearchOption.AllDirectories);

        policies.ShouldNotBeEmpty();
        policies.SelectMany(path => PolicyReader.Read(File.ReadAllText(path)).Faults.Select(fault => $"{path}: {fault}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_person_proposes_another_approves_and_it_is_in_force_from_its_day_while_a_case_keeps_its_own()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        var first = (await PolicyAsync(service)).Version;
        var proposal = await ProposeAsync(service, s_ada, With("responseDays", 30), inDays: 1);

        (await Should.ThrowAsync<RuleViolation>(() => DecideAsync(service, s_ada, proposal))).Rule.ShouldBe("policy.same-person");
        await DecideAsync(service, s_sam, proposal);

        (await PolicyAsync(service)).ResponseDays.ShouldBe(15, "its day has not come");
        service.Clock.AdvanceTo(DateTimeOffset.Parse("2026-03-03T07:59:59Z"));
        (await PolicyAsync(service)).ResponseDays.ShouldBe(15, "it is the evening before");
        service.Clock.AdvanceTo(DateTimeOffset.Parse("2026-03-03T08:00:00Z"));
        var second = await PolicyAsync(service);
        second.ResponseDays.ShouldBe(30, "midnight in Los Angeles");

        var one = await flow.CaseAsync();
        one.PolicyVersion.ShouldBe(first);
        (await service.Units.RunAsync(s_sam, unit => unit.PolicyAsync(one.PolicyVersion))).ResponseDays.ShouldBe(15);
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.ServeNoticeAsync();
        (await service.ReadAsync(db => db.Notices.SingleAsync())).RespondBy.ShouldBe(new DateOnly(2026, 3, 18), "fifteen days, by its own policy");
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("policy")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["policy deployed", "policy proposed", "policy change approved"]);
    }

    [Fact]
    public async Task An_event_that_nothing_answers_is_kept_as_long_as_the_policy_says_and_is_an_incident_then()
    {
        await using var service = await TestService.StartAsync();
        await DecideAsync(service, s_sam, await ProposeAsync(service, s_ada, With("eventKeepDays", 30)));
        var unanswered = service.Services.GetRequiredService<UnansweredEvents>();
        await service.Units.RunAsync(Actor.Agency("dlse"), unit => unit.Workflows.RaiseEventAsync(unit.ForWorkflow(), "Signed", "nobody", null, unit.Actor.ToString()));

        service.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await unanswered.RaiseNextAsync(default)).ShouldBeFalse();
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await unanswered.RaiseNextAsync(default)).ShouldBeTrue();
        (await service.ReadAsync(db => Incidents.OpenAsync(db, default))).ShouldHaveSingleItem().Kind.ShouldBe("unanswered");
    }

    [Fact]
    public async Task Nothing_is_proposed_twice_or_for_nothing_or_for_another_program_or_with_faults()
    {
        await using var service = await TestService.StartAsync();

        (await Should.ThrowAsync<RuleViolation>(() => ProposeAsync(service, s_ada, Shipped))).Rule.ShouldBe("policy.no-change");
        (await Should.ThrowAsync<RuleViolation>(() => ProposeAsync(service, s_ada, With("program", "santa-clara")))).Rule.ShouldBe("policy.other-program");
        (await Should.ThrowAsync<RuleViolation>(() => ProposeAsync(service, s_ada, With("responseDays", 30), inDays: -1))).Rule.ShouldBe("policy.past");
        (await Should.ThrowAsync<PolicyRefused>(() => ProposeAsync(service, s_ada, With("responseDays", -3)))).Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/responseDays");
        await ProposeAsync(service, s_ada, With("responseDays", 30));
        (await Should.ThrowAsync<RuleViolation>(() => ProposeAsync(service, s_sam, With("responseDays", 30)))).Rule.ShouldBe("policy.already-proposed");
        (await service.ReadAsync(db => db.PolicyProposals.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_changes_of_one_policy_the_second_is_proposed_again()
    {
        await using var service = await TestService.StartAsync();
        var one = await ProposeAsync(service, s_ada, With("responseDays", 30));
        var other = await ProposeAsync(service, s_ada, With("mailDays", 7));

        await DecideAsync(service, s_sam, one);
        (await Should.ThrowAsync<RuleViolation>(() => DecideAsync(service, s_sam, other))).Rule.ShouldBe("policy.base-changed");
        await DecideAsync(service, s_sam, other, ProposalAct.Decline, "Outdated.");

        var policy = await PolicyAsync(service);
        (policy.ResponseDays, policy.MailDays).ShouldBe((30, 5));
    }

    [Fact]
    public async Task What_was_in_force_once_can_be_again_under_a_version_of_its_own()
    {
        await using var service = await TestService.StartAsync();
        var first = (await PolicyAsync(service)).Version;
        await DecideAsync(service, s_sam, await ProposeAsync(service, s_ada, With("responseDays", 30)));
        var back = await ProposeAsync(service, s_ada, Shipped);
        await DecideAsync(service, s_sam, back);

        var policy = await PolicyAsync(service);
        (policy.ResponseDays, policy.Version).ShouldBe((15, $"{first}-{back.Reference}"));
    }

    [Fact]
    public async Task A_deployed_folder_that_differs_is_only_proposed_and_once()
    {
        await using var service = await TestService.StartAsync();
        using var folder = new ProgramFolder();
        var before = await service.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, folder.Path));
        (before.Proposal, before.PolicyChanged).ShouldBe((null, false));

        folder.Write(With("responseDays", 30));
        var outcome = await service.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, folder.Path));
        var again = await service.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, folder.Path));

        outcome.Policy.ShouldBe(before.Policy);
        again.Proposal.ShouldBe(outcome.Proposal);
        var proposal = await service.ReadAsync(db => db.PolicyProposals.SingleAsync());
        (proposal.Reference, proposal.ProposedBy, proposal.Status).ShouldBe((outcome.Proposal, "system:deploy", ProposalStatus.Proposed));
        (await PolicyAsync(service)).ResponseDays.ShouldBe(15);
        service.Clock.Advance(TimeSpan.FromDays(3));
        await DecideAsync(service, s_sam, proposal);
        (await PolicyAsync(service)).ResponseDays.ShouldBe(30);
        (await service.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, folder.Path))).Proposal.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_with_faults_deploys_nothing()
    {
        await using var service = await TestService.StartAsync();
        using var folder = new ProgramFolder();
        folder.Write(With("responseDay", 15));

        await Should.ThrowAsync<PolicyRefused>(() => service.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, folder.Path)));
    }

    public static TheoryData<string, string> Forbidden() => new()
    {
        { "UPDATE policy_proposals SET status = 'approved', decided_by = 'Ada.Administrator', decided_at = now()", "policy_proposals_two_people" },
        { "UPDATE policy_proposals SET status = 'approved'", "policy_proposals_decided" },
        { "INSERT INTO policy_versions (version, program, content, deployed_at, deployed_by, effective_from, base_version, proposal_id) SELECT 'mine', program, content, now(), 'me', now(), base_version, id FROM policy_proposals", "policy_versions_approved" },
        { "INSERT INTO policy_versions (version, program, content, deployed_at, deployed_by, effective_from) SELECT 'mine', program, content, now(), 'me', now() FROM policy_proposals", "policy_versions_approved" },
        { "UPDATE policy_versions SET effective_from = now()", "" },
        { "DELETE FROM policy_versions", "" },
        { "DELETE FROM policy_proposals", "" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task The_database_refuses_what_one_person_would_do_alone(string statement, string constraint)
    {
        await using var service = await TestService.StartAsync();
        await ProposeAsync(service, s_ada, With("responseDays", 30));
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = source.CreateCommand(statement);

        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        (refused.ConstraintName ?? "").ShouldBe(constraint);
        refused.SqlState.ShouldBe(constraint.Length > 0 ? PostgresErrorCodes.CheckViolation : PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>The shipped policy with one member changed.</summary>
    internal static string With(string member, JsonNode value)
    {
        var policy = JsonNode.Parse(Shipped)!;
        policy[member] = value;
        return policy.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    internal static Task<PolicyProposal> ProposeAsync(TestService service, Actor by, string json, int inDays = 0) =>
        service.Units.RunAsync(by, unit => ProposePolicy.HandleAsync(unit, new(json, "The board's new rule.", DateOnly.FromDateTime(unit.Now.AddHours(-8).Date).AddDays(inDays))));

    private static Task DecideAsync(TestService service, Actor by, PolicyProposal proposal, ProposalAct act = ProposalAct.Approve, string? reason = null) =>
        service.Units.RunAsync(by, unit => DecidePolicy.HandleAsync(unit, new(proposal.Id, act, reason)));

    private static Task<Policy> PolicyAsync(TestService service) => service.Units.RunAsync(Actor.System("test"), unit => unit.PolicyAsync());

    /// <summary>A copy of the shipped program.</summary>
    private sealed class ProgramFolder : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wtp-program-");

        public ProgramFolder()
        {
            foreach (var path in Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "workflows", "san-francisco")))
                File.Copy(path, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(path)));
        }

        public string Path => _directory.FullName;

        public void Write(string policy) => File.WriteAllText(System.IO.Path.Combine(Path, "policy.json"), policy);

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
