using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>What <c>customProperties.undoOnCancel</c> may stand on.</summary>
public class Undo_marks
{
    private static IReadOnlyList<DefinitionFault> Check(string type, JsonNode mark) => DefinitionCheck.Check(
        new Flow("marked").Activity("A", type, [.. type == "Elsa.Start" ? [] : new (string, JsonNode?)[] { ("text", Flow.Literal("String", "x")) }, ("customProperties", new JsonObject { ["undoOnCancel"] = mark })])
            .Activity("End", "Elsa.End").Connect("A > End").File(),
        new ActivityCatalog().Add<NoteActivity>().Add<UndoneActivity>());

    [Fact]
    public void An_activity_that_can_be_undone_may_be_marked() => Check("Test.Undone", true).ShouldBeEmpty();

    [Theory]
    [InlineData("Test.Note")]
    [InlineData("Elsa.Start")]
    public void One_that_cannot_be_undone_is_refused(string type)
    {
        var fault = Check(type, true).ShouldHaveSingleItem();
        (fault.Activity, fault.Property, fault.Message).ShouldBe(("A", "customProperties.undoOnCancel", $"'{type}' cannot be undone. Take the mark out, or give its class an UndoAsync."));
    }

    [Fact]
    public void The_mark_is_true_or_false() => Check("Test.Undone", "yes").ShouldHaveSingleItem().Message.ShouldBe("Must be true or false.");

    [Activity("Test.Undone")]
    internal sealed class UndoneActivity : Activity
    {
        [Input]
        public string Text { get; set; } = "";

        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());

        public override ValueTask<string?> UndoAsync(ActivityContext context, string reason, CancellationToken ct) => new(Text);
    }
}
