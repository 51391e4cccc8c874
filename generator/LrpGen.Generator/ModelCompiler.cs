using LrpGen.Generator.Architectures;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator;

/// <summary>Spec and request in, C# out: the stages behind the reader, one after the other.</summary>
internal static class ModelCompiler
{
    /// <summary>The methods of a model for which none are asked.</summary>
    public const string DefaultMethods = "attnlrp";

    public static CompileResult Compile(ModelRequest request, EncoderSpec spec, CancellationToken cancellation = default)
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
        MemberNames names = new(request.ClassName);
        List<string> sections = [.. graph.Sections.Select(s => s.Name)];
        sections.ForEach(section => names.Forward(section));
        methods = Named(methods, names, sections);
        EquatableArray<Pass> passes = methods.Select(m => (Pass)m.Pass).Distinct().ToEquatableArray();
        EquatableArray<DiagnosticInfo> patterns = LayerPatterns.Check(request, methods, graph);
        if (patterns.Any(p => p.IsError))
        {
            return new CompileResult([], patterns);
        }

        ModelProgram program = Lower(graph, passes, names, request.SharesMemory, cancellation);
        tooLarge = Limits.Check(program, request.Path).ToEquatableArray();
        if (tooLarge.Count > 0)
        {
            return new CompileResult([], tooLarge);
        }

        cancellation.ThrowIfCancellationRequested();
        return new CompileResult(ModelEmitter.Emit(request, EncoderFacts.Of(request, spec, methods, program), program, cancellation), patterns);
    }

    /// <summary>The operators of an encoder, those merged that one kernel computes.</summary>
    public static Graph GraphOf(EncoderSpec spec, bool keepAllRows)
    {
        Graph expanded = Architecture.Expand(spec);
        return Fusion.Apply(keepAllRows ? expanded : DeadRows.Drop(expanded));
    }

    /// <summary>The steps of an encoder.</summary>
    public static ModelProgram Lower(
        Graph graph, EquatableArray<Pass> passes, MemberNames names, bool sharesMemory, CancellationToken cancellation = default)
    {
        TensorPlaces places = new();
        List<Sink> sinks = [];
        EquatableArray<Procedure> forward = ForwardLowering.Lower(graph, places, cancellation);
        EquatableArray<PassProgram> programs = passes
            .Select((p, i) => RelevanceLowering.Lower(graph, p, i, places, sinks, sharesMemory, cancellation: cancellation))
            .ToEquatableArray();
        return new ModelProgram(graph, forward, programs, sinks.ToEquatableArray()) { Names = names };
    }

    // Methods that read one pass call it alike.
    private static EquatableArray<Method> Named(EquatableArray<Method> methods, MemberNames names, List<string> sections)
    {
        Dictionary<string, string> identifiers = methods.Select(m => m.Pass.Identifier).Distinct().ToDictionary(i => i, i => names.Pass(i, sections));
        return methods.Select(m => m with { Pass = m.Pass with { Identifier = identifiers[m.Pass.Identifier] } }).ToEquatableArray();
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
