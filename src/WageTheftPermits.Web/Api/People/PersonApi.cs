namespace WageTheftPermits.Web.Api.People;

/// <summary>What the pages show and do, for programs of the department's people and for its systems: with a token, by the same rules and the same policies.</summary>
internal static class PersonApi
{
    public static void MapPersonApi(this IEndpointRouteBuilder app)
    {
        var routes = new PersonRoutes(app);
        MeApi.Map(routes);
        PermitsApi.Map(routes);
        RenewalsApi.Map(routes);
        MatchesApi.Map(routes);
        CasesApi.Map(routes);
        HoldsApi.Map(routes);
        HearingsApi.Map(routes);
        JudgmentsApi.Map(routes);
        LettersApi.Map(routes);
        TasksApi.Map(routes);
        AuditApi.Map(routes);
        routes.RefuseOtherMethods();
    }
}
