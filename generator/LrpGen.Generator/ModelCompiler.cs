using System.Collections.Immutable;
using LrpGen.Generator.Architectures;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator;

/// <summary>Spec and request in, C# out: the stages behind the reader, one after the other.</summary>
internal static class ModelCompiler
{
    private const string DefaultMethods = "attnlrp";

    public static CompileResult Compile(ModelRequest request, EncoderSpec spec)
    {
        string text = string.IsNullOrWhiteSpace(request.Methods) ? DefaultMethods : request.Methods;
        (EquatableArray<Method> methods, EquatableArray<MethodError> errors) = MethodParser.Parse(text);
        if (errors.Count > 0)
        {
            return new CompileResult([], errors.Select(e => Report(e, request.Path)).ToEquatableArray());
        }

        EquatableArray<DiagnosticInfo> tooLarge = Limits.Check(spec, request.Path).ToEquatableArray();
        if (tooLarge.Count > 0)
        {
            return new CompileResult([], tooLarge);
        }

        Graph graph = GraphOf(spec, request.KeepAllRows);
        EquatableArray<Pass> passes = methods.Select(m => (Pass)m.Pass).Distinct().ToEquatableArray();
        EquatableArray<DiagnosticInfo> patterns = LayerPatterns.Check(request, methods, graph);
        if (patterns.Any(p => p.IsError))
        {
            return new CompileResult([], patterns);
        }

        ModelProgram program = Lower(graph, passes, request.SharesMemory);
        tooLarge = Limits.Check(program, request.Path).ToEquatableArray();
        if (tooLarge.Count > 0)
        {
            return new CompileResult([], tooLarge);
        }

        MemoryPlan plan = MemoryPlan.Of(program, request.SharesMemory);

        ImmutableArray<GeneratedFile>.Builder files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(ModelEmitter.Emit(request, spec, methods, program, plan));
        files.Add(TensorsEmitter.Emit(request, program, plan));
        files.AddRange(SectionEmitter.Emit(request, program, plan));
        return new CompileResult(files.ToImmutable(), patterns);
    }

    /// <summary>The operators of an encoder, those merged that one kernel computes.</summary>
    public static Graph GraphOf(EncoderSpec spec, bool keepAllRows)
    {
        Graph expanded = Architecture.Expand(spec);
        return Fusion.Apply(keepAllRows ? expanded : DeadRows.Drop(expanded));
    }

    /// <summary>The steps of an encoder.</summary>
    public static ModelProgram Lower(Graph graph, EquatableArray<Pass> passes, bool sharesMemory)
    {
        TensorPlaces places = new();
        List<Sink> sinks = [];
        EquatableArray<Procedure> forward = ForwardLowering.Lower(graph, places);
        EquatableArray<PassProgram> programs = passes.Select((p, i) => RelevanceLowering.Lower(graph, p, i, places, sinks, sharesMemory)).ToEquatableArray();
        return new ModelProgram(graph, forward, programs, sinks.ToEquatableArray());
    }

    private static DiagnosticInfo Report(MethodError error, string path) => DiagnosticInfo.Create(
        error.Problem switch
        {
            MethodProblem.UnknownMethod => DiagnosticCatalog.UnknownMethod,
            MethodProblem.BadParameter => DiagnosticCatalog.BadRuleParameter,
            _ => DiagnosticCatalog.DuplicateMethod,
        },
        path,
        [.. error.Arguments]);
}
