using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Matching;

public class When_a_model_is_adopted
{
    private static readonly Actor s_command = Actor.System("match try");

    [Fact]
    public async Task A_trial_shows_what_would_change_and_changes_nothing_and_an_adoption_screens_everything_and_keeps_the_verdicts()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        var before = await service.ReadAsync(db => db.MatchReviews.SingleAsync());

        var trial = await TryAsync(service, Blind("blind-1"));

        (trial.Judgments, trial.Pairs, trial.Changed, trial.Against).ShouldBe((1, 1, 1, MatchModel.Current.Version));
        trial.Changes.Single().ShouldSatisfyAllConditions(c => c.AgainstAVerdict.ShouldBeTrue(), c => c.WasBand.ShouldBe("strong"), c => c.Band.ShouldBe("weak"));
        var after = await service.ReadAsync(db => db.MatchReviews.SingleAsync());
        (after.Probability, after.ModelVersion, after.ScoredAt).ShouldBe((before.Probability, before.ModelVersion, before.ScoredAt));

        using var administrator = await Visitor.SignInAsync(service, "ada.administrator", Roles.Administrator);
        (await administrator.OpenAsync("/matches/models")).Words.ShouldContain("blind-1");
        var page = await administrator.OpenAsync("/matches/model?version=blind-1");
        page.Words.ShouldContain("against a person's verdict");
        var (action, fields) = page.Form("version=blind-1");
        (await administrator.PostAsync(action, fields, ("Input.Reason", ""))).Words.ShouldContain("Say why: the reason is kept.");
        (await administrator.PostAsync(action, fields, ("Input.Reason", "A trial of blindness."))).Words.ShouldContain("Model blind-1 is in use.");
        await flow.SettleAsync();

        after = await service.ReadAsync(db => db.MatchReviews.SingleAsync());
        (after.ModelVersion, after.Band, after.Status).ShouldBe(("blind-1", "weak", MatchReviewStatus.Confirmed));
        (await service.ReadAsync(db => db.MatchVerdicts.SingleAsync())).ModelVersion.ShouldBe(MatchModel.Current.Version);
        (await service.ReadAsync(db => db.JudgmentSearches.CountAsync(s => s.ModelVersion == "blind-1"))).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_tried_beside_another_model_than_the_one_in_use_is_tried_again_first_and_no_version_means_two_things()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var administrator = Actor.Person("ada.administrator");
        Task<int> AdoptAsync(string version) => service.Units.RunAsync(administrator, unit => AdoptModel.HandleAsync(unit, version, "It proposes better."));
        await TryAsync(service, Blind("a"));
        await TryAsync(service, Blind("b"));
        await AdoptAsync("a");

        (await Should.ThrowAsync<RuleViolation>(() => AdoptAsync("a"))).Rule.ShouldBe("match-model.in-use");
        (await Should.ThrowAsync<RuleViolation>(() => AdoptAsync("b"))).Rule.ShouldBe("match-model.outdated");
        (await Should.ThrowAsync<RuleViolation>(() => AdoptAsync("c"))).Rule.ShouldBe("match-model.none");
        (await Should.ThrowAsync<RuleViolation>(() => TryAsync(service, Blind("a")))).Rule.ShouldBe("match-model.in-use");
        await TryAsync(service, Blind("b"));
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await AdoptAsync("b");
        (await Should.ThrowAsync<RuleViolation>(() => TryAsync(service, Blind("a") with { Prior = 0.002 }))).Rule.ShouldBe("match-model.version-taken");

        // Back to the one that ships.
        await TryAsync(service, MatchModel.Current);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await AdoptAsync(MatchModel.Current.Version);
        (await service.ReadAsync(db => ModelInUse.VersionAsync(db, default))).ShouldBe(MatchModel.Current.Version);
    }

    private static Task<ModelTrial> TryAsync(TestService service, MatchModel model) => service.Services.GetRequiredService<TryModel>().RunAsync(model, s_command, null, default);

    /// <summary>A model to which nothing proves anything.</summary>
    private static MatchModel Blind(string version) => MatchModel.Current with
    {
        Version = version,
        Comparisons = [.. MatchModel.Current.Comparisons.Select(c => c with { Levels = [.. c.Levels.Select(l => l with { M = 0.5, U = 0.5 })] })],
    };
}
