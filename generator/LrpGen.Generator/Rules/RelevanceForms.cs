using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance where it lies in a pass.</summary>
/// <param name="Values">R itself, or R / Of.</param>
/// <param name="Of">What the values are to be multiplied with, or <see langword="null"/>.</param>
internal sealed record CarriedRelevance(BufferSlice Values, Tensor? Of);

/// <summary>
/// The form in which a pass carries the relevance of every tensor: R itself, or g with R = f ⊙ g, where f is a tensor of the
/// forward pass. It is decided before the first step is written, from the rules alone.
/// </summary>
/// <remarks>
/// A rule whose R_in holds the factor x hands down R_in / x, which spares the multiplication and, at the next rule, costs
/// nothing. Where relevance passes a function unchanged, R = y ⊙ g is that of the function's input as well: f stays y; or, where
/// the rule before it works on R over its output z, g becomes g ⊙ f(z)/z, which is known in closed form. A tensor that several
/// operators read has a form other than R only if all of them hand down the same one. Going from g to R is one exact product; the
/// way back is a division, which only rules that are defined by one take.
/// </remarks>
internal sealed class RelevanceForms
{
    private readonly Dictionary<Tensor, Tensor?> factors = [];
    private readonly Dictionary<Tensor, Operator> producers;
    private readonly Pass pass;

    private RelevanceForms(Graph graph, Pass pass) => (producers, this.pass) = (graph.Producers(), pass);

    /// <summary>The forms of a pass.</summary>
    public static RelevanceForms Of(Graph graph, Pass pass)
    {
        RelevanceForms forms = new(graph, pass);
        forms.factors.Add(pass.Start, pass.StartsOverStart ? pass.Start : null);
        foreach (Operator current in graph.Operators.Reverse())
        {
            foreach (Tensor input in current.Inputs)
            {
                Tensor? handed = current.HandsDown(input, pass, forms);
                forms.factors[input] = forms.factors.TryGetValue(input, out Tensor? other) && other != handed ? null : handed;
            }
        }

        return forms;
    }

    /// <summary>What the relevance of a tensor is over; <see langword="null"/> where R itself is carried.</summary>
    public Tensor? FactorOf(Tensor tensor) => factors.TryGetValue(tensor, out Tensor? factor) ? factor : null;

    /// <summary>Whether the rule of the operator that computes a tensor works on R over it.</summary>
    public bool IsWantedOwn(Tensor tensor) => producers.TryGetValue(tensor, out Operator? producer) && producer.WantsOwn(tensor, pass);

    /// <summary>A form, as comments print it.</summary>
    public static string Text(Tensor? factor) => factor is null ? "R" : "R/" + factor.Name;
}
