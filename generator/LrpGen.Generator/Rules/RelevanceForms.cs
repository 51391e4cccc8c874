using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules.Products;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance where it lies in a pass.</summary>
/// <param name="Values">R itself, or R / Of.</param>
/// <param name="Of">What the values are to be multiplied with, or <see langword="null"/>.</param>
internal sealed record CarriedRelevance(BufferSlice Values, Tensor? Of);

/// <summary>
/// The form in which a pass through a layer graph carries the relevance of every tensor: R itself, or g with R = f ⊙ g, where
/// f is a tensor of the forward pass. It is decided before the first step is written, from the rules alone.
/// </summary>
/// <remarks>
/// A rule whose R_in holds the factor x hands down R_in / x, which spares the multiplication and, at the next rule, costs
/// nothing. Where relevance passes a function unchanged, R = y ⊙ g is that of the function's input as well: f stays y. A
/// tensor that several operators read has a form other than R only if all of them hand down the same one. Going from g to R is
/// one exact product; the way back would be a division, and is never taken.
/// </remarks>
internal sealed class RelevanceForms
{
    private readonly Dictionary<Tensor, Tensor?> factors = [];

    private RelevanceForms()
    {
    }

    /// <summary>The forms of a pass.</summary>
    public static RelevanceForms Of(Graph graph, GraphPass pass)
    {
        RelevanceForms forms = new();
        forms.factors.Add(pass.Start, null);
        foreach (Operator current in graph.Operators.Reverse())
        {
            foreach (Tensor input in current.Inputs)
            {
                Tensor? handed = forms.HandedTo(input, current, pass);
                forms.factors[input] = forms.factors.TryGetValue(input, out Tensor? other) && other != handed ? null : handed;
            }
        }

        return forms;
    }

    /// <summary>What the relevance of a tensor is over; <see langword="null"/> where R itself is carried.</summary>
    public Tensor? FactorOf(Tensor tensor) => factors.TryGetValue(tensor, out Tensor? factor) ? factor : null;

    /// <summary>Whether a function hands its relevance on as it is: where y is a factor of R, so is the slope of a ReLU, which is 0 or 1 as y is 0 or not.</summary>
    public bool PassesUnchanged(ActivationOperator activation, string rule)
        => rule == "pass" || (rule == "gradient" && activation.Function == "Relu" && FactorOf(activation.Output) == activation.Output);

    /// <summary>A form, as comments print it.</summary>
    public static string Text(Tensor? factor) => factor is null ? "R" : "R/" + factor.Name;

    // What an operator hands down is over its input only if it says so: R is right for every rule.
    private Tensor? HandedTo(Tensor input, Operator current, GraphPass pass)
    {
        Tensor output = current.Outputs[0];
        bool isOwn = FactorOf(output) == output;
        return current switch
        {
            ProductOperator product => IsProportional(pass.RuleOf(product.Module)) ? input : null,
            PoolOperator pool when IsProportional(pass.RuleOf(pool.Module)) => input,
            PoolOperator { IsMax: true } pool => isOwn && PoolRules.IsShare(pass.RuleOf(pool.Module)) ? input : null,
            ActivationOperator activation => PassesUnchanged(activation, pass.RuleOf(activation.Module).Rule) ? FactorOf(output) : null,
            LayerNormOperator norm => pass.RuleOf(norm.Module).Rule == "epsilon" ? input : null,
            SumOperator add => pass.RuleOf(add.Module).Rule == "gradient" ? FactorOf(output) : input,
            ViewOperator => isOwn ? input : FactorOf(output),
            MultiplyOperator product => isOwn && MultiplyRules.IsShare(pass.RuleOf(product.Module)) ? input : null,
            FlattenOperator or ReshapeOperator or SliceOperator or PadOperator or ConcatOperator => isOwn ? input : null,
            _ => null,
        };
    }

    private static bool IsProportional(AssignedRule rule) => ProductRule.Find(rule.Rule) is { IsProportional: true };
}
