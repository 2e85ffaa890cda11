using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>What came out for one set, beside the two-line rule on the same rows.</summary>
internal sealed class MatchFindings
{
    private const double Propose = 0.5;

    private static readonly Dictionary<Label, LinkKind> s_kinds = new()
    {
        [Label.E] = LinkKind.SameEstablishment,
        [Label.O] = LinkKind.SameEmployerOtherSite,
        [Label.P] = LinkKind.SameIndividualOtherBusiness,
        [Label.S] = LinkKind.SameSiteOtherHolder,
    };

    private readonly LabelledSet _set;
    private readonly IReadOnlyList<LinkedRow> _compared;
    private readonly List<LinkedRow> _proposed;
    private readonly HashSet<(string, string)> _ours;
    private readonly HashSet<(string, string)> _floor;
    private readonly HashSet<string> _withAddress;

    public MatchFindings(LabelledSet set, IReadOnlyList<LinkedRow> compared)
    {
        _set = set;
        _compared = compared;
        _proposed = [.. compared.Where(p => p.Probability >= Propose)];
        _ours = [.. _proposed.Select(p => (p.Judgment, p.Permit))];
        var rule = new TwoLineRule(set.Permits);
        _floor = [.. set.Judgments.Where(j => set.Complete || set.Reviewed.Contains(j.Id)).SelectMany(j => rule.Find(j).Select(p => (j.Id, p)))];
        _withAddress = [.. set.Judgments.Where(j => j.Address is not null).Select(j => j.Id)];
    }

    /// <summary>Probabilities of the pairs whose truth is known, and whether they are worth a person's look (E, O, P, S).</summary>
    public IEnumerable<(double Probability, bool Related)> Judged =>
        from pair in _compared let label = _set.Of(pair.Judgment, pair.Permit) where label is not (null or Label.U) select (pair.Probability, label is not Label.N);

    public IEnumerable<Figure> Figures() => _set.Complete ? Restaurants() : County();

    /// <summary>Counts by label, kind and band, and a digest of all scores: enough to see that something changed, nothing to tell who is meant.</summary>
    public string Frozen()
    {
        var kinds = _proposed.GroupBy(p => $"{_set.Of(p.Judgment, p.Permit)?.ToString() ?? "-"} {p.Kind} {p.Band}").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}");
        var scores = _compared.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Judgment},{p.Permit},{p.Probability:0.0000},{p.Kind}")).Order(StringComparer.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', scores))))[..12];
        return $"{_set.Name}: {_compared.Count} compared; {string.Join(", ", kinds)}; scores {digest}";
    }

    private IEnumerable<Figure> County()
    {
        var reviewed = _proposed.Where(p => _set.Reviewed.Contains(p.Judgment)).ToList();
        if (Labelled(Label.E).Exists(k => _withAddress.Contains(k.Judgment)))
            yield return Recall("recall of E, address given", k => _withAddress.Contains(k.Judgment));
        if (Labelled(Label.E).Exists(k => !_withAddress.Contains(k.Judgment)))
            yield return Recall("recall of E, no address", k => !_withAddress.Contains(k.Judgment));
        var (ours, floor) = (Precision(_ours), Precision(_floor));
        yield return Figure("precision (E right, N wrong)", ours.Value, floor.Value, $"{ours}; two-line rule {floor}");
        var (related, ruled) = (new Share(Related(_ours), Related(null)), new Share(Related(_floor), Related(null)));
        if (related.All > 0)
            yield return Figure("recall of O, P and S", related.Value, ruled.Value, $"{related}; two-line rule {ruled}");
        var named = reviewed.Where(p => _set.Of(p.Judgment, p.Permit) is { } label && s_kinds.ContainsKey(label)).ToList();
        var right = new Share(named.Count(p => p.Kind == s_kinds[_set.Of(p.Judgment, p.Permit)!.Value]), named.Count);
        var asSame = named.Count(p => _set.Of(p.Judgment, p.Permit) != Label.E && p.Kind == LinkKind.SameEstablishment);
        var establishments = new Share(named.Count(p => _set.Of(p.Judgment, p.Permit) == Label.E), named.Count);
        yield return Figure("kinds named rightly", right.Value, establishments.Value,
            $"{right}; {named.Count(p => p.Kind == LinkKind.Unclear)} said to be unclear, {asSame} of O, P, S read as the same establishment; the floor calls everything the same establishment");
        yield return Figure("candidates a judgment that was read", (double)reviewed.Count / _set.Reviewed.Count, (double)_floor.Count / _set.Reviewed.Count,
            $"{reviewed.Count} for {_set.Reviewed.Count}; {_proposed.Count} for all {_set.Judgments.Count} judgments; the floor is the two-line rule", "pairs");
        var strong = _compared.Where(p => p.Band == MatchBand.Strong).Select(p => _set.Of(p.Judgment, p.Permit)).ToList();
        yield return Figure("N and S in the strong band", strong.Count(l => l is Label.N or Label.S), _floor.Count(k => _set.Of(k.Item1, k.Item2) is Label.N or Label.S),
            $"of {strong.Count(l => l is not null)} labelled strong pairs; the floor is what the two-line rule accepts", "pairs");
    }

    private IEnumerable<Figure> Restaurants()
    {
        var (ours, floor) = (Score(_ours), Score(_floor));
        yield return Figure("F1, all pairs", ours.F1, floor.F1, $"{ours.Said}; two-line rule {floor.Said}");
        var one = Score([.. OneToOne()]);
        yield return Figure("F1, one to one", one.F1, floor.F1, $"{one.Said}; best pairs first, each row once; the floor is the two-line rule on all pairs");
    }

    private Figure Recall(string name, Func<(string Judgment, string Permit), bool> which)
    {
        var wanted = Labelled(Label.E).FindAll(k => which(k));
        var (ours, floor) = (new Share(wanted.Count(_ours.Contains), wanted.Count), new Share(wanted.Count(_floor.Contains), wanted.Count));
        return Figure(name, ours.Value, floor.Value, $"{ours}; two-line rule {floor}");
    }

    private Share Precision(HashSet<(string, string)> found)
    {
        var right = found.Count(k => _set.Of(k.Item1, k.Item2) == Label.E);
        return new(right, right + found.Count(k => _set.Of(k.Item1, k.Item2) == Label.N));
    }

    private int Related(HashSet<(string, string)>? found) => _set.Labels.Count(l => l.Value is Label.O or Label.P or Label.S && (found is null || found.Contains(l.Key)));

    private List<(string Judgment, string Permit)> Labelled(Label label) => [.. _set.Labels.Where(l => l.Value == label).Select(l => l.Key)];

    private (double F1, string Said) Score(HashSet<(string, string)> found)
    {
        var right = found.Count(k => _set.Of(k.Item1, k.Item2) == Label.E);
        var (precision, recall) = (new Share(right, found.Count), new Share(right, _set.Labels.Count));
        var f1 = right == 0 ? 0 : 2 * precision.Value * recall.Value / (precision.Value + recall.Value);
        return (f1, string.Create(CultureInfo.InvariantCulture, $"F1 {f1:0.0000}, precision {precision}, recall {recall}"));
    }

    private IEnumerable<(string, string)> OneToOne()
    {
        var (judgments, permits) = (new HashSet<string>(), new HashSet<string>());
        foreach (var pair in _proposed)
            if (!judgments.Contains(pair.Judgment) && !permits.Contains(pair.Permit))
            {
                judgments.Add(pair.Judgment);
                permits.Add(pair.Permit);
                yield return (pair.Judgment, pair.Permit);
            }
    }

    private Figure Figure(string name, double value, double floor, string detail, string unit = "share") =>
        new($"{_set.Name}: {name}", Math.Round(value, 4), unit, Math.Round(floor, 4), floor == 0 ? 0 : Math.Round(value / floor, 2), floor == 0 ? detail + "; no ratio: the floor is nothing" : detail);
}
