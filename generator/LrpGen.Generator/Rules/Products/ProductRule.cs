namespace LrpGen.Generator.Rules.Products;

/// <summary>The form in which a rule needs relevance.</summary>
internal enum RelevanceNeed
{
    /// <summary>R itself or R over any tensor: it divides R by a denominator anyway.</summary>
    Any,

    /// <summary>R itself.</summary>
    Itself,

    /// <summary>R over the output.</summary>
    OverOutput,
}

/// <summary>
/// How relevance passes an operator that is linear in its input but for a bias: dense layer, convolution, pooling average, resampling, factor
/// and offset of channels. A rule is one file, which says what it is called, what it needs, and the kernel calls that it consists of.
/// </summary>
internal abstract class ProductRule
{
    private static readonly Dictionary<string, ProductRule> ByName = new ProductRule[]
    {
        new Adjoint(), new Epsilon(), new Gamma(), new AlphaBeta(), new InnvestigateAlphaBeta(), new ZPlus(), new Box(), new SquaredWeight(), new Flat(),
        new CaptumGamma(), new CaptumAlphaBeta(), new Proportional(), new Derivative(),
    }.SelectMany(rule => rule.Names.Select(name => (name, rule))).ToDictionary(p => p.name, p => p.rule, StringComparer.Ordinal);

    /// <summary>What descriptions call it; all names mean the same.</summary>
    public abstract string[] Names { get; }

    /// <summary>What it gives to an input, as comments print it.</summary>
    public abstract string Formula { get; }

    /// <summary>Whether what it gives to an input x holds the factor x: then it can hand down R/x.</summary>
    public virtual bool IsProportional => true;

    /// <summary>Whether the bias takes a part of the relevance.</summary>
    public virtual bool SharesWithBias => true;

    /// <summary>The form in which it needs the output's relevance.</summary>
    public virtual RelevanceNeed Needs => RelevanceNeed.Any;

    /// <summary>Member of the runtime's <c>SinkKind</c> for what arrives and is not shared out; null where all is.</summary>
    public virtual string? Loss => "Epsilon";

    /// <summary>A rule by one of its names, or null.</summary>
    public static ProductRule? Find(string name) => ByName.TryGetValue(name, out ProductRule? rule) ? rule : null;

    /// <summary>Writes the kernel calls.</summary>
    public abstract void Lower(ProductRelevance r);
}
