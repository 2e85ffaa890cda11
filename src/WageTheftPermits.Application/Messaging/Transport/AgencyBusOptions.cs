namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>How much is taken from the broker at once, and how failures to store are paced.</summary>
public sealed class AgencyBusOptions
{
    /// <summary>Deliveries an agency may have here unanswered: the bound on what a flood costs in memory.</summary>
    public int Prefetch { get; set; } = 64;

    /// <summary>Deliveries of one agency that are taken up at the same time, and so stored by one commit at most.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>The wait after a first failure to store; it doubles with every further one in a row.</summary>
    public TimeSpan ShortestWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>No wait is longer. The broker itself takes back what is unanswered for half an hour.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);
}
