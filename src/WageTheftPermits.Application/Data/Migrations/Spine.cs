using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0001_spine")]
internal sealed class Spine : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("CREATE EXTENSION IF NOT EXISTS pg_trgm;");
        migrationBuilder.Sql(EmbeddedSql.Read("0001_spine.sql"));
        migrationBuilder.Sql(WorkflowSchema.Sql(1));
        migrationBuilder.Sql(EmbeddedSql.Read("0001_workflow_tasks.sql"));
    }
}
