using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Programs;

/// <content>Passes through layer graphs: relevance in a form of its own for each tensor (<see cref="RelevanceForms"/>), and ledger lines.</content>
internal sealed partial class RelevanceLowering
{
    /// <summary>What the relevance of a tensor is over in this pass; <see langword="null"/> where R itself is carried.</summary>
    public Tensor? FactorOf(Tensor tensor) => forms?.FactorOf(tensor);

    /// <summary>Whether a function hands its relevance on as it is.</summary>
    public bool PassesUnchanged(ActivationOperator activation, string rule) => forms!.PassesUnchanged(activation, rule);

    /// <summary>Whether a tensor is never below zero.</summary>
    public bool IsNonNegative(Tensor tensor) => nonNegative.Contains(tensor);

    /// <summary>As <see cref="Take"/>, R or R over the tensor itself.</summary>
    public CarriedRelevance TakeOwn(Tensor tensor)
    {
        CarriedRelevance r = TakeCarried(tensor);
        return r.Of == tensor ? r : new CarriedRelevance(Itself(tensor, r), null);
    }

    /// <summary>As <see cref="Share(Tensor, BufferSlice)"/>, what is shared being over another tensor.</summary>
    public void Share(Tensor tensor, BufferSlice slice, Tensor? of)
    {
        if (of == FactorOf(tensor))
        {
            Share(tensor, slice);
            return;
        }

        (Argument destination, bool accumulate) = Deliver(tensor);
        Times(Forward(of!), slice, destination, accumulate);
    }

    /// <summary>As <see cref="Into(Tensor, Action{Argument})"/>, for a kernel that writes relevance over another tensor.</summary>
    public void Into(Tensor tensor, Tensor? of, Action<Argument> step)
    {
        if (of == FactorOf(tensor))
        {
            Into(tensor, step);
            return;
        }

        BufferSlice share = Temporary(tensor.Name + "Share", places.Of(tensor), perTarget: true);
        step(Argument.Write(share));
        (Argument destination, bool accumulate) = Deliver(tensor);
        Times(Forward(of!), share, destination, accumulate);
    }

    /// <summary>R / d(z), or that times a factor.</summary>
    /// <param name="name">Of the operator.</param>
    /// <param name="r">Relevance of its output.</param>
    /// <param name="z">Its output.</param>
    /// <param name="factor">The factor, or null.</param>
    /// <param name="parameters">Says what d is.</param>
    /// <param name="destination">Receives the result.</param>
    public void Shares(string name, CarriedRelevance r, Tensor z, Tensor? factor, RuleParameters parameters, Argument destination)
    {
        if (factor is null)
        {
            Quotient(r.Values, PlaceOrNull(r.Of), places.Of(z), parameters, z.Positions, destination);
            return;
        }

        BufferSlice share = Temporary(name + "Quotient", places.Of(z), perTarget: true);
        Quotient(r.Values, PlaceOrNull(r.Of), places.Of(z), parameters, z.Positions, Argument.Write(share));
        Times(Forward(factor), share, destination, accumulate: false);
    }

    /// <summary>factor · R / d(z).</summary>
    /// <param name="r">Relevance.</param>
    /// <param name="of">What it is over, or <see langword="null"/>.</param>
    /// <param name="z">The denominator.</param>
    /// <param name="parameters">Says what d is.</param>
    /// <param name="sampleRows">Rows of a sample.</param>
    /// <param name="destination">Receives the result.</param>
    /// <param name="factor">A constant.</param>
    public void Quotient(BufferSlice r, BufferSlice? of, BufferSlice z, RuleParameters parameters, int sampleRows, Argument destination, double factor = 1)
        => Step(
            "Quotients.Stabilised",
            Argument.Read(r),
            Argument.ReadOrDefault(of),
            Argument.Read(z),
            ProductRules.Stabiliser(parameters),
            Argument.Text("factor: " + FloatText.Of((float)factor)),
            Argument.Text(FormattableString.Invariant($"sampleRows: {sampleRows}")),
            destination,
            Argument.Workers);

    /// <summary>Ledger: adds the relevance in a buffer to a line, times a sign.</summary>
    public void Account(TextArgument sink, int sign, BufferSlice values, Tensor? of) => AccountOver(sink, sign, values, PlaceOrNull(of));

    /// <summary>As before, the values being over what lies in another buffer.</summary>
    public void AccountOver(TextArgument sink, int sign, BufferSlice values, BufferSlice? of)
    {
        Argument[] factor = of is null ? [] : [Argument.Read(of)];
        Step("run.Account", [sink, Argument.Text(FormattableString.Invariant($"{sign}")), Argument.Read(values), .. factor]);
    }

    /// <summary>Ledger: adds the relevance that a step has written to a line, times a sign.</summary>
    public void Account(TextArgument sink, int sign, Argument written, Tensor? of) => Account(sink, sign, ((BufferArgument)written).Slice, of);

    // R = f ⊙ g, where R is needed and nowhere else.
    private BufferSlice Itself(Tensor tensor, CarriedRelevance r)
    {
        if (r.Of is null)
        {
            return r.Values;
        }

        string? next = comment;
        bool inPlace = MayChange(r.Values);
        BufferSlice itself = inPlace
            ? Changed(r.Values) with { Name = Unique(tensor.Name) }
            : NewBuffer(tensor.Name, TargetRegion(tensor.Rows), tensor.Columns, tensor.Positions).Whole;
        Comment($"From here on R itself: the relevance of {tensor.Name} is {r.Of.Name} ⊙ what was carried.");
        Times(Forward(r.Of), r.Values, inPlace ? Argument.Update(itself) : Argument.Write(itself), accumulate: false);
        comment = next;

        // The rule reads this from now on.
        taken.Remove(r.Values);
        Count(r.Values, -1);
        taken.Add(itself);
        Count(itself, 1);
        return itself;
    }

    /// <summary>factor · map(f) ⊙ g.</summary>
    public void Times(Argument f, BufferSlice g, Argument destination, bool accumulate, string map = "Identity", double factor = 1)
        => Step(
            "Products.Multiply",
            f,
            Argument.Text("InputMap." + map),
            Argument.Read(g),
            Argument.Text(FloatText.Of((float)factor)),
            destination,
            Argument.Text(accumulate ? "accumulate: true" : "accumulate: false"),
            Argument.Workers);

    /// <summary>Where a tensor of the forward pass lies, if there is one.</summary>
    public BufferSlice? PlaceOrNull(Tensor? tensor) => tensor is null ? null : places.Of(tensor);
}
