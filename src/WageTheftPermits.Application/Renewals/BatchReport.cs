using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>How far a batch has come: counted from its items now, or as it was written down when it finished.</summary>
/// <param name="Of">Permits of the batch.</param>
/// <param name="Refused">Permits whose renewal could not be opened.</param>
public sealed record BatchProgress(int Of, int Opened, int Refused, int Screened, int Issued)
{
    /// <summary>Renewals that were opened, screened or not, out of a hundred; opening and screening count half each.</summary>
    public int Percent => Of == 0 ? 100 : (int)((Opened + (2L * Refused) + Screened) * 100 / (2L * Of));

    public static async Task<BatchProgress> OfAsync(PermitsDbContext db, RenewalBatch batch, CancellationToken ct)
    {
        var counts = await (from item in db.RenewalBatchItems
                            where item.BatchId == batch.Id
                            join renewal in db.Renewals on item.RenewalId equals renewal.Id into opened
                            from renewal in opened.DefaultIfEmpty()
                            group new { item, renewal } by 1 into all
                            select new
                            {
                                Of = all.Count(),
                                Opened = all.Count(x => x.item.RenewalId != null),
                                Refused = all.Count(x => x.item.Refusal != null),
                                Screened = all.Count(x => x.renewal.ScreenedAt != null),
                                Issued = all.Count(x => x.renewal.Status == RenewalStatus.Issued),
                            }).SingleOrDefaultAsync(ct);
        return counts is null
            ? new(0, 0, 0, 0, 0)
            : new(counts.Of, counts.Opened, counts.Refused, batch.Screened ?? counts.Screened, batch.Issued ?? counts.Issued);
    }
}
