using Microsoft.AspNetCore.Identity;

namespace WageTheftPermits.Application.Data;

/// <summary>An account of a person who works with the service. The user name is the person's identity in every record; it is never reused.</summary>
public sealed class User : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
}
