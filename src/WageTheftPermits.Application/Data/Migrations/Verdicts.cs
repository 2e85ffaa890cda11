using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0014_verdicts")]
internal sealed class Verdicts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(EmbeddedSql.Read("0014_verdicts.sql"));
}
