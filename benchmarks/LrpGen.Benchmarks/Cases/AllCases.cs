using System.Collections.Immutable;

namespace LrpGen.Benchmarks.Cases;

/// <summary>The cases, in the order in which all of them run.</summary>
internal static class AllCases
{
    /// <summary>The cases.</summary>
    public static ImmutableArray<ICase> List { get; } = [new ProductsCase(), new XlmrBaseCase(), new HateXlmrMiniCase()];
}
