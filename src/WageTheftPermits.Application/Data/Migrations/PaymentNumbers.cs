using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0024_numbers")]
internal sealed class PaymentNumbers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(EmbeddedSql.Read("0024_numbers.sql"));
}
