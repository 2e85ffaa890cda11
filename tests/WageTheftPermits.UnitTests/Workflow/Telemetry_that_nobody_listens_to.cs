using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.UnitTests.Workflow;

public class Telemetry_that_nobody_listens_to
{
    [Fact]
    public void Allocates_nothing()
    {
        var node = DefinitionReader.Read(new Flow("quiet").Activity("End", "Elsa.End").File()).Definition!.Nodes["End"];
        var result = ActivityResult.Complete();
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Step()
        {
            var began = WorkflowTelemetry.AdvanceBegins();
            var (span, stepBegan) = WorkflowTelemetry.StepBegins(node);
            WorkflowTelemetry.StepEnds(span, stepBegan, node.Type, result);
            WorkflowTelemetry.Consumed(StimulusKind.Fact, answered: true);
            WorkflowTelemetry.Raised(StimulusKind.Fact, 1);
            WorkflowTelemetry.Saved(began);
            _ = WorkflowTelemetry.Here;
        }
    }
}
