using System.Collections.Immutable;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Merges operators that one kernel computes faster than two: dense layers that share an input (query, key, value),
/// a dense layer or convolution and its activation (of a sum, if one lies between them), a residual add and its norm. What is
/// computed stays the same.
/// </summary>
internal static class Fusion
{
    // A vector of channels: the runtime computes convolutions of fewer in a way of their own.
    private const int FewChannels = 16;

    public static Graph Apply(Graph graph) => WithResidualNorms(WithEpilogues(WithSharedInputs(graph)));

    /// <summary>The fusion of layer graphs: activations without a parameter in the tile of the dense layer or convolution before them.</summary>
    public static Graph WithActivations(Graph graph) => Rewrite(graph, (readers, current, next) =>
        current is ProductOperator { Kernel: "Linear" or "Convolution" } product
        && next is ActivationOperator { IsPlain: true } activation
        && activation.Input == product.Output
        && readers[activation.Input].Count() == 1
            ? (product with { Epilogue = new(activation.Function, activation.Output) }, activation with { IsFused = true })
            : null);

    /// <summary>
    /// The fusion of layer graphs: a convolution of few channels that is the only one to read the input takes it as it is given,
    /// and copies it once into the order in which it reads it.
    /// </summary>
    public static Graph WithGivenInput(Graph graph)
    {
        Operator[] operators = [.. graph.Operators];
        int input = Array.FindIndex(operators, o => o is InputOperator);
        Tensor given = operators[input].Outputs[0];
        Operator[] readers = [.. operators.Where(o => o.Inputs.Contains(given))];
        if (readers.Length != 1 || readers[0] is not ProductOperator { Kernel: "Convolution", Sum: null } first || first.Input.Columns >= FewChannels)
        {
            return graph;
        }

        operators[Array.IndexOf(operators, first)] = first with { ReadsGivenInput = true };
        operators[input] = (InputOperator)operators[input] with { IsReadAsGiven = true };
        return graph with { Operators = operators.ToEquatableArray() };
    }

    /// <summary>The fusion of layer graphs: a residual sum and its activation in the tile of the convolution before them.</summary>
    public static Graph WithResidualSums(Graph graph)
    {
        ImmutableArray<Operator>.Builder operators = graph.Operators.Items.ToBuilder();
        ILookup<Tensor, Operator> readers = graph.Readers();
        for (int i = 0; i + 2 < operators.Count; i++)
        {
            if (operators[i] is ProductOperator { Kernel: "Convolution", Epilogue: null } convolution
                && operators[i + 1] is SumOperator { Parts.Count: 2 } sum
                && operators[i + 2] is ActivationOperator { IsPlain: true } activation
                && sum.Parts.Count(part => part == convolution.Output) == 1
                && readers[convolution.Output].Count() == 1
                && activation.Input == sum.Output
                && readers[sum.Output].Count() == 1)
            {
                operators[i] = convolution with { Sum = sum, Epilogue = new(activation.Function, activation.Output) };
                operators[i + 1] = sum with { IsFused = true };
                operators[i + 2] = activation with { IsFused = true };
            }
        }

        return graph with { Operators = operators.ToImmutable() };
    }

    private static Graph WithSharedInputs(Graph graph)
    {
        ImmutableArray<Operator>.Builder fused = ImmutableArray.CreateBuilder<Operator>();
        foreach (Operator current in graph.Operators)
        {
            if (current is LinearOperator next
                && fused.Count > 0
                && fused[fused.Count - 1] is LinearOperator previous
                && previous.Input == next.Input
                && previous.Section == next.Section)
            {
                EquatableArray<LinearPart> parts = previous.Parts.Concat(next.Parts).ToEquatableArray();
                fused[fused.Count - 1] = previous with
                {
                    Name = previous.Section.Name + string.Concat(parts.Select(p => p.Name)),
                    Parts = parts,
                };
            }
            else
            {
                fused.Add(current);
            }
        }

        return graph with { Operators = fused.ToImmutable() };
    }

    private static Graph WithEpilogues(Graph graph) => Rewrite(graph, (readers, current, next) =>
        current is LinearOperator { Parts.Count: 1 } linear
        && next is ActivationOperator activation
        && activation.Input == linear.Parts[0].Output
        && readers[activation.Input].Count() == 1
            ? (linear with { Epilogue = new(activation.Function, activation.Output) }, activation with { IsFused = true })
            : null);

    private static Graph WithResidualNorms(Graph graph) => Rewrite(graph, (readers, current, next) =>
        current is AddOperator add
        && next is LayerNormOperator norm
        && norm.Input == add.Output
        && readers[add.Output].Count() == 1
            ? (add with { IsFused = true }, norm with { Residual = add })
            : null);

    private static Graph Rewrite(Graph graph, Func<ILookup<Tensor, Operator>, Operator, Operator, (Operator First, Operator Second)?> rewrite)
    {
        ILookup<Tensor, Operator> readers = graph.Readers();
        ImmutableArray<Operator>.Builder operators = graph.Operators.Items.ToBuilder();
        for (int i = 0; i + 1 < operators.Count; i++)
        {
            if (rewrite(readers, operators[i], operators[i + 1]) is { } pair)
            {
                (operators[i], operators[i + 1]) = pair;
            }
        }

        return graph with { Operators = operators.ToImmutable() };
    }
}
