using System.Collections.Immutable;
using LrpGen.Generator.Operators;

namespace LrpGen.Generator.Graphs;

/// <summary>Writes a graph down the way a paper describes a network: one call an operator.</summary>
internal sealed class GraphBuilder
{
    private readonly ImmutableArray<Section>.Builder sections = ImmutableArray.CreateBuilder<Section>();
    private readonly ImmutableArray<Operator>.Builder operators = ImmutableArray.CreateBuilder<Operator>();
    private readonly ImmutableArray<Tensor>.Builder hiddenStates = ImmutableArray.CreateBuilder<Tensor>();

    private Section Current => sections[sections.Count - 1];

    private string Prefix => Current.Name;

    /// <summary>Begins the next section.</summary>
    public void Section(string name, string module, int layer = -1) => sections.Add(new(name, module, layer));

    /// <summary>Word + position (+ type) embeddings.</summary>
    public Tensor Embeddings(string module, EmbeddingSizes sizes, bool positionsAfterPadding, int paddingId)
    {
        Tensor output = new(Prefix + "Sum", RowKind.Tokens, sizes.Columns);
        operators.Add(new EmbeddingsOperator(Prefix + "Tables", module, Current, sizes, positionsAfterPadding, paddingId, output));
        return output;
    }

    /// <summary>y = x · Wᵀ + b.</summary>
    public Tensor Linear(string name, string module, Tensor input, int columns)
    {
        Tensor output = new(Prefix + name, input.Rows, columns);
        operators.Add(new LinearOperator(Prefix + name, Current, input, [new LinearPart(name, module, output)], null));
        return output;
    }

    /// <summary>y = (x − mean) / σ · w + b, each row on its own.</summary>
    public Tensor LayerNorm(string name, string module, Tensor input, string epsilon)
    {
        Tensor output = new(Prefix + name, input.Rows, input.Columns);
        operators.Add(new LayerNormOperator(Prefix + name, module, Current, input, null, epsilon, output));
        return output;
    }

    /// <summary>softmax(q · kᵀ / √d) · v in every head.</summary>
    public Tensor Attention(string name, string module, Tensor query, Tensor key, Tensor value, int heads, int layer)
    {
        Tensor output = new(Prefix + name, query.Rows, value.Columns);
        operators.Add(new AttentionOperator(Prefix + name, module, Current, query, key, value, heads, layer, output));
        return output;
    }

    /// <summary>y = a + b.</summary>
    public Tensor Add(string name, Tensor a, Tensor b)
    {
        Tensor output = new(Prefix + name, a.Rows, a.Columns);
        operators.Add(new AddOperator(Prefix + name, Current, a, b, output, IsFused: false));
        return output;
    }

    /// <summary>y = f(x), element by element.</summary>
    public Tensor Activation(string name, string function, Tensor input)
    {
        Tensor output = new(Prefix + name, input.Rows, input.Columns);
        operators.Add(new ActivationOperator(Prefix + name, Current, function, input, output, IsFused: false));
        return output;
    }

    /// <summary>The first row of every sequence.</summary>
    public Tensor FirstToken(string name, Tensor input)
    {
        Tensor output = new(Prefix + name, RowKind.Samples, input.Columns);
        operators.Add(new FirstTokenOperator(Prefix + name, Current, input, output));
        return output;
    }

    /// <summary>Marks the input of a layer, or the output of the last one.</summary>
    public Tensor HiddenState(Tensor tensor)
    {
        hiddenStates.Add(tensor);
        return tensor;
    }

    /// <summary>The finished graph.</summary>
    public Graph Build(Tensor logits) => new(sections.ToImmutable(), operators.ToImmutable(), hiddenStates.ToImmutable(), logits);
}
