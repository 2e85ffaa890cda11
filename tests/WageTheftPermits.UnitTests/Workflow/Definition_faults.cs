using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>One case for each fault: a sound definition with one thing changed, and where the fault is, on which property, in which words.</summary>
public class Definition_faults
{
    private static readonly Dictionary<string, Case> s_cases = new()
    {
        // The definition and its declarations.
        ["a member that is misspelled"] = new(Set("$", "varables", new JsonArray()), null, "varables", "Unknown: nothing would read it"),
        ["a member of another type"] = new(Set("$", "version", "one"), null, "version", "Must be a whole number, not text"),
        ["a list that is none"] = new(Set("$", "variables", new JsonObject()), null, "variables", "Must be a list"),
        ["no definition id"] = new(Drop("$", "definitionId"), null, "definitionId", "Missing"),
        ["no root"] = new(Drop("$", "root"), null, "root", "Missing"),
        ["outcomes of the workflow"] = new(Set("$", "outcomes", new JsonArray("Paid")), null, "outcomes", "has no outcomes"),
        ["a strategy for starting"] = new(Set("$", "options", new JsonObject { ["activationStrategyType"] = "Singleton" }), null, "options.activationStrategyType", "Not taken"),
        ["a strategy for incidents"] = new(Set("$", "options", new JsonObject { ["incidentStrategyType"] = "Continue" }), null, "options.incidentStrategyType", "Not taken"),
        ["a strategy for commits"] = new(Set("$", "options", new JsonObject { ["commitStrategyName"] = "Periodic" }), null, "options.commitStrategyName", "committed as a whole"),
        ["an unknown option"] = new(Set("$", "options", new JsonObject { ["retries"] = 3 }), null, "options.retries", "Unknown"),
        ["use as an activity"] = new(Set("$", "options", new JsonObject { ["usableAsActivity"] = true }), null, "options.usableAsActivity", "as a child"),
        ["a variable that is no object"] = new(Set("$", "variables", new JsonArray("x")), null, "variables[0]", "Must be an object"),
        ["a member of a variable that is misspelled"] = new(Set("$.variables[0]", "typename", "Int32"), null, "variables[0].typename", "Unknown"),
        ["a variable without an id"] = new(Drop("$.variables[0]", "id"), null, "variables[0]", "needs an id and a name"),
        ["a variable without a type"] = new(Drop("$.variables[0]", "typeName"), null, "variables[0].typeName", "Missing"),
        ["a variable of an unknown type"] = new(Set("$.variables[0]", "typeName", "Money"), null, "variables.Kept", "Unknown type 'Money'"),
        ["a variable that Elsa would forget"] = new(Drop("$.variables[0]", "storageDriverTypeName"), null, "variables.Kept", "forgets the variable"),
        ["an initial value of another type"] = new(Set("$.variables[0]", "value", "many"), null, "variables.Kept", "is no Int32"),
        ["an initial value that is no text"] = new(Set("$.variables[0]", "value", 3), null, "variables[0].value", "Must be text"),
        ["two variables of one id"] = new(Add("$.variables", Variable("var-Kept", "Other")), null, "variables", "have the id 'var-Kept'"),
        ["two variables of one name"] = new(Add("$.variables", Variable("var-Other", "Kept")), null, "variables", "are named 'Kept'"),
        ["a member of an input that is misspelled"] = new(Set("$.inputs[0]", "typeName", "Decimal"), null, "inputs[0].typeName", "Unknown"),
        ["an input without a name"] = new(Drop("$.inputs[0]", "name"), null, "inputs[0]", "Needs a name"),
        ["two inputs of one name"] = new(Add("$.inputs", new JsonObject { ["name"] = "Amount", ["type"] = "Decimal" }), null, "inputs", "named 'Amount'"),
        ["two outputs of one name"] = new(Add("$.outputs", new JsonObject { ["name"] = "Owed", ["type"] = "Decimal" }), null, "outputs", "named 'Owed'"),
        ["a default of another type"] = new(Set("$.inputs[0]", "defaultValue", "much"), null, "inputs.Amount", "is no Decimal"),

        // Any activity.
        ["an activity that is no object"] = new(Add("$.root.activities", "A"), "Flow", "activities[3]", "Must be an object"),
        ["an activity without an id"] = new(Drop("A", "id"), "Flow.activities[1]", "id", "Missing"),
        ["an activity without a type"] = new(Drop("A", "type"), "A", "type", "Missing"),
        ["a type that is no text"] = new(Set("A", "type", 7), "A", "type", "Must be text"),
        ["a version that is no number"] = new(Set("A", "version", "1"), "A", "version", "Must be a whole number"),
        ["an unknown version"] = new(Set("A", "version", 2), "A", "version", "has no version 2; there is 1"),
        ["an unknown type"] = new(Set("A", "type", "Elsa.RunJavaScript"), "A", "type", "Unknown activity type 'Elsa.RunJavaScript'"),
        ["an unknown property"] = new(Set("A", "txet", Literal("String", "x")), "A", "txet", "has no such property. It has text, who"),
        ["an unknown property that is null"] = new(Set("A", "txet", null), "A", "txet", "has no such property"),
        ["two activities of one id"] = new(Set("A", "id", "Start"), "Start", "id", "2 activities have this id"),
        ["a trigger"] = new(Set("A", "customProperties", new JsonObject { ["canStartWorkflow"] = true }), "A", "customProperties.canStartWorkflow", "never by an activity's trigger"),
        ["a background activity"] = new(Set("A", "customProperties", new JsonObject { ["runAsynchronously"] = true }), "A", "customProperties.runAsynchronously", "within its burst"),
        ["a background activity, said beside"] = new(Set("A", "runAsynchronously", true), "A", "runAsynchronously", "within its burst"),
        ["a merge mode"] = new(Set("A", "customProperties", new JsonObject { ["mergeMode"] = "Converge" }), "A", "customProperties.mergeMode", "'Converge' is not taken"),
        ["a commit strategy"] = new(Set("A", "customProperties", new JsonObject { ["commitStrategyName"] = "ActivityExecuted" }), "A", "customProperties.commitStrategyName", "Not taken"),
        ["a resilience strategy"] = new(Set("A", "customProperties", new JsonObject { ["resilienceStrategy"] = "three" }), "A", "customProperties.resilienceStrategy", "Not taken"),
        ["a mode of the journal"] = new(Set("A", "customProperties", new JsonObject { ["logPersistenceMode"] = "Exclude" }), "A", "customProperties.logPersistenceMode", "Personal = true"),
        ["connections the designer dropped"] = new(Set("$.root", "customProperties", new JsonObject { ["notFoundConnections"] = new JsonArray(1) }), "Flow", "customProperties.notFoundConnections", "dropped these"),
        ["variables of a container"] = new(Set("$.root", "variables", new JsonArray(Variable("v", "V"))), "Flow", "variables", "Variables of a container are not taken"),

        // Its inputs and outputs.
        ["a missing input"] = new(Drop("A", "text"), "A", "text", "Missing. 'Test.Note' needs it, as String"),
        ["an input that is null"] = new(Set("A", "text", null), "A", "text", "Missing"),
        ["an input that is empty"] = new(Set("A", "text", Literal("String", " ")), "A", "text", "Is empty"),
        ["an input without a type name"] = new(Drop("A.text", "typeName"), "A", "text", "Needs a typeName (String)"),
        ["an input without an expression"] = new(Set("A", "text", new JsonObject { ["typeName"] = "String", ["value"] = "x" }), "A", "text", "and an expression"),
        ["an input of another type name"] = new(Set("A.text", "typeName", "Int32"), "A", "text", "typeName is Int32"),
        ["an input of an unknown type name"] = new(Set("A.text", "typeName", "Text"), "A", "text", "Unknown typeName 'Text'"),
        ["a member of an input's binding that is misspelled"] = new(Set("A.text", "typename", "String"), "A", "text.typename", "Unknown"),
        ["a member of an expression that is misspelled"] = new(Set("A.text.expression", "valeu", 1), "A", "text.expression.valeu", "Unknown"),
        ["an expression without a type"] = new(Drop("A.text.expression", "type"), "A", "text", "needs a type and a value"),
        ["an expression that is no object"] = new(Set("A.text", "expression", "x"), "A", "text.expression", "Must be an object"),
        ["a script"] = new(Set("A", "text", Expression("String", "JavaScript", "1 + 1")), "A", "text", "definitions hold no code"),
        ["an output's expression"] = new(Set("A", "text", Expression("String", "Output", new JsonObject())), "A", "text", "Write it to a variable (memoryReference)"),
        ["a number for a text"] = new(Set("A", "text", Literal("String", 7)), "A", "text", "is no String. Write it in quotes"),
        ["a text that is no number"] = new(With("Elsa.Delay", ("timeSpan", Literal("TimeSpan", "soon"))), "A", "timeSpan", "\"soon\" is no TimeSpan"),
        ["an unknown variable"] = new(Set("A", "text", FromVariable("String", "None")), "A", "text", "no variable 'var-None'"),
        ["a variable without an id to it"] = new(Set("A", "text", Expression("String", "Variable", "Kept")), "A", "text", "no variable ''"),
        ["a variable of another type"] = new(Set("A", "text", FromVariable("String", "Kept")), "A", "text", "is Int32, but String is needed"),
        ["an unknown workflow input"] = new(Set("A", "text", FromInput("String", "None")), "A", "text", "no workflow input 'None'"),
        ["a variable written by an input"] = new(Set("A", "text", ToVariable("String", "Kept")), "A", "text", "not a memoryReference"),
        ["an output that is an expression"] = new(With("Elsa.Event", ("eventName", Literal("String", "E")), ("result", Literal("Object", 1))), "A", "result", "This is an output"),
        ["an output without a type name"] = new(With("Elsa.Event", ("eventName", Literal("String", "E")), ("result", new JsonObject { ["memoryReference"] = new JsonObject { ["id"] = "var-Kept" } })), "A", "result", "Needs a typeName"),
        ["an output to no variable"] = new(With("Elsa.Event", ("eventName", Literal("String", "E")), ("result", ToVariable("Object", "None"))), "A", "result", "no variable with the id 'var-None'"),

        // Single activities.
        ["a fork without branches"] = new(With("Elsa.FlowFork"), "A", "branches", "Missing"),
        ["a fork of no branches"] = new(With("Elsa.FlowFork", ("branches", Object("Object", Array.Empty<string>()))), "A", "branches", "at least one name"),
        ["a fork of branches that cannot be known"] = new(With("Elsa.FlowFork", ("branches", FromVariable("Object", "Any"))), "A", "branches", "Must be a constant list"),
        ["a fork that names a branch twice"] = new(With("Elsa.FlowFork", ("branches", Object("Object", new[] { "Done", "Done" }))), "A", null, "Two outcomes are named 'Done'"),
        ["a switch without cases"] = new(With("Elsa.FlowSwitch"), "A", "cases", "Missing"),
        ["a switch of no cases"] = new(With("Elsa.FlowSwitch", ("cases", new JsonArray())), "A", "cases", "at least one case"),
        ["a switch whose cases are an expression"] = new(With("Elsa.FlowSwitch", ("cases", Object("Object", Array.Empty<int>()))), "A", "cases", "plain JSON"),
        ["a case that is no object"] = new(With("Elsa.FlowSwitch", ("cases", new JsonArray(1))), "A", "cases[0]", "Must be an object"),
        ["a case without a label"] = new(With("Elsa.FlowSwitch", ("cases", Cases(null, "Literal", true))), "A", "cases[0].label", "Missing"),
        ["a case without a condition"] = new(With("Elsa.FlowSwitch", ("cases", new JsonArray(new JsonObject { ["label"] = "X" }))), "A", "cases[0].condition", "needs a condition"),
        ["a case with a script"] = new(With("Elsa.FlowSwitch", ("cases", Cases("X", "JavaScript", "true"))), "A", "cases[0].condition", "hold no code"),
        ["a case that shadows the default"] = new(With("Elsa.FlowSwitch", ("cases", Cases("Default", "Literal", true))), "A", null, "Two outcomes are named 'Default'"),
        ["a switch of an unknown mode"] = new(With("Elsa.FlowSwitch", ("mode", Literal("Object", "MatchNone")), ("cases", Cases("X", "Literal", true))), "A", "mode", "is no MatchFirst or MatchAny"),
        ["a variable to set that there is not"] = new(With("Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "none" })), "A", "variable", "no variable with the id 'none'"),
        ["a variable to set that is an expression"] = new(With("Elsa.SetVariable", ("variable", Literal("Object", 1))), "A", "variable", "plain JSON"),
        ["a variable set to another type"] = new(With("Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "var-Kept" }), ("value", Literal("Object", "many"))), "A", "value", "is no Int32"),
        ["a variable set from one of another type"] = new(With("Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "var-Kept" }), ("value", FromInput("Object", "Amount"))), "A", "value", "is Decimal, but Int32 is needed"),
        ["an output that is not declared"] = new(With("Elsa.SetOutput", ("outputName", Literal("String", "Paid"))), "A", "outputName", "declares no output 'Paid'. It declares Owed"),
        ["an output that cannot be known"] = new(With("Elsa.SetOutput", ("outputName", FromVariable("String", "Any"))), "A", "outputName", "Must be a literal"),
        ["an output set to another type"] = new(With("Elsa.SetOutput", ("outputName", Literal("String", "Owed")), ("outputValue", Literal("Object", "much"))), "A", "outputValue", "is no Decimal"),
        ["a task nobody may do"] = new(With("Elsa.RunTask", ("taskName", Literal("String", "T")), ("payload", Object("Object", new { title = "T" }))), "A", "payload", "nobody could do the task"),
        ["a task due at no moment"] = new(With("Elsa.RunTask", ("taskName", Literal("String", "T")), ("payload", Object("Object", new { role = "r", dueAt = "soon" }))), "A", "payload", "dueAt is no moment"),
        ["a task about something that is no text"] = new(With("Elsa.RunTask", ("taskName", Literal("String", "T")), ("payload", Object("Object", new { role = "r", subject = new { permit = 1 } }))), "A", "payload", "object of texts"),
        ["an event without a name"] = new(With("Elsa.Event", ("eventName", Literal("String", ""))), "A", "eventName", "Is empty"),
        ["a child that is executed and not waited for"] = new(With("Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("String", "c")), ("waitForCompletion", Literal("Boolean", false))), "A", "waitForCompletion", "literal true"),
        ["the result of a child that is not waited for"] = new(With("Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("String", "c")), ("result", ToVariable("Object", "Any"))), "A", "result", "gives no result"),
        ["an empty sequence"] = new(With("Elsa.Sequence", ("activities", new JsonArray())), "A", "activities", "empty sequence"),
        ["a sequence that goes on after its end"] = new(With("Elsa.Sequence", ("activities", new JsonArray(Json("F", "Elsa.Finish"), Json("N", "Test.Note", ("text", Literal("String", "x")))))), "F", null, "never reached"),
        ["a decision in a sequence"] = new(With("Elsa.Sequence", ("activities", new JsonArray(Json("D", "Elsa.FlowDecision", ("condition", Literal("Boolean", true)))))), "D", null, "several outcomes (True, False), and in a sequence"),
        ["a join in a sequence"] = new(With("Elsa.Sequence", ("activities", new JsonArray(Json("J", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll")))))), "J", null, "there are none"),
        ["an If with no branch"] = new(With("Elsa.If", ("condition", Literal("Boolean", true))), "A", "then", "does nothing"),
        ["a branch of an If that is no object"] = new(With("Elsa.If", ("condition", Literal("Boolean", true)), ("then", "A")), "A", "then", "Must be an object"),

        // Connections.
        ["connections that are misspelled"] = new(root => ((JsonObject)root["root"]!)["conections"] = new JsonArray(), "Flow", "conections", "no such property. It has activities, connections"),
        ["a connection that is no object"] = new(Add("$.root.connections", 1), "Flow", "connections[2]", "Must be an object"),
        ["a connection without a target"] = new(Drop("$.root.connections[0]", "target"), "Flow", "connections[0]", "source.activity and target.activity"),
        ["a member of a connection that is misspelled"] = new(Set("$.root.connections[0]", "tagret", 1), "Flow", "connections[0].tagret", "Unknown"),
        ["a member of a connection's end that is misspelled"] = new(Set("$.root.connections[0].source", "prot", "Done"), "Flow", "connections[0].source.prot", "Unknown"),
        ["a dangling connection"] = new(Set("$.root.connections[0].target", "activity", "Gone"), "Flow", "connections", "Start → Gone: there is no activity 'Gone'"),
        ["a connection given twice"] = new(root => { Connect("Start > A")(root); }, "Start", "Done", "Connected to 'A' twice"),
        ["an outcome without a connection"] = new(Drop("$.root", "connections"), "Start", "Done", "Nothing is connected to this outcome"),
        ["a connection from no outcome"] = new(Connect("A.Paid > End"), "A", "Paid", "has no such outcome. It has Done"),
        ["an activity nothing leads to"] = new(Both(AddActivity("B", "Test.Note", ("text", Literal("String", "x"))), Connect("B > End")), "B", null, "Nothing leads to this activity"),
        ["a way without an end"] = new(Both(Set("$.root.connections[1].target", "activity", "A"), AddActivity("B", "Elsa.End")), "A", null, "No way out"),
        ["no beginning"] = new(Both(Set("Start", "type", "Test.Note"), Set("Start", "text", Literal("String", "x")), Connect("A > Start")), "Flow", null, "exactly one beginning"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused(string name)
    {
        var (change, activity, property, words) = s_cases[name];
        var root = JsonNode.Parse(Sound().Json)!;
        change(root);
        var faults = DefinitionCheck.Check(new WorkflowFile("sound.json", root.ToJsonString()), Run.Catalog);
        faults.ShouldContain(fault => fault.File == "sound.json" && fault.Activity == activity && fault.Property == property && fault.Message.Contains(words), string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void What_all_cases_begin_with_is_sound() => DefinitionCheck.Check(Sound(), Run.Catalog).ShouldBeEmpty();

    [Theory]
    [InlineData("{\"a\":1", "Not JSON")]
    [InlineData("[]", "is a JSON object")]
    [InlineData("null", "is a JSON object")]
    [InlineData("{\"name\":\"\\ud800\"}", "no Unicode")]
    [InlineData("{\"name\":\"\\u0000\"}", "null character")]
    [InlineData("{\"version\":1e999}", "too large")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "$.name: Given twice")]
    [InlineData("{\"root\":{\"id\":\"R\",\"type\":\"Elsa.Finish\",\"x\":{\"y\":1,\"y\":2}}}", "R: $.root.x.y: Given twice")]
    public void A_broken_file_is_a_fault(string json, string words) =>
        DefinitionCheck.Check(new WorkflowFile("broken.json", json), Run.Catalog).ShouldContain(fault => fault.ToString().Contains(words));

    [Fact]
    public void Nesting_without_end_is_a_fault() =>
        DefinitionCheck.Check(new WorkflowFile("deep.json", new string('[', 100_000)), Run.Catalog).ShouldHaveSingleItem().Message.ShouldContain("at most 64 levels");

    [Fact]
    public void Half_a_character_in_the_file_itself_is_a_fault() =>
        DefinitionCheck.Check(new WorkflowFile("half.json", "{\"name\":\"\ud800\"}"), Run.Catalog).ShouldHaveSingleItem().Message.ShouldContain("no Unicode");

    private static WorkflowFile Sound() => new Flow("sound").Variable("Kept", "Int32", "3").Variable("Any", "Object").Input("Amount", "Decimal").Output("Owed", "Decimal")
        .Activity("Start", "Elsa.Start").Activity("A", "Test.Note", ("text", Literal("String", "x"))).Activity("End", "Elsa.End")
        .Connect("Start > A", "A > End").File();

    private static JsonObject Variable(string id, string name) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["typeName"] = "String",
        ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
    };

    private static JsonArray Cases(string? label, string type, JsonNode value)
    {
        var item = new JsonObject { ["condition"] = new JsonObject { ["type"] = type, ["value"] = value } };
        if (label is not null)
            item["label"] = label;
        return [item];
    }

    // A place is a path from the definition ($.inputs[0]), or from an activity (A.text).
    private static JsonNode At(JsonNode root, string place)
    {
        var steps = place.Split('.');
        var at = steps[0] == "$" ? root : root["root"]!["activities"]!.AsArray().First(activity => activity!["id"]!.GetValue<string>() == steps[0])!;
        foreach (var step in steps.Skip(1))
        {
            var parts = step.Split('[', ']');
            at = at[parts[0]]!;
            if (parts.Length > 1)
                at = at[int.Parse(parts[1])]!;
        }

        return at;
    }

    private static Action<JsonNode> Set(string place, string member, JsonNode? value) => root => At(root, place)[member] = value?.DeepClone();

    private static Action<JsonNode> Drop(string place, string member) => root => At(root, place).AsObject().Remove(member);

    private static Action<JsonNode> Add(string place, JsonNode value) => root => At(root, place).AsArray().Add(value.DeepClone());

    private static Action<JsonNode> AddActivity(string id, string type, params (string, JsonNode?)[] properties) => Add("$.root.activities", Json(id, type, properties));

    private static Action<JsonNode> Connect(string connection) => root =>
    {
        var added = JsonNode.Parse(new Flow("x").Connect(connection).File().Json)!["root"]!["connections"]![0]!;
        At(root, "$.root.connections").AsArray().Add(added.DeepClone());
    };

    private static Action<JsonNode> Both(params Action<JsonNode>[] changes) => root => Array.ForEach(changes, change => change(root));

    // Puts another activity in the place of A.
    private static Action<JsonNode> With(string type, params (string Name, JsonNode? Value)[] properties) => root =>
    {
        var activities = root["root"]!["activities"]!.AsArray();
        activities[1] = Json("A", type, [.. properties.Select(property => (property.Name, property.Value?.DeepClone()))]);
    };

    private sealed record Case(Action<JsonNode> Change, string? Activity, string? Property, string Words);
}
