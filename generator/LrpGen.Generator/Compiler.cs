using LrpGen.Generator.Architectures;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Expansion;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator;

/// <summary>A description and a request in, C# out: the stages behind the readers, one after the other.</summary>
internal static class Compiler
{
    public static CompileResult Compile(ModelRequest request, ModelSpec spec, CancellationToken cancellation = default)
    {
        List<DiagnosticInfo> diagnostics = [];
        LayerGraphSpec? network = Network(request, spec, diagnostics);
        if (network is null || diagnostics.Any(d => d.IsError))
        {
            return new CompileResult([], diagnostics.ToEquatableArray());
        }

        request = request with { IsText = network.ReadsTokens };
        ModelProgram program = Lower(network, request.ClassName, request.KeepAllRows, request.SharesMemory, cancellation);
        EquatableArray<DiagnosticInfo> tooLarge = (network.ReadsTokens ? Limits.Check(program, request.Path) : Limits.CheckBuffers(program, request.Path)).ToEquatableArray();
        if (tooLarge.Count > 0)
        {
            return new CompileResult([], tooLarge);
        }

        cancellation.ThrowIfCancellationRequested();
        return new CompileResult(ModelEmitter.Emit(request, NetworkFacts.Of(request, network, program), program, cancellation), diagnostics.ToEquatableArray());
    }

    /// <summary>The network of a description, with its methods; <see langword="null"/> where it is too large.</summary>
    /// <param name="request">Its methods.</param>
    /// <param name="spec">What was read.</param>
    /// <param name="diagnostics">Receives what is wrong with the methods.</param>
    public static LayerGraphSpec? Network(ModelRequest request, ModelSpec spec, List<DiagnosticInfo> diagnostics)
    {
        if (spec is LayerGraphSpec read)
        {
            return read;
        }

        ConfigSpec config = (ConfigSpec)spec;
        if (SupportedModels.Refuse(config, request.Path) is { } refusal)
        {
            diagnostics.Add(refusal);
        }

        diagnostics.AddRange(Limits.Check(config, request.Path));
        if (diagnostics.Count > 0)
        {
            return null;
        }

        LayerGraphSpec network = Architecture.Expand(config);
        return network with { Methods = GraphMethods.Read(request.Path, null, request.Methods, new RuleTargets(network.Layers), diagnostics) };
    }

    /// <summary>The steps of a network.</summary>
    public static ModelProgram Lower(
        LayerGraphSpec spec, string className, bool keepAllRows = false, bool sharesMemory = true, CancellationToken cancellation = default)
    {
        MemberNames names = new(className);
        FoldedNorms norms = new(spec);
        (Graph graph, Dictionary<string, Tensor> outputs) = LayerExpander.Expand(spec, norms, names);
        graph = Fusion.Apply(keepAllRows ? graph : DeadRows.Drop(graph, outputs));
        List<string> sections = [.. graph.Sections.Select(s => s.Name)];
        sections.ForEach(section => names.Forward(section));
        List<string> layers = [.. spec.Layers.Select(l => l.Name)];
        TensorPlaces places = new();
        List<Sink> sinks = [];
        EquatableArray<Programs.Procedure> forward = ForwardLowering.Lower(graph, places, cancellation);

        // Methods with the same rules share a pass; occlusion needs none.
        List<(Pass Pass, ILookup<Tensor, LayerReading>? Layers)> passes = [];
        foreach (GraphMethodSpec method in spec.Methods.Where(m => m.Kind != "occlusion"))
        {
            Tensor start = spec.ExplainsSoftmax(method) ? outputs[spec.Output] : graph.Logits;
            Pass pass = new(string.Empty, layers.Zip(method.Rules, (l, r) => new LayerAssignment(l, r)).ToEquatableArray(), start, StartsOverStart: spec.ReadsTokens);
            if (!passes.Any(p => p.Pass.Rules == pass.Rules))
            {
                passes.Add((pass with { Identifier = names.Pass(method.Identifier, sections) }, spec.ReadsTokens ? null : LayersOf(spec, graph, outputs, norms, method)));
            }
        }

        EquatableArray<PassProgram> programs = passes
            .Select((p, i) => RelevanceLowering.Lower(graph, p.Pass, i, places, sinks, sharesMemory, p.Layers, cancellation))
            .ToEquatableArray();
        return new ModelProgram(graph, forward, programs, sinks.ToEquatableArray())
        {
            Names = names,
            Outputs = outputs,
        };
    }

    // The layers whose output a tensor is, last one first, as relevance meets them: with a folded batch norm there are two.
    private static ILookup<Tensor, LayerReading> LayersOf(
        LayerGraphSpec spec, Graph graph, Dictionary<string, Tensor> outputs, FoldedNorms norms, GraphMethodSpec method)
    {
        Tensor OutputOf(LayerSpec layer) => layer.Op == "softmax" && !spec.ExplainsSoftmax(method) ? graph.Logits : outputs[norms.OutputOf(layer, method)];
        string? Norm(LayerSpec layer) => norms.DifferentiatedBehind(layer, method) is null ? null : graph.Operators.OfType<ProductOperator>().Single(p => p.Module == layer.Name).FoldedNorm!.Name;
        return spec.Layers.Select((l, i) => (Tensor: OutputOf(l), Reading: new LayerReading(i, Norm(l)))).Reverse().ToLookup(p => p.Tensor, p => p.Reading);
    }
}
