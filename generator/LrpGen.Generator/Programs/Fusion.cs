using System.Collections.Immutable;
using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Merges operators that one kernel computes faster than two: dense layers that attention reads (query, key, value) and that share an
/// input, a dense layer or convolution and its activation (of a sum, if one lies between them), a residual sum and its norm. What is
/// computed stays the same.
/// </summary>
internal static class Fusion
{
    // A vector of channels: the runtime computes convolutions of fewer in a way of their own.
    private const int FewChannels = 16;

    public static Graph Apply(Graph graph) => WithDistances(WithGivenInput(WithResidualNorms(WithResidualSums(WithActivations(WithSharedInputs(graph))))));

    // Dense layers side by side: their relevance then comes side by side as well.
    private static Graph WithSharedInputs(Graph graph)
    {
        ImmutableArray<Operator>.Builder fused = ImmutableArray.CreateBuilder<Operator>();
        HashSet<Tensor> attended = [.. graph.Operators.OfType<AttentionOperator>().SelectMany(a => a.Inputs)];
        attended.UnionWith(graph.Operators.OfType<RotaryOperator>().Where(r => attended.Contains(r.Output)).Select(r => r.Input));
        bool IsFit(Operator current) => current is ProductOperator { Kernel: "Linear", SharesWeights: false } dense && dense.Outputs.All(attended.Contains);
        foreach (Operator current in graph.Operators)
        {
            if (fused.Count > 0
                && IsFit(current)
                && IsFit(fused[fused.Count - 1])
                && current is ProductOperator next
                && fused[fused.Count - 1] is ProductOperator previous
                && previous.Input == next.Input
                && previous.Section == next.Section)
            {
                fused[fused.Count - 1] = Together([.. previous.All, next]);
            }
            else
            {
                fused.Add(current);
            }
        }

        return graph with { Operators = fused.ToImmutable() };
    }

    private static ProductOperator Together(ProductOperator[] parts)
    {
        Section section = parts[0].Section;
        string name = section.NamesOperators
            ? section.Name + string.Concat(parts.Select(p => p.Name.Substring(section.Name.Length)))
            : string.Concat(parts.Select(p => p.Name));
        WeightGroup first = parts[0].Group;
        return parts[0] with
        {
            Name = name,
            Parts = parts.ToEquatableArray(),
            Group = new WeightGroup(
                name,
                first.Type,
                first.Initialiser with { Arguments = parts.SelectMany(p => p.Group.Initialiser.Arguments).ToEquatableArray() },
                parts.SelectMany(p => p.Group.Tensors).ToEquatableArray()),
        };
    }

    // Activations without a parameter in the tile of the dense layer or convolution before them.
    private static Graph WithActivations(Graph graph) => Rewrite(graph, (readers, current, next) =>
        current is ProductOperator { Kernel: "Linear" or "Convolution", Parts.Count: 0 } product
        && next is ActivationOperator { IsPlain: true } activation
        && activation.Input == product.Output
        && readers[activation.Input].Count() == 1
            ? (product with { Epilogue = new(activation.Function, activation.Output) }, activation with { IsFused = true })
            : null);

    // A residual sum and its activation in the tile of the convolution before them.
    private static Graph WithResidualSums(Graph graph)
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

    private static Graph WithResidualNorms(Graph graph) => Rewrite(graph, (readers, current, next) =>
        current is SumOperator { Parts.Count: 2, IsFused: false } sum
        && next is NormOperator norm
        && norm.Input == sum.Output
        && norm.Section == sum.Section
        && !graph.HiddenStates.Contains(sum.Output)
            ? (sum with { IsFused = true }, norm with { Residual = sum })
            : null);

    // A convolution of few channels that is the only one to read the input takes it as it is given, and copies it once into the order
    // in which it reads it.
    private static Graph WithGivenInput(Graph graph)
    {
        Operator[] operators = [.. graph.Operators];
        int input = Array.FindIndex(operators, o => o is InputOperator);
        if (input < 0)
        {
            return graph;
        }

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

    // Embeddings of distances go through the products of queries and keys, wherever those are computed now.
    private static Graph WithDistances(Graph graph)
    {
        Dictionary<Tensor, Operator> producers = graph.Producers();
        string WeightsOf(Tensor tensor)
        {
            ProductOperator product = (ProductOperator)producers[tensor];
            int part = product.All.ToList().FindIndex(p => p.Output == tensor);
            return product.Parts.Count > 0 ? $"this.{product.Group.Name}.Part({part})" : "this." + product.Group.Name;
        }

        Operator With(Operator current)
        {
            if (current is not AttentionOperator { Options.Relative: { } options } attention)
            {
                return current;
            }

            string[] arguments =
            [
                "this." + attention.Distances[0].Name,
                attention.Distances.Count > 1 ? "this." + attention.Distances[1].Name : "null",
                options.AsKeys ? WeightsOf(attention.Key) : "null",
                options.AsQueries ? WeightsOf(attention.Query) : "null",
                $"buckets: {options.Buckets}",
                $"maxDistance: {options.MaxDistance}",
            ];
            return attention with
            {
                Relative = new WeightGroup(attention.Name + "Relative", "RelativeProjection", new Initialiser("new RelativeProjection", arguments.ToEquatableArray()), []),
            };
        }

        return graph with { Operators = graph.Operators.Select(With).ToEquatableArray() };
    }

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
