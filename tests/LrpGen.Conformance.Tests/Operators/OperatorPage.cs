using System.Text.Json.Nodes;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>Writes <c>docs/operators.md</c>: the catalogue's operators, their rules, and what holds each pair.</summary>
internal static class OperatorPage
{
    private static readonly (string Title, OpGroup[] Groups)[] Sections =
    [
        ("Dense layers and convolutions", [OpGroup.Linear, OpGroup.Convolution]),
        ("Factors and offsets of channels", [OpGroup.Affine]),
        ("Layer norm", [OpGroup.Norm]),
        ("Activations", [OpGroup.Activation]),
        ("Max pools", [OpGroup.MaxPool]),
        ("Average pools", [OpGroup.AveragePool]),
        ("Sums, products and upsampling", [OpGroup.Sum, OpGroup.Product, OpGroup.Resampling]),
        ("Moving numbers", [OpGroup.Structure]),
        ("Softmax", [OpGroup.Softmax]),
    ];

    /// <summary>The page.</summary>
    public static string Write()
    {
        string[] golden = [.. GoldenPairs().Select(p => p.Case).Distinct().Order(StringComparer.Ordinal)];
        string[] lines =
        [
            """
            # Operators and rules

            The operators of [layer graphs](layer-graphs.md), and the rules that each of them takes. Tests write this page from the generator's own
            catalogue (`LRPGEN_RECORD_SNAPSHOTS=1 dotnet test -c Release tests/LrpGen.Conformance.Tests --filter OperatorPageTests`); a pair that is
            neither tested nor refused fails them.

            ## Operators

            Sizes for each axis (`kernel`, `stride` …) are an array or, for all axes alike, one number. Shapes follow PyTorch's formulas.
            `in` and `features` may be left out: they follow from the input, and are checked when given. Axes count the batch, which is 0.

            | operator | fields | weights | meaning |
            |---|---|---|---|
            """,
            .. LayerOps.All.Select(op => $"| `{op.Name}` | {string.Join(", ", op.Fields.Select(Field))} | {op.Weights} | {op.Description} |"),
            """

            ## Rules

            [What a rule computes](layer-graphs.md#rules) is in the guide. The tables below say what holds its result:

            | mark | |
            |---|---|
            | ✓ | a network in double precision, written from the definitions of operators and rules on dense matrices, at every vector width: at the network's input, where another layer reads the same input, and between layers with LRP-ε |
            """,
            .. golden.Select((name, i) => $"| {i + 1} | the golden case [{name}](../tests/golden/{name}), another program's result |"),
            """
            | LRP… | nothing: it is an error, [LRP0304](diagnostics/LRP0304.md) or [LRP0309](diagnostics/LRP0309.md) |

            On an operator whose table does not have it, a rule is LRP0304. Where a rule takes a stabiliser, every policy is tested; where it takes
            `zero_bias`, with and without it.
            """,
            .. Sections.SelectMany(section => Section(section.Title, [.. LayerOps.All.Where(op => section.Groups.Contains(op.Group))], golden)),
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>What holds a pair, in marks; empty for one that nothing does.</summary>
    public static string Mark(LayerOp op, RuleInfo rule, string[] golden)
    {
        List<string> marks = [];
        if (Tested.Contains((op.Name, rule.Name)))
        {
            marks.Add("✓");
        }

        marks.AddRange(golden.Select((name, i) => (name, Number: i + 1)).Where(g => GoldenPairs().Contains((g.name, op.Name, rule.Name))).Select(g => $"{g.Number}"));
        marks.AddRange(RefusalTests.Refused.Where(r => r.Op == op.Name && r.Rule == rule.Name).Select(r => rule.Name switch
        {
            "pass" when op.IsWeighted => $"{r.Id} where the shape changes",
            "folded" when op.Name == "batch_norm" => $"{r.Id} where no weights are before it",
            _ => r.Id,
        }));
        return string.Join(" ", marks);
    }

    private static HashSet<(string Op, string Rule)> Tested { get; } =
    [
        .. OperatorModels.All.SelectMany(g => g.Methods, (g, m) => (g.Case.Op, m.Rules["op"].Name)),
        .. OperatorModels.All.SelectMany(g => g.Methods).Where(m => m.Rules.ContainsKey("norm")).Select(m => ("batch_norm", m.Rules["norm"].Name)),
    ];

    /// <summary>Which golden case has which rule on which operator.</summary>
    private static HashSet<(string Case, string Op, string Rule)> GoldenPairs() => Golden.Value;

    private static readonly Lazy<HashSet<(string Case, string Op, string Rule)>> Golden = new(() =>
    {
        HashSet<(string Case, string Op, string Rule)> pairs = [];
        foreach (GoldenCase golden in GoldenCase.Own().Where(LayerReferenceTests.IsLayerCase))
        {
            JsonNode graph = JsonNode.Parse(LayerMethodTranslator.Graph(golden))!;
            Dictionary<string, string> ops = graph["layers"]!.AsArray().ToDictionary(l => l!["name"]!.GetValue<string>(), l => l!["op"]!.GetValue<string>());
            foreach (JsonNode? method in graph["relevance"]!.AsArray())
            {
                foreach ((string layer, JsonNode? rule) in method!["rules"]!.AsObject())
                {
                    _ = pairs.Add((golden.Name, ops[layer["name:".Length..]], rule!.GetValue<string>().Split('(')[0]));
                }
            }
        }

        return pairs;
    });

    private static IEnumerable<string> Section(string title, LayerOp[] ops, string[] golden)
    {
        bool hasBias = ops.Any(op => op.Group is OpGroup.Linear or OpGroup.Convolution or OpGroup.Affine or OpGroup.Norm);
        return
        [
            $"\n### {title}\n",
            $"| rule | stabiliser | `zero_bias` | {string.Join(" | ", ops.Select(op => $"`{op.Name}`"))} |",
            "|---|---|---|" + string.Concat(ops.Select(_ => "---|")),
            .. RuleCatalog.All.Where(rule => ops.Any(rule.Fits)).Select(rule =>
                $"| `{rule.Name}` | {(rule.Stabiliser is null ? "" : "yes")} | {(rule.CanZeroBias && hasBias ? "yes" : "")} | {string.Join(" | ", ops.Select(op => Mark(op, rule, golden)))} |"),
        ];
    }

    private static string Field(LayerField field)
        => $"`{field.Name}`" + (field.Required ? " (needed)" : field.Default is { } value ? $" = {value}" : "");
}
