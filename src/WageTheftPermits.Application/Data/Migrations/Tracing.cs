using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0008_tracing")]
internal sealed class Tracing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(WorkflowSchema.Sql(3));
        migrationBuilder.Sql(EmbeddedSql.Read("0008_tracing.sql"));
    }
}
