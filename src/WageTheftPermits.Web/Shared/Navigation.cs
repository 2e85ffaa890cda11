using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Shared;

/// <summary>One entry of the main navigation. <paramref name="Policy"/> null: everyone who is signed in sees it.</summary>
public sealed record NavigationItem(string Text, string Path, string? Policy = null)
{
    /// <summary>Whether the visitor is on this entry's page, or on one below it.</summary>
    public bool IsAbove(PathString current) =>
        Path == "/" ? current.Value is null or "" or "/" : current.StartsWithSegments(Path);
}

public static class Navigation
{
    private static readonly NavigationItem[] Rooms =
    [
        new("My queue", "/"),
        new("Deadlines", "/deadlines"),
        new("Renewals", "/renewals"),
        new("Match reviews", "/matches", Access.ReadMatches),
        new("Cases", "/cases"),
        new("Hearings", "/hearings"),
        new("Letters", "/letters"),
        new("Judgments", "/judgments"),
        new("Permits", "/permits"),
        new("Numbers", "/numbers", Access.ReadNumbers),
        new("Messages", "/messages", Access.ReadMessages),
        new("Agencies", "/agencies", Access.ReadMessages),
        new("Workflows", "/workflows", Access.ReadWorkflows),
        new("Policies", "/policies", Access.ReadPolicies),
        new("Audit", "/audit", Access.ReadAudit),
    ];

    private static readonly NavigationItem Lookup = new("Public lookup", "/lookup");

    /// <summary>The entries this visitor may open: those of their roles, or only the public one.</summary>
    public static async Task<IReadOnlyList<NavigationItem>> For(ClaimsPrincipal visitor, IAuthorizationService authorization)
    {
        var items = new List<NavigationItem>();
        if (Roles.All.Any(visitor.IsInRole))
            foreach (var room in Rooms)
                if (room.Policy is null || (await authorization.AuthorizeAsync(visitor, room.Policy)).Succeeded)
                    items.Add(room);
        items.Add(Lookup);
        return items;
    }
}
