using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules.Products;

/// <summary>
/// The words that rules for products are written in: each writes one kernel call or two. Relevance comes as R itself or over a tensor, R = of ⊙
/// g; quotients take the factor in. It goes as R(x) or, where the input is carried so, as R(x)/x.
/// </summary>
internal sealed class ProductRelevance
{
    private readonly ProductSite site;
    private readonly RelevanceLowering lowering;
    private readonly BufferSlice? of;
    private readonly bool overInput;
    private readonly TextArgument[] biasSinks;
    private readonly TextArgument[] sinks;

    /// <summary>Begins a rule.</summary>
    /// <param name="site">Where it works.</param>
    /// <param name="values">Relevance of the output, taken.</param>
    /// <param name="of">What it is over, or <see langword="null"/>.</param>
    /// <param name="overInput">Whether the input's relevance is carried over the input.</param>
    /// <param name="forms">The two forms, for the comment; empty where all passes have the same.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="assigned">Its name and numbers.</param>
    /// <param name="lowering">The pass.</param>
    public ProductRelevance(
        ProductSite site, BufferSlice values, BufferSlice? of, bool overInput, string forms, ProductRule rule, AssignedRule assigned, RelevanceLowering lowering)
    {
        (this.site, this.of, this.overInput, this.lowering) = (site, of, overInput, lowering);
        Values = values;
        Parameters = assigned.Parameters;
        HasBias = site.HasBias && rule.SharesWithBias && !Parameters.ZeroBias;
        biasSinks = HasBias ? Sinks("Bias") : [];
        sinks = rule.Loss is { } loss ? Sinks(loss) : [];
        lowering.Comment($"{site.Title}, {assigned.Rule}: {rule.Formula}{forms}.");
    }

    /// <summary>The numbers of the rule.</summary>
    public RuleParameters Parameters { get; }

    /// <summary>Relevance of the output, in the form in which it came.</summary>
    public BufferSlice Values { get; }

    /// <summary>Whether the bias takes a part.</summary>
    public bool HasBias { get; }

    /// <summary>Whether no input is below zero: half of the products of signed parts are zero then.</summary>
    public bool NonNegative => lowering.IsNonNegative(site.Input);

    /// <summary>z, with the bias if it takes a part.</summary>
    public BufferSlice Output()
        => HasBias || !site.HasBias ? site.Output : Product("Unbiased", "Identity", "Identity", withBias: false);

    /// <summary>map(W) · inputs(x) (+ map(b)).</summary>
    public BufferSlice Product(string name, string map, string inputs, bool withBias) => Product(name, lowering.Forward(site.Input), map, inputs, withBias);

    /// <summary>map(W) · x, of something like the input.</summary>
    public BufferSlice ProductOf(BufferSlice x, string name, string map) => Product(name, Argument.Read(x), map, "Identity", withBias: false);

    /// <summary>a + b, where a lies.</summary>
    public BufferSlice Add(BufferSlice a, BufferSlice b)
    {
        BufferSlice sum = lowering.Rewritten(a);
        lowering.Step("Products.Sum", Argument.Read(a), Argument.Read(b), Argument.Text("1f"), Argument.Update(sum), Argument.Workers);
        return sum;
    }

    /// <summary>a + factor · b.</summary>
    public BufferSlice Sum(string name, BufferSlice a, BufferSlice b, double factor)
    {
        BufferSlice sum = LikeOutput(name);
        lowering.Step("Products.Sum", Argument.Read(a), Argument.Read(b), Number(factor), Argument.Write(sum), Argument.Workers);
        return sum;
    }

    /// <summary>a + b of the bias b, where a lies, if the bias takes a part.</summary>
    public BufferSlice AddBias(BufferSlice a)
    {
        if (!HasBias)
        {
            return a;
        }

        BufferSlice sum = lowering.Rewritten(a);
        lowering.Step("Products.Add", Argument.Read(a), Argument.Text(site.Parts[0].Bias), Argument.Update(sum), Argument.Workers);
        return sum;
    }

    /// <summary>x less a bound: one, or one a channel.</summary>
    public BufferSlice InputLess(string name, EquatableArray<double> bound)
    {
        BufferSlice difference = lowering.Temporary(site.Name + name, lowering.Place(site.Input), perTarget: false);
        lowering.Step(
            "Products.Subtract",
            lowering.Forward(site.Input),
            Argument.Text($"[{string.Join(", ", bound.Select(v => FloatText.Of((float)v)))}]"),
            Argument.Write(difference),
            Argument.Workers);
        return difference;
    }

    /// <summary>s = factor · R / d(denominator).</summary>
    public BufferSlice Quotient(string name, BufferSlice denominator, double factor = 1)
    {
        BufferSlice s = LikeRelevance(name);
        lowering.Quotient(Values, of, denominator, Parameters, site.SampleRows, Argument.Write(s), factor);
        return s;
    }

    /// <summary>What goes through W, and what goes through |W|, by the γ rule.</summary>
    public (BufferSlice S, BufferSlice T) GammaQuotients(BufferSlice total, BufferSlice magnitude)
    {
        BufferSlice s = LikeRelevance("Share"), t = LikeRelevance("SignedShare");
        lowering.Step(
            "Quotients.Gamma",
            Argument.Read(Values),
            Argument.ReadOrDefault(of),
            Argument.Read(site.Output),
            Argument.Read(total),
            Argument.Read(magnitude),
            Argument.Text("gamma: " + FloatText.Of((float)Parameters.Gamma)),
            ProductRules.Stabiliser(Parameters),
            SampleRows,
            Argument.Write(s),
            Argument.Write(t),
            Argument.Workers);
        return (s, t);
    }

    /// <summary>The sum of map(W)ᵀ · s over some shares.</summary>
    public BufferSlice Adjoint(string name, params (BufferSlice S, string Map)[] shares)
    {
        BufferSlice u = lowering.Temporary(site.Name + name, lowering.Place(site.Input), perTarget: true);
        for (int i = 0; i < shares.Length; i++)
        {
            if (i > 0)
            {
                u = lowering.Rewritten(u);
            }

            Adjoint(shares[i].S, shares[i].Map, i > 0 ? Argument.Update(u) : Argument.Write(u), accumulate: i > 0);
        }

        return u;
    }

    /// <summary>Delivers the sum of map(W)ᵀ · s over some shares as R/x.</summary>
    public void Deliver(params (BufferSlice S, string Map)[] shares)
    {
        if (!overInput)
        {
            DeliverTimes(lowering.Place(site.Input), Adjoint("Product", shares));
            return;
        }

        foreach ((BufferSlice s, string map) in shares)
        {
            (Argument destination, bool accumulate) = lowering.Deliver(site.Input);
            Adjoint(s, map, destination, accumulate);
        }
    }

    /// <summary>Delivers sgn(x) ⊙ map(W)ᵀ · s as R/x.</summary>
    public void DeliverSigned(BufferSlice s, string map) => DeliverTimes(lowering.Place(site.Input), Adjoint("SignedProduct", (s, map)), overInput ? "Sign" : "Magnitude");

    /// <summary>Delivers u as R/x where x &gt; 0, and v elsewhere.</summary>
    public void DeliverBySign(BufferSlice u, BufferSlice v)
    {
        (Argument destination, bool accumulate) = lowering.Deliver(site.Input);
        lowering.Step(
            "Products.SignedCombination",
            lowering.Forward(site.Input),
            Flag("timesInput", !overInput),
            Argument.Read(u),
            Argument.Read(v),
            destination,
            Flag("accumulate", accumulate),
            Argument.Workers);
    }

    /// <summary>Delivers factors(factor) ⊙ u as R itself.</summary>
    public void DeliverTimes(BufferSlice factor, BufferSlice u, string factors = "Identity")
    {
        (Argument destination, bool accumulate) = lowering.Deliver(site.Input);
        lowering.Times(Argument.Read(factor), u, destination, accumulate, factors);
    }

    /// <summary>Delivers map(W)ᵀ · s as R itself.</summary>
    public void DeliverItself(BufferSlice s, string map)
    {
        (Argument destination, bool accumulate) = lowering.Deliver(site.Input);
        Adjoint(s, map, destination, accumulate);
    }

    /// <summary>Ledger: of all that arrives, Σ R, the stabiliser keeps what <see cref="Shared"/> does not share out.</summary>
    public void Arrived() => EachPart(sinks, (part, sink) => lowering.AccountOver(sink, 1, part.Of(Values), of is null ? null : part.Of(of)));

    /// <summary>Ledger: Σ denominator ⊙ s is shared out, and of it the bias takes its share, if it takes part.</summary>
    public void Shared(BufferSlice denominator, BufferSlice s, string map)
    {
        EachPart(sinks, (part, sink) => lowering.Step("run.Shared", sink, Argument.Read(part.Of(s)), Argument.Read(part.Of(denominator))));
        SharedWithBias(s, map);
    }

    /// <summary>Ledger: the bias takes Σ map(b) ⊙ s, if it takes part.</summary>
    public void SharedWithBias(BufferSlice s, string map)
        => EachPart(biasSinks, (part, sink) => lowering.Step("run.SharedWithBias", sink, Argument.Read(part.Of(s)), Argument.Text(part.Bias), Map(map)));

    /// <summary>Ledger: Σ Wᵀ R over the inputs, Σ (W · 1) ⊙ R over the outputs, is handed on of what arrives.</summary>
    public void Dropped()
        => EachPart(sinks, (part, sink) => lowering.Step("run.Dropped", sink, Argument.Read(part.Of(Values)), Argument.Text(site.Weights), lowering.Forward(site.Input)));

    private TextArgument[] Sinks(string kind) => [.. site.Parts.Select(part => lowering.Sink(part.Name + kind, kind, part.Module, part.Layer))];

    private void EachPart(TextArgument[] lines, Action<ProductPart, TextArgument> account)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            account(site.Parts[i], lines[i]);
        }
    }

    private Argument SampleRows => Argument.Text(FormattableString.Invariant($"sampleRows: {site.SampleRows}"));

    private BufferSlice Product(string name, Argument x, string map, string inputs, bool withBias)
    {
        BufferSlice y = LikeOutput(name);
        lowering.Step(
            site.Weights + ".Forward", x, Map(map), Argument.Text("InputMap." + inputs), Flag("withBias", withBias), Argument.Write(y), Argument.Workers);
        return y;
    }

    private void Adjoint(BufferSlice s, string map, Argument destination, bool accumulate)
        => lowering.Step(site.Weights + ".Adjoint", Argument.Read(s), Map(map), destination, Flag("accumulate", accumulate), Argument.Workers);

    private BufferSlice LikeOutput(string name) => lowering.Temporary(site.Name + name, site.Output, perTarget: false);

    private BufferSlice LikeRelevance(string name) => lowering.Temporary(site.Name + name, site.Output, perTarget: true);

    private static Argument Map(string map) => Argument.Text("WeightMap." + map);

    private static Argument Number(double value) => Argument.Text("factor: " + FloatText.Of((float)value));

    private static Argument Flag(string name, bool value) => Argument.Text($"{name}: {(value ? "true" : "false")}");
}
