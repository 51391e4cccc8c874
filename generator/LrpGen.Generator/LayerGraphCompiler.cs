using LrpGen.Generator.Architectures;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator;

/// <summary>A layer graph and a request in, C# out: the stages behind the reader, one after the other.</summary>
internal static class LayerGraphCompiler
{
    public static CompileResult Compile(ModelRequest request, LayerGraphSpec spec, CancellationToken cancellation = default)
    {
        request = request with { IsText = false };
        ModelProgram program = Lower(spec, request.ClassName, request.SharesMemory, cancellation);
        EquatableArray<DiagnosticInfo> tooLarge = Limits.CheckBuffers(program, request.Path).ToEquatableArray();
        if (tooLarge.Count > 0)
        {
            return new CompileResult([], tooLarge);
        }

        cancellation.ThrowIfCancellationRequested();
        return new CompileResult(ModelEmitter.Emit(request, LayerGraphFacts.Of(request, spec, program), program, cancellation), []);
    }

    /// <summary>The steps of a layer graph.</summary>
    public static ModelProgram Lower(LayerGraphSpec spec, string className, bool sharesMemory, CancellationToken cancellation = default)
    {
        MemberNames names = new(className);
        FoldedNorms norms = new(spec);
        (Graph graph, IReadOnlyDictionary<string, Tensor> outputs) = LayerGraph.Expand(spec, norms, names);
        graph = Fusion.WithGivenInput(Fusion.WithResidualSums(Fusion.WithActivations(graph)));
        return Lower(graph, spec, outputs, norms, names, sharesMemory, cancellation);
    }

    private static ModelProgram Lower(
        Graph graph, LayerGraphSpec spec, IReadOnlyDictionary<string, Tensor> outputs, FoldedNorms norms, MemberNames names, bool sharesMemory, CancellationToken cancellation)
    {
        List<string> sections = [.. graph.Sections.Select(s => s.Name)];
        sections.ForEach(section => names.Forward(section));
        List<string> layers = [.. spec.Layers.Select(l => l.Name)];
        TensorPlaces places = new();
        List<Sink> sinks = [];
        EquatableArray<Procedure> forward = ForwardLowering.Lower(graph, places, cancellation);

        // Methods with the same rules share a pass; occlusion needs none.
        List<(GraphPass Pass, ILookup<Tensor, LayerReading> Layers)> passes = [];
        foreach (GraphMethodSpec method in spec.Methods.Where(m => m.Kind != "occlusion"))
        {
            Tensor start = spec.ExplainsSoftmax(method) ? outputs[spec.Output] : graph.Logits;
            GraphPass pass = new(string.Empty, layers.Zip(method.Rules, (l, r) => new LayerAssignment(l, r)).ToEquatableArray(), start);
            if (!passes.Any(p => p.Pass.Rules == pass.Rules))
            {
                passes.Add((pass with { Identifier = names.Pass(method.Identifier, sections) }, LayersOf(spec, graph, outputs, norms, method)));
            }
        }

        EquatableArray<PassProgram> programs = passes
            .Select((p, i) => RelevanceLowering.Lower(graph, p.Pass, i, places, sinks, sharesMemory, p.Layers, cancellation))
            .ToEquatableArray();
        return new ModelProgram(graph, forward, programs, sinks.ToEquatableArray())
        {
            Names = names,
            Form = "in the forms that the table names: r.A is the relevance R of t.A, or R over a tensor",
        };
    }

    // The layers whose output a tensor is, last one first, as relevance meets them: with a folded batch norm there are two.
    private static ILookup<Tensor, LayerReading> LayersOf(
        LayerGraphSpec spec, Graph graph, IReadOnlyDictionary<string, Tensor> outputs, FoldedNorms norms, GraphMethodSpec method)
    {
        Tensor OutputOf(LayerSpec layer) => layer.Op == "softmax" && !spec.ExplainsSoftmax(method) ? graph.Logits : outputs[norms.OutputOf(layer, method)];
        string? Norm(LayerSpec layer) => norms.DifferentiatedBehind(layer, method) is null ? null : graph.Operators.OfType<ProductOperator>().Single(p => p.Module == layer.Name).FoldedNorm!.Name;
        return spec.Layers.Select((l, i) => (Tensor: OutputOf(l), Reading: new LayerReading(i, Norm(l)))).Reverse().ToLookup(p => p.Tensor, p => p.Reading);
    }
}
