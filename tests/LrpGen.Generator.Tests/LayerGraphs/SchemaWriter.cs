using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Writes <c>lrp.schema.json</c> from the tables that the reader reads by, so that they cannot drift apart.</summary>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "https://github.com/lrpgen/lrpgen/blob/main/generator/LrpGen.Generator/build/lrp.schema.json",
            ["title"] = "LrpGen layer graph",
            ["description"] = "A network as a list of layers, and how to explain it. See docs/layer-graphs.md.",
            ["type"] = "object",
            ["properties"] = Root(),
            ["required"] = Array("input", "layers", "output"),
            ["additionalProperties"] = false,
            ["$defs"] = Definitions(),
        };
        return schema.ToJsonString(Options).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Root() => new()
    {
        ["$schema"] = Text("Where this schema lies, for editors."),
        ["name"] = Text("The network's name."),
        ["input"] = Closed(
            "What goes in.",
            new()
            {
                ["name"] = Text("The name by which layers refer to it; input unless given."),
                ["shape"] = new JsonObject
                {
                    ["description"] = "Without the batch: [features], [channels, length], [channels, height, width], [channels, depth, height, width].",
                    ["type"] = "array",
                    ["items"] = Integer(1),
                    ["minItems"] = 1,
                    ["maxItems"] = 8,
                },
                ["columns"] = Strings("For tables: the features' names."),
            },
            "shape"),
        ["layers"] = new JsonObject
        {
            ["description"] = "In an order in which every input is computed before it is used.",
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = Reference("layer"),
        },
        ["output"] = Text("The layer that is the network's output."),
        ["labels"] = Strings("Names of the outputs; class 0, class 1 ... unless given."),
        ["problem_type"] = new JsonObject
        {
            ["description"] = "What the outputs mean: one right label of several (softmax), each label on its own (sigmoid), or numbers (a regression, which one output is unless given).",
            ["enum"] = Array("regression", "single_label_classification", "multi_label_classification"),
        },
        ["relevance"] = new JsonObject
        {
            ["description"] = "One way to explain, or several; epsilon-plus unless given.",
            ["anyOf"] = new JsonArray(Reference("method"), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("method") }),
        },
    };

    private static JsonObject Definitions()
    {
        JsonObject definitions = new()
        {
            ["layer"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["op"] = new JsonObject { ["enum"] = Array(LayerOps.All.Select(op => op.Name)) } },
                ["required"] = Array("name", "op"),
                ["oneOf"] = new JsonArray([.. LayerOps.All.Select(op => (JsonNode)Reference("op." + op.Name))]),
            },
        };
        foreach (LayerOp op in LayerOps.All)
            definitions["op." + op.Name] = Operator(op);
        definitions["method"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                Reference("composite"),
                Closed(
                    "A composite, rules that change it, or rules alone.",
                    new()
                    {
                        ["name"] = Text("Its name; the composite's unless given."),
                        ["composite"] = Reference("composite"),
                        ["rules"] = Rules(),
                        ["seed"] = new JsonObject { ["description"] = "The output's relevance: the target's logit, 1 at the target, or the whole output.", ["enum"] = Array(MethodDraft.Seeds) },
                    })),
        };
        definitions["composite"] = Call(
            "A composite, with arguments where it takes some.",
            Composites.All.Select(composite => (composite.Name, Form(composite.Name, composite.Parameters) + ": " + composite.Description))
                .Concat(Procedure.All.Select(procedure => (procedure.Name, Form(procedure.Name, procedure.Parameters) + ": " + procedure.Description))),
            behind: "(\\+.+)?");
        definitions["rule"] = Call(
            "A rule, with arguments where it takes some.",
            RuleCatalog.All.Select(rule => (rule.Name, Form(rule.Name, rule.Parameters) + ": " + rule.Description)));
        return definitions;
    }

    private static JsonObject Operator(LayerOp op)
    {
        JsonObject properties = new()
        {
            ["name"] = Text("Unique; the prefix of its weights in the checkpoint."),
            ["op"] = new JsonObject { ["const"] = op.Name, ["description"] = op.Description },
            ["inputs"] = new JsonObject
            {
                ["description"] = op.MostInputs == 2 ? "Two layers." : op.ManyInputs ? "Two layers or more." : "The layer that it reads; the one before it unless given.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
                ["minItems"] = op.ManyInputs ? 2 : 1,
            },
        };
        if (!op.ManyInputs || op.MostInputs < int.MaxValue)
            properties["inputs"]!["maxItems"] = op.ManyInputs ? op.MostInputs : 1;
        foreach (LayerField field in op.Fields)
            properties[field.Name] = Field(field);
        string description = op.Weights.Length == 0 ? op.Description : $"{op.Description} Weights: {op.Weights.Replace("`", "", StringComparison.Ordinal)}.";
        string[] required = [.. op.Fields.Where(field => field.Required).Select(field => field.Name)];
        return Closed(description, properties, ["name", "op", .. op.ManyInputs ? (string[])["inputs"] : [], .. required]);
    }

    private static JsonObject Field(LayerField field)
    {
        JsonObject schema = field.Type switch
        {
            FieldType.Integer => new() { ["type"] = "integer" },
            FieldType.Integers => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer" } },
            FieldType.PerAxis => OneOrMany("integer"),
            FieldType.Sides => OneOrMany("integer", new JsonObject { ["anyOf"] = new JsonArray(Integer(0), new JsonObject { ["type"] = "array", ["items"] = Integer(0), ["minItems"] = 2, ["maxItems"] = 2 }) }),
            FieldType.Number => new() { ["type"] = "number" },
            FieldType.PerChannel => OneOrMany("number"),
            FieldType.Boolean => new() { ["type"] = "boolean" },
            _ => new() { ["enum"] = Array(field.Choices) },
        };
        schema["description"] = field.Description;
        if (field.Default is { } whenMissing)
            schema["default"] = field.Type == FieldType.Word ? whenMissing : JsonNode.Parse(whenMissing);
        return schema;
    }

    private static JsonObject Rules()
    {
        JsonObject keys = new()
        {
            ["first"] = Key("The first dense layer or convolution; first:max_pool and so on for others."),
            ["last"] = Key("The last dense layer or convolution; last:max_pool and so on for others."),
        };
        foreach ((string name, string description, _) in Selectors.Groups)
            keys[name] = Key($"All of: {description}.");
        foreach (LayerOp op in LayerOps.All.Where(op => !keys.ContainsKey(op.Name)))
            keys[op.Name] = Key("Every layer of this operator.");
        return new JsonObject
        {
            ["description"] = "Layers and their rules; later entries win. A key is a layer's name, a name with *, an operator, a group of operators, first or last; name: and op: before it say which.",
            ["type"] = "object",
            ["properties"] = keys,
            ["additionalProperties"] = Reference("rule"),
        };
    }

    private static JsonObject Key(string description) => new() { ["description"] = description, ["$ref"] = "#/$defs/rule" };

    /// <summary>Names for completion, and a pattern for what is behind them.</summary>
    private static JsonObject Call(string description, IEnumerable<(string Name, string Description)> names, string behind = "")
    {
        (string Name, string Description)[] all = [.. names];
        return new JsonObject
        {
            ["description"] = description,
            ["type"] = "string",
            ["anyOf"] = new JsonArray(
            [
                .. all.Select(one => (JsonNode)new JsonObject { ["const"] = one.Name, ["description"] = one.Description }),
                new JsonObject { ["pattern"] = $"^\\s*({string.Join("|", all.Select(one => one.Name))})\\s*(\\(.*\\))?\\s*{behind}$" },
            ]),
        };
    }

    private static string Form(string name, string[] parameters) => parameters.Length == 0 ? name : $"{name}({string.Join(", ", parameters)})";

    private static JsonObject Closed(string description, JsonObject properties, params string[] required)
    {
        JsonObject schema = new() { ["description"] = description, ["type"] = "object", ["properties"] = properties };
        if (required.Length > 0)
            schema["required"] = Array(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject OneOrMany(string type, JsonObject? items = null) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = type },
            new JsonObject { ["type"] = "array", ["items"] = items ?? new JsonObject { ["type"] = type }, ["minItems"] = 1 }),
    };

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    private static JsonObject Strings(string description) =>
        new() { ["description"] = description, ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Integer(int minimum) => new() { ["type"] = "integer", ["minimum"] = minimum };

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/$defs/" + name };

    private static JsonArray Array(params IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
