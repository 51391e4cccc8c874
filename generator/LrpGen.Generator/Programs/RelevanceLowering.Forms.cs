using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Programs;

/// <content>Relevance in a form of its own for each tensor (<see cref="RelevanceForms"/>), and ledger lines.</content>
internal sealed partial class RelevanceLowering
{
    /// <summary>What the relevance of a tensor is over in this pass; <see langword="null"/> where R itself is carried.</summary>
    public Tensor? FactorOf(Tensor tensor) => Forms.FactorOf(tensor);

    /// <summary>Whether a tensor is never below zero.</summary>
    public bool IsNonNegative(Tensor tensor) => nonNegative.Contains(tensor);

    /// <summary>As <see cref="Take"/>, R or R over the tensor itself.</summary>
    public CarriedRelevance TakeOwn(Tensor tensor)
    {
        CarriedRelevance r = TakeCarried(tensor);
        return r.Of == tensor ? r : new CarriedRelevance(Itself(tensor, r), null);
    }

    /// <summary>As <see cref="Take"/>, R over the tensor itself: where it comes otherwise it is divided, and the ledger has what is dropped where the tensor is 0.</summary>
    public BufferSlice TakeOver(Operator current, Tensor tensor)
    {
        CarriedRelevance r = TakeCarried(tensor);
        if (r.Of == tensor)
        {
            return r.Values;
        }

        TextArgument sink = Sink(current, "Zero", "Epsilon");
        Comment($"{current.Title}: R over {tensor.Name}, {RelevanceForms.Text(r.Of)} → R/{tensor.Name}.");
        return Quotient(tensor.Name + "Quotient", r, places.Of(tensor), RuleParameters.None, tensor.Positions, sink);
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

    /// <summary>
    /// Passes relevance by a kernel that writes that of several tensors at once: side by side where the tensors are, if nothing has reached
    /// them yet.
    /// </summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="isOver">Whether the kernel writes R over each, or R itself.</param>
    /// <param name="steps">Writes the calls, given where the result goes.</param>
    public void IntoAll(Tensor[] tensors, bool isOver, Action<EquatableArray<BufferSlice>> steps)
    {
        if (tensors.Distinct().Count() == tensors.Length && !tensors.Any(Has) && tensors.All(t => FactorOf(t) == (isOver ? t : null)))
        {
            steps(NewBesideEachOther(tensors));
            return;
        }

        EquatableArray<BufferSlice> parts = tensors.Select(t => Temporary(t.Name + "Share", places.Of(t), perTarget: true)).ToEquatableArray();
        steps(parts);
        for (int i = 0; i < tensors.Length; i++)
        {
            Share(tensors[i], parts[i], isOver ? tensors[i] : null);
        }
    }

    /// <summary>Whether the relevance of all of some tensors has come, side by side in one buffer as the tensors lie, and over each.</summary>
    public bool LieBesideEachOther(IEnumerable<Tensor> tensors)
        => tensors.All(t => Has(t) && FactorOf(t) == t && relevance[t].Content == 0) && tensors.Select(t => relevance[t].Buffer).Distinct().Count() == 1;

    /// <summary>
    /// Passes relevance through an operator with one input, by a kernel that may write where it reads: in place where nobody else waits for
    /// what is there.
    /// </summary>
    /// <param name="input">The operator's input.</param>
    /// <param name="of">What the kernel's result is over.</param>
    /// <param name="r">Relevance of its output, taken.</param>
    /// <param name="call">The kernel.</param>
    /// <param name="arguments">Its arguments, given how the relevance of the output is read and where the result goes.</param>
    /// <returns>The result.</returns>
    public BufferSlice Unary(Tensor input, Tensor? of, BufferSlice r, string call, Func<Argument, Argument, Argument[]> arguments)
    {
        BufferSlice result = r;
        if (!MayChange(r) || of != FactorOf(input) || KernelContract.Of(call).InPlaceOf.Length == 0)
        {
            Into(input, of, destination =>
            {
                Step(call, arguments(Argument.Read(r), destination));
                result = ((BufferArgument)destination).Slice;
            });
            return result;
        }

        result = Changed(r) with { Name = Unique(input.Name) };
        taken.Remove(r);
        taken.Add(result);
        Step(call, arguments(Argument.Read(r), Argument.Update(result)));
        if (Has(input))
        {
            AddTo(input, result);
        }
        else
        {
            Hold(input, result);
        }

        return result;
    }

    /// <summary>R / d(z) in memory of its own; a line of the ledger has what the stabiliser takes, or what is dropped where z is 0.</summary>
    /// <param name="name">Of the memory.</param>
    /// <param name="r">Relevance of an output.</param>
    /// <param name="z">What it is divided by: the output, or that without its bias.</param>
    /// <param name="parameters">Says what d is.</param>
    /// <param name="sampleRows">Rows of a sample.</param>
    /// <param name="sink">The line.</param>
    public BufferSlice Quotient(string name, CarriedRelevance r, BufferSlice z, RuleParameters parameters, int sampleRows, TextArgument sink)
    {
        BufferSlice quotient = Temporary(name, z, perTarget: true);
        Quotient(r.Values, PlaceOrNull(r.Of), z, parameters, sampleRows, Argument.Write(quotient));
        Account(sink, 1, r.Values, r.Of);
        Step("run.Shared", sink, Argument.Read(quotient), Argument.Read(z));
        return quotient;
    }

    /// <summary>Gives a branch its share of a sum's relevance, a / d(Σ) · R, and takes it from a line of the ledger.</summary>
    /// <param name="name">Of the operator.</param>
    /// <param name="r">Relevance of the sum.</param>
    /// <param name="sum">The sum.</param>
    /// <param name="branch">The branch, a.</param>
    /// <param name="parameters">Says what d is.</param>
    /// <param name="sink">The line.</param>
    public void ShareOfSum(string name, CarriedRelevance r, Tensor sum, Tensor branch, RuleParameters parameters, TextArgument sink)
    {
        bool isOver = FactorOf(branch) is not null;
        Into(branch, isOver ? branch : null, destination =>
        {
            Shares(name, r, sum, isOver ? null : branch, parameters, destination);
            Account(sink, -1, destination, isOver ? branch : null);
        });
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
