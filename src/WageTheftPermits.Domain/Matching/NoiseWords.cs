namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// The words that say what kind of thing a name names, not which one. All of them are here and nowhere else.
/// A name made of nothing but such words keeps them: "The Market" must still match itself.
/// </summary>
internal static class NoiseWords
{
    /// <summary>Legal forms: never part of the name that is compared.</summary>
    internal static readonly HashSet<string> LegalForms = Set(
        "inc incorporated corp corporation co company llc lc llp lllp lp ltd limited pc plc pllc gmbh sa pa apc incorp corporate llcs srl sarl bv pty cv chtd chartered pbc");

    /// <summary>Legal forms of scripts that put no space before them.</summary>
    internal static readonly string[] JoinedForms = ["股份有限公司", "有限公司", "株式会社", "有限会社", "주식회사"];

    /// <summary>Words a party list puts around a name.</summary>
    internal static readonly HashSet<string> Fillers = Set("the and of a an at by de del y et");

    /// <summary>Leading articles in the languages restaurants are named in; they come and go between one form and the next.</summary>
    internal static readonly HashSet<string> Articles = Set("the el la los las le les il lo");

    /// <summary>
    /// Generic words of the trade. They count for little when equal and for nothing when absent. Words that distinguish
    /// as often as not (house, garden, golden, express) are left to the term frequencies.
    /// </summary>
    internal static readonly HashSet<string> Generic = Set(
        "restaurant restaurants rest restaurante ristorante cafe caffe coffee bar grill grille kitchen bistro deli delicatessen diner eatery " +
        "market mart supermarket supermarkets grocery store shop food foods cuisine catering bakery bake pizzeria taqueria pub lounge buffet " +
        "chinese mexican thai indian japanese vietnamese korean italian seafood sushi pizza bbq barbecue noodle noodles tacos burgers sandwich sandwiches donut donuts liquor liquors " +
        "enterprise enterprises group holding holdings management hospitality ventures partners associates investments operations concepts services service international usa america number no");

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
