using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Data.Migrations;

[DbContext(typeof(PermitsDbContext))]
[Migration("0006_workflow")]
internal sealed class WorkflowOperations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(WorkflowSchema.Sql(2));
        migrationBuilder.Sql(EmbeddedSql.Read("0006_workflow_tasks.sql"));
    }
}
