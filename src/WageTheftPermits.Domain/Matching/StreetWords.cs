namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// USPS Publication 28, appendices B, C1 and C2: what people write for directions, street suffixes and units, each with its standard form.
/// Only the suffixes that occur are listed; an unlisted one is simply part of the street's name on both sides.
/// </summary>
internal static class StreetWords
{
    internal static readonly Dictionary<string, string> Directions = Table(
        "n:north,no s:south,so e:east w:west ne:northeast nw:northwest se:southeast sw:southwest", keepKey: true);

    internal static readonly Dictionary<string, string> Suffixes = Table(
        "aly:alley,ally ave:avenue,av,aven,avenu,avn bch:beach bnd:bend blvd:boulevard,boul,blv,bl,boulv br:branch brg:bridge " +
        "byp:bypass ctr:center,centre,cntr,cent,cen,centr cir:circle,circ,crcl clb:club cmn:common cor:corner cors:corners ct:court,crt cts:courts cv:cove crk:creek cres:crescent xing:crossing " +
        "dl:dale dr:drive,driv,drv est:estate ests:estates expy:expressway,expw ext:extension fwy:freeway frwy:freway gdn:garden gdns:gardens gtwy:gateway gln:glen grn:green grv:grove " +
        "hbr:harbor hts:heights hwy:highway,hiway,hwy,highwy,hway hl:hill hls:hills holw:hollow is:island jct:junction knl:knoll lndg:landing ln:lane loop:loops mall mnr:manor mdws:meadows " +
        "mews mtwy:motorway oval park:parks pkwy:parkway,pky,parkwy,pkway pass path:paths pike:pikes pl:place,plc plz:plaza,plza pt:point prom:promenade rnch:ranch rdg:ridge rd:road,roads row run " +
        "sq:square,sqr,squ sta:station st:street,str,strt,sts ter:terrace,terr trl:trail,trails tpke:turnpike vw:view vlg:village vis:vista walk:walks way:wy", keepKey: true);

    /// <summary>Suffixes that end a street's name and hardly ever stand inside one.</summary>
    internal static readonly HashSet<string> Plain = ["st", "ave", "rd", "blvd", "dr", "ln"];

    /// <summary>Unit designators; a value follows each.</summary>
    internal static readonly HashSet<string> Units =
        [.. "ste suite suit suites unit units apt apartment apts rm room spc space sp bldg building bld fl flr floor lot trlr stall kiosk pier hangar gate cart terminal booth pmb #".Split(' ')];

    /// <summary>Highways are named by the number that follows them.</summary>
    internal static readonly HashSet<string> Numbered = [.. "hwy highway route rte rt us sr fm cr".Split(' ')];

    internal static readonly Dictionary<string, string> Ordinals = Table(
        "1st:first 2nd:second 3rd:third 4th:fourth 5th:fifth 6th:sixth 7th:seventh 8th:eighth 9th:ninth 10th:tenth 11th:eleventh 12th:twelfth 13th:thirteenth 14th:fourteenth 15th:fifteenth " +
        "16th:sixteenth 17th:seventeenth 18th:eighteenth 19th:nineteenth 20th:twentieth 30th:thirtieth 40th:fortieth 50th:fiftieth 60th:sixtieth 70th:seventieth 80th:eightieth 90th:ninetieth", keepKey: false);

    /// <summary>What an ordinal follows: "Twenty First" is "21st".</summary>
    internal static readonly Dictionary<string, string> Tens = Table("2:twenty 3:thirty 4:forty 5:fifty 6:sixty 7:seventy 8:eighty 9:ninety", keepKey: false);

    /// <summary>House numbers that are spelt out on purpose: "One Harbor Plaza".</summary>
    internal static readonly Dictionary<string, string> Numbers = Table("1:one 2:two 3:three 4:four 5:five 6:six 7:seven 8:eight 9:nine 10:ten", keepKey: false);

    /// <summary>First words of a street's name in one spelling.</summary>
    internal static readonly Dictionary<string, string> Beginnings = Table(
        "saint:st mount:mt fort:ft doctor:dr ave:avenue,av,avenida", keepKey: false);

    /// <summary>State names and their postal abbreviations; the fifty states, the district and the territories.</summary>
    internal static readonly Dictionary<string, string> States = Table(
        "al:alabama ak:alaska az:arizona ar:arkansas ca:california,calif co:colorado ct:connecticut de:delaware dc:districtofcolumbia fl:florida ga:georgia hi:hawaii id:idaho il:illinois in:indiana " +
        "ia:iowa ks:kansas ky:kentucky la:louisiana me:maine md:maryland ma:massachusetts mi:michigan mn:minnesota ms:mississippi mo:missouri mt:montana ne:nebraska nv:nevada nh:newhampshire " +
        "nj:newjersey nm:newmexico ny:newyork nc:northcarolina nd:northdakota oh:ohio ok:oklahoma or:oregon pa:pennsylvania ri:rhodeisland sc:southcarolina sd:southdakota tn:tennessee tx:texas " +
        "ut:utah vt:vermont va:virginia wa:washington wv:westvirginia wi:wisconsin wy:wyoming pr:puertorico gu:guam vi:virginislands", keepKey: true);

    private static Dictionary<string, string> Table(string rows, bool keepKey)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = row.Split(':');
            if (keepKey)
                table.TryAdd(parts[0], parts[0]);
            foreach (var variant in parts.Skip(1).SelectMany(p => p.Split(',')))
                table.TryAdd(variant, parts[0]);
        }
        return table;
    }
}
