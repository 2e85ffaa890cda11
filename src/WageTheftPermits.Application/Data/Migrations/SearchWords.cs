using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0023_search")]
internal sealed class SearchWords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(EmbeddedSql.Read("0023_search.sql"));
}
