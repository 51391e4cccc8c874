using System.Collections.Immutable;
using LrpGen.Generator.Architectures;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator;

/// <summary>A layer graph and a request in, C# out: the stages behind the reader, one after the other.</summary>
internal static class LayerGraphCompiler
{
    public static CompileResult Compile(ModelRequest request, LayerGraphSpec spec)
    {
        request = request with { IsText = false };
        EquatableArray<DiagnosticInfo> missing = spec.Layers
            .Where(l => !LayerGraph.Compiles(l, spec))
            .Select(l => DiagnosticInfo.Create(DiagnosticCatalog.NotCompiledYet, request.Path, $"layer '{l.Name}' ({l.Op})"))
            .Concat(spec.Methods.Where(m => m.Kind != "occlusion").SelectMany(m => spec.Layers
                .Zip(m.Rules, (l, r) => (Layer: l, Rule: r))
                .Where(p => !GraphPass.Compiles(p.Layer.Op, p.Rule) && !IsFoldedGradient(p.Layer, p.Rule.Rule, m, spec))
                .Select(p => DiagnosticInfo.Create(
                    DiagnosticCatalog.NotCompiledYet, request.Path, $"method '{m.Name}': the rule {p.Rule.Rule} for layer '{p.Layer.Name}' ({p.Layer.Op})"))))
            .ToEquatableArray();
        if (missing.Count > 0)
        {
            return new CompileResult([], missing);
        }

        (Graph graph, IReadOnlyDictionary<string, Tensor> outputs) = LayerGraph.Expand(spec);
        graph = Fusion.WithActivations(graph);
        ModelProgram program = Lower(graph, spec, outputs);
        MemoryPlan plan = MemoryPlan.Of(program);

        ImmutableArray<GeneratedFile>.Builder files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(ArrayModelEmitter.Emit(request, spec, program, plan));
        files.Add(TensorsEmitter.Emit(request, program, plan));
        files.AddRange(graph.Sections.Select(s => SectionEmitter.Emit(request, program, plan, s)));
        return new CompileResult(files.ToImmutable(), []);
    }

    // A derivative through a product and its norm is the derivative through both folded into one.
    private static bool IsFoldedGradient(LayerSpec layer, string rule, GraphMethodSpec method, LayerGraphSpec spec)
        => layer.Op == "batch_norm"
            && rule == "gradient"
            && spec.Layers.Zip(method.Rules, (l, r) => (l, r.Rule)).Any(p => p.l.Name == layer.Inputs[0] && p.Rule == "gradient");

    private static ModelProgram Lower(Graph graph, LayerGraphSpec spec, IReadOnlyDictionary<string, Tensor> outputs)
    {
        List<string> layers = [.. spec.Layers.Select(l => l.Name)];
        TensorPlaces places = new();
        List<Sink> sinks = [];
        EquatableArray<Procedure> forward = ForwardLowering.Lower(graph, places);

        // Methods with the same rules share a pass; occlusion needs none.
        List<GraphPass> passes = [];
        foreach (GraphMethodSpec method in spec.Methods.Where(m => m.Kind != "occlusion"))
        {
            GraphPass pass = new(method.Identifier, layers.Zip(method.Rules, (l, r) => new LayerAssignment(l, r)).ToEquatableArray());
            if (!passes.Any(p => p.Rules == pass.Rules))
            {
                passes.Add(pass);
            }
        }

        EquatableArray<PassProgram> programs = passes
            .Select((p, i) => RelevanceLowering.Lower(graph, p, i, places, sinks, LayersOf(spec, outputs)))
            .ToEquatableArray();
        return new ModelProgram(graph, forward, programs, sinks.ToEquatableArray())
        {
            Workspace = "ArrayWorkspace",
            Form = "in the forms that the table names: r.A is the relevance R of t.A, or R over a tensor",
        };
    }

    // The layers whose output a tensor is: with a folded batch norm there are two.
    private static ILookup<Tensor, int> LayersOf(LayerGraphSpec spec, IReadOnlyDictionary<string, Tensor> outputs)
        => spec.Layers.Select((l, i) => (Tensor: outputs[l.Name], Index: i)).ToLookup(p => p.Tensor, p => p.Index);
}
