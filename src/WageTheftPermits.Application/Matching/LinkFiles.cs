using System.Globalization;
using System.Text;
using CsvHelper;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>Two files to link.</summary>
/// <param name="Left">CSV of judgments.</param>
/// <param name="Right">CSV of permits.</param>
/// <param name="Out">CSV to write; replaced where it exists, and only once all is computed.</param>
/// <param name="LeftMapping">JSON object that names the file's own columns: <c>{ "id": "case_id", "name": "trade_nm" }</c>.</param>
/// <param name="RightMapping">The same for <paramref name="Right"/>.</param>
/// <param name="Cutoff">Least probability of a pair that is written, 0 to 1.</param>
/// <param name="Model">A model file, as <c>./wtp match train</c> writes one; null for the one that ships.</param>
public sealed record LinkRequest(
    string Left, string Right, string Out, string? LeftMapping = null, string? RightMapping = null, double Cutoff = LinkRequest.DefaultCutoff, string? Model = null)
{
    public const double DefaultCutoff = 0.5;
}

/// <summary>
/// What was done: rows read, pairs that shared a blocking key, pairs written and how many of those are in the strong band, and how many blocking keys
/// so many permits share that they select nothing.
/// </summary>
public sealed record LinkReport(int LeftRows, int RightRows, long Compared, int Pairs, int Strong, int KeysPassedOver, string ModelVersion);

/// <summary>The files or the request cannot be used; the message is one line that says what to do.</summary>
public sealed class LinkRefused(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Record linkage alone, between two CSV files and without a database: the right file is held and indexed by its blocking keys,
/// the left one streams past it, a batch at a time on all cores.
/// </summary>
public static class LinkFiles
{
    /// <summary>Links the files. <exception cref="LinkRefused">A file is missing or unreadable, has no id column or repeats an id.</exception></summary>
    public static async Task<LinkReport> RunAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        if (!(request.Cutoff is >= 0 and <= 1))
            throw new LinkRefused($"The cutoff must lie between 0 and 1; {request.Cutoff.ToString(CultureInfo.InvariantCulture)} does not.");
        var model = request.Model is null ? MatchModel.Current : ModelFile.Read(request.Model);
        var permits = await LinkTable.ReadAllAsync(request.Right, request.RightMapping, row => row.Permit(), cancellationToken);
        var index = new LinkIndex(permits, model);

        var pairs = new List<LinkedPair>();
        long compared = 0;
        var leftRows = 0;
        using (var left = LinkTable.Open(request.Left, request.LeftMapping))
        {
            var batch = new List<LinkRow>(LinkTable.BatchRows);
            await foreach (var row in left.ReadAsync(cancellationToken))
            {
                leftRows++;
                batch.Add(row);
                if (batch.Count == LinkTable.BatchRows)
                    compared += LinkBatch(batch, index, request.Cutoff, pairs, cancellationToken);
            }
            compared += LinkBatch(batch, index, request.Cutoff, pairs, cancellationToken);
        }
        // Ties are ordered by id, so that one input has one output.
        pairs.Sort((a, b) => b.Weight.CompareTo(a.Weight) is var byWeight and not 0 ? byWeight
            : string.CompareOrdinal(a.LeftId, b.LeftId) is var byLeft and not 0 ? byLeft : string.CompareOrdinal(a.RightId, b.RightId));
        await WriteAsync(request.Out, pairs, cancellationToken);
        return new LinkReport(leftRows, permits.Count, compared, pairs.Count, pairs.Count(p => p.Band == MatchBand.Strong), index.KeysPassedOver, model.Version);
    }

    private static long LinkBatch(List<LinkRow> batch, LinkIndex index, double cutoff, List<LinkedPair> pairs, CancellationToken cancellationToken)
    {
        long compared = 0;
        Parallel.ForEach(
            batch,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => (Found: new List<LinkedPair>(), Search: index.NewSearch()),
            (row, _, local) =>
            {
                local.Search.Find(row.Judgment(), cutoff, local.Found);
                return local;
            },
            local =>
            {
                lock (pairs)
                {
                    pairs.AddRange(local.Found);
                    compared += local.Search.Compared;
                }
            });
        batch.Clear();
        return compared;
    }

    private static async Task WriteAsync(string path, List<LinkedPair> pairs, CancellationToken cancellationToken)
    {
        // Written beside and moved: a reader never sees half a file, and a failure leaves the old one.
        var partial = path + ".partial";
        try
        {
            await using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            await using (var csv = CsvWriter.Create(writer))
            {
                csv.WriteHeader(["left_id", "right_id", "probability", "weight", "band", "kind", "explanation"]);
                foreach (var pair in pairs)
                {
                    csv.WriteField(pair.LeftId);
                    csv.WriteField(pair.RightId);
                    csv.WriteField(pair.Probability.ToString("0.000000", CultureInfo.InvariantCulture));
                    csv.WriteField(pair.Weight.ToString("0.00", CultureInfo.InvariantCulture));
                    csv.WriteField(pair.Band switch { MatchBand.Strong => "strong", MatchBand.Review => "review", _ => "weak" });
                    csv.WriteField(pair.Kind.ToString());
                    csv.WriteField(pair.Explanation);
                    await csv.EndRecordAsync(cancellationToken);
                }
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LinkRefused($"Cannot write {path}: {e.Message}", e);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
