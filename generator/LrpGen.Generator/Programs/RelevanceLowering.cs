using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Writes a backward pass: walks the graph from the logits to the input and lets the rule of every operator add its kernel
/// calls. The relevance of each tensor is carried in a form of its own (<see cref="RelevanceForms"/>).
/// </summary>
internal sealed partial class RelevanceLowering
{
    private readonly TensorPlaces places;
    private readonly List<Sink> sinks;
    private readonly int passIndex;
    private readonly List<Step> steps = [];
    private readonly Dictionary<Tensor, BufferSlice> relevance = [];
    private readonly Dictionary<Buffer, int> holders = [];

    // What the rule at hand has taken: it may read it up to its last step, so nobody may change it before.
    private readonly List<BufferSlice> taken = [];
    private readonly NameScope names;
    private readonly NameScope sinkNames;
    private readonly Dictionary<string, int> namesakes = [];
    private readonly bool sharesMemory;
    private int contents;
    private string? comment;
    private ILookup<Tensor, LayerReading>? layers;
    private readonly HashSet<Tensor> nonNegative = [];

    private RelevanceLowering(Graph graph, Pass pass, int passIndex, TensorPlaces places, List<Sink> sinks, bool sharesMemory)
    {
        Forms = RelevanceForms.Of(graph, pass);
        foreach (Operator current in graph.Operators.Where(o => o.IsNonNegative(nonNegative.Contains)))
        {
            nonNegative.UnionWith(current.Outputs);
        }

        Pass = pass;
        this.passIndex = passIndex;
        this.places = places;
        this.sinks = sinks;
        this.sharesMemory = sharesMemory;
        names = new NameScope(StringComparer.Ordinal, [pass.Identifier + "Tensors", .. ReservedNames.Object]);
        sinkNames = new NameScope(StringComparer.Ordinal, [pass.Identifier + "Sinks", .. ReservedNames.Object]);
    }

    /// <summary>The rules that this pass follows.</summary>
    public Pass Pass { get; }

    /// <summary>In which form it carries the relevance of each tensor.</summary>
    public RelevanceForms Forms { get; }

    /// <summary>The backward pass of a graph, one procedure a section, last section first.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="pass">The rules.</param>
    /// <param name="passIndex">Its place among the passes.</param>
    /// <param name="places">Where the tensors of the forward pass lie.</param>
    /// <param name="sinks">Receives the lines of the ledger.</param>
    /// <param name="sharesMemory">Whether steps work in place and tensors share what is the same; tests compare with a pass that does neither.</param>
    /// <param name="layers">The layers of a description whose output a tensor is.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static PassProgram Lower(
        Graph graph, Pass pass, int passIndex, TensorPlaces places, List<Sink> sinks, bool sharesMemory, ILookup<Tensor, LayerReading>? layers = null,
        CancellationToken cancellation = default)
    {
        RelevanceLowering lowering = new(graph, pass, passIndex, places, sinks, sharesMemory) { layers = layers };

        List<Procedure> procedures = [];
        ILookup<Section, Operator> operators = graph.BySection();
        IReadOnlyDictionary<Tensor, int> hiddenStates = graph.HiddenStateIndices();
        lowering.Comment("Relevance starts with the seed of every target.");
        lowering.Step("run.WriteSeeds", Argument.Write(lowering.New(pass.Start)));
        foreach (Section section in graph.Sections.Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            lowering.LowerSection(operators[section].Reverse(), hiddenStates);
            procedures.Add(new Procedure(section.Name, lowering.steps.ToEquatableArray()));
            lowering.steps.Clear();
        }

        return new PassProgram(pass, procedures.ToEquatableArray()) { Forms = lowering.Forms };
    }

    /// <summary>Says what the next steps compute.</summary>
    public void Comment(string text) => comment = text;

    /// <summary>Adds a kernel call.</summary>
    public void Step(string call, params Argument[] arguments)
    {
        steps.Add(new Step(comment, call, arguments.ToEquatableArray()));
        comment = null;
    }

    /// <summary>A tensor of the forward pass, read, or <c>default</c>.</summary>
    public Argument Forward(Tensor? tensor) => Argument.ReadOrDefault(PlaceOrNull(tensor));

    /// <summary>A tensor of the forward pass.</summary>
    public BufferSlice Place(Tensor tensor) => places.Of(tensor);

    /// <summary>Whether relevance has reached a tensor.</summary>
    public bool Has(Tensor tensor) => relevance.ContainsKey(tensor);

    /// <summary>
    /// The relevance of an operator's output, which is complete now; it is taken only once. It is R itself.
    /// </summary>
    public BufferSlice Take(Tensor tensor) => Itself(tensor, TakeCarried(tensor));

    /// <summary>As <see cref="Take"/>, in the form in which it is carried.</summary>
    public CarriedRelevance TakeCarried(Tensor tensor)
    {
        BufferSlice slice = relevance[tensor];
        relevance.Remove(tensor);
        taken.Add(slice);
        return new CarriedRelevance(slice, FactorOf(tensor));
    }

    /// <summary>Gives a tensor a share of relevance that already lies in a buffer.</summary>
    public void Share(Tensor tensor, BufferSlice slice)
    {
        if (relevance.ContainsKey(tensor))
        {
            Comment("Relevance that came another way is added.");
            AddTo(tensor, slice);
        }
        else if (sharesMemory)
        {
            Hold(tensor, slice with { Name = Unique(tensor.Name) });
        }
        else
        {
            Step("Residual.Copy", Argument.Read(slice), Argument.Write(New(tensor)), Argument.Workers);
        }
    }

    /// <summary>Where a kernel that can accumulate puts the relevance of a tensor: never where something lies that the rule has taken.</summary>
    public (Argument Destination, bool Accumulate) Deliver(Tensor tensor)
    {
        if (!relevance.TryGetValue(tensor, out BufferSlice existing))
        {
            return (Argument.Write(New(tensor)), false);
        }

        if (!IsHeldBy(1, existing))
        {
            Release(tensor);
            Comment("What this relevance is added to is still needed as it is: it gets a copy.");
            Step("Residual.Copy", Argument.Read(existing), Argument.Write(New(tensor)), Argument.Workers);
        }

        return (Argument.Update(Change(tensor)), true);
    }

    /// <summary>Passes relevance by a kernel that cannot accumulate: what is there already is added afterwards.</summary>
    public void Into(Tensor tensor, Action<Argument> step)
    {
        if (!relevance.ContainsKey(tensor))
        {
            step(Argument.Write(New(tensor)));
            return;
        }

        BufferSlice share = Temporary(tensor.Name + "Share", places.Of(tensor), perTarget: true);
        step(Argument.Write(share));
        AddTo(tensor, share);
    }

    /// <summary>A new buffer for the relevance of a tensor that has none yet.</summary>
    public BufferSlice New(Tensor tensor)
    {
        BufferSlice slice = NewBuffer(tensor.Name, TargetRegion(tensor.Rows), tensor.Columns, tensor.Positions).Whole;
        Hold(tensor, slice);
        return slice;
    }

    /// <summary>New buffers for the relevance of several tensors, side by side where the tensors themselves are.</summary>
    public EquatableArray<BufferSlice> NewBesideEachOther(params Tensor[] tensors)
    {
        BufferSlice[] forward = [.. tensors.Select(places.Of)];
        if (forward.Any(f => f.Buffer != forward[0].Buffer) || forward.Sum(f => Buffer.Pad(f.Columns)) != forward[0].Buffer.Columns)
        {
            return tensors.Select(New).ToEquatableArray();
        }

        Buffer buffer = NewBuffer(forward[0].Buffer.Name, TargetRegion(tensors[0].Rows), forward[0].Buffer.Columns, tensors[0].Positions);
        if (forward.Any(f => f.Columns != Buffer.Pad(f.Columns)))
        {
            // Kernels write the columns of a slice; those between the slices are multiplied with weights of zero.
            Comment("The columns between the parts hold zeros.");
            Step("Residual.Clear", Argument.Write(buffer.Whole));
        }

        List<BufferSlice> slices = [];
        for (int i = 0; i < tensors.Length; i++)
        {
            BufferSlice slice = new(tensors[i].Name, buffer, forward[i].First, forward[i].Columns);
            Hold(tensors[i], slice);
            slices.Add(slice);
        }

        return slices.ToEquatableArray();
    }

    /// <summary>Memory for a value within the pass.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="like">A tensor or buffer with the same rows and columns.</param>
    /// <param name="perTarget">Whether every target has its own.</param>
    public BufferSlice Temporary(string name, BufferSlice like, bool perTarget)
    {
        Region region = (like.Buffer.Region, perTarget) switch
        {
            (Region.Tokens or Region.TargetTokens, true) => Region.TargetTokens,
            (Region.Tokens or Region.TargetTokens, false) => Region.Tokens,
            (_, true) => Region.TargetSamples,
            _ => Region.Samples,
        };

        return NewBuffer(name, region, like.Columns, like.Buffer.Positions).Whole;
    }

    /// <summary>A value within the pass, about to be changed where it lies.</summary>
    public BufferSlice Rewritten(BufferSlice temporary) => Changed(temporary);

    /// <summary>A new line of the ledger, by name: its number depends on all layers before, and stays in the model's file.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="kind">Member of the runtime's <c>SinkKind</c>.</param>
    /// <param name="module">Checkpoint name of what takes the relevance.</param>
    /// <param name="layer">Encoder layer, or −1.</param>
    public TextArgument Sink(string name, string kind, string module, int layer)
    {
        name = sinkNames.Take(name);
        sinks.Add(new Sink(name, kind, module, layer, passIndex));
        return new TextArgument($"{Pass.Identifier}Sinks.{name}");
    }

    /// <summary>A line of an operator.</summary>
    /// <param name="current">The operator.</param>
    /// <param name="what">Tells the line from its others.</param>
    /// <param name="kind">Member of the runtime's <c>SinkKind</c>.</param>
    /// <param name="module">What takes the relevance, where it is not the operator.</param>
    public TextArgument Sink(Operator current, string what, string kind, string? module = null)
        => Sink(current.Name + what, kind, module ?? current.Module, current.Section.Layer);

    private void LowerSection(IEnumerable<Operator> lastFirst, IReadOnlyDictionary<Tensor, int> hiddenStates)
    {
        foreach (Operator current in lastFirst)
        {
            foreach (Tensor output in current.Outputs)
            {
                if (layers is not null && Has(output))
                {
                    OwnIfRestricted(output, relevance[output], layers[output].Select(l => l.Index));
                    Comment($"{current.Module}: relevance is complete.");
                    foreach (LayerReading layer in layers[output])
                    {
                        Argument[] factors = (FactorOf(output), layer.Norm) switch
                        {
                            ({ } of, null) => [Forward(of)],
                            ({ } of, { } norm) => [Forward(of), Argument.Weight(norm)],
                            (null, { } norm) => [Argument.Text("default"), Argument.Weight(norm)],
                            _ => [],
                        };

                        // Without a condition on the layer nothing changes: what it shares then stays as it is.
                        BufferSlice own = relevance[output] = relevance[output] with { ContentBefore = relevance[output].Content, Content = ++contents };
                        Step("run.Layer", [Argument.Text(FormattableString.Invariant($"{layer.Index}")), Argument.Update(own), .. factors]);
                    }
                }

                if (hiddenStates.TryGetValue(output, out int index) && Has(output))
                {
                    Comment($"Hidden state {index} is complete: its relevance is Σ x ⊙ g.");
                    Step(
                        "run.Capture.Hidden",
                        Argument.Text($"{index}"),
                        Forward(FactorOf(output)),
                        Argument.Read(relevance[output]),
                        Argument.Starts);
                }
            }

            if (current.Outputs.Any(Has))
            {
                current.LowerRelevance(Pass, this);
                foreach (BufferSlice slice in taken)
                {
                    Count(slice, -1);
                }

                taken.Clear();
            }
        }
    }

    // Adds to the relevance of a tensor: in place, where nobody waits for what is there.
    private void AddTo(Tensor tensor, BufferSlice more)
    {
        BufferSlice existing = relevance[tensor];
        if (IsHeldBy(1, existing))
        {
            Step("Residual.Add", Argument.Read(existing), Argument.Read(more), Argument.Update(Change(tensor)), Argument.Workers);
            return;
        }

        Release(tensor);
        Step("Residual.Add", Argument.Read(existing), Argument.Read(more), Argument.Write(New(tensor)), Argument.Workers);
    }

    // Whether what a rule has taken may be changed: nobody else waits for it.
    private bool MayChange(BufferSlice slice) => sharesMemory && IsHeldBy(1, slice);

    // The relevance of a tensor, about to be changed where it lies.
    private BufferSlice Change(Tensor tensor) => relevance[tensor] = Changed(relevance[tensor]);

    private BufferSlice Changed(BufferSlice slice)
        => slice with { ContentBefore = slice.Content, Content = ++contents, Shared = slice.Shared is { } shared ? Changed(shared) : null };

    private void Release(Tensor tensor)
    {
        Count(relevance[tensor], -1);
        relevance.Remove(tensor);
    }

    // A condition on a layer changes its relevance: only then the tensor gets a copy of what others wait for as well.
    private void OwnIfRestricted(Tensor tensor, BufferSlice slice, IEnumerable<int> indices)
    {
        if (IsHeldBy(1, slice))
        {
            return;
        }

        Release(tensor);
        BufferSlice own = NewBuffer(tensor.Name, TargetRegion(tensor.Rows), tensor.Columns, tensor.Positions).Whole with { Shared = slice, Layers = indices.ToEquatableArray() };
        Hold(tensor, own);
        Comment("Relevance that another branch needs as well: a condition on this one gives it a copy.");
        Step("run.Separate", Argument.Read(slice), Argument.Write(own));
    }

    private void Hold(Tensor tensor, BufferSlice slice)
    {
        relevance.Add(tensor, slice);
        Count(slice, 1);
    }

    private void Count(BufferSlice slice, int more)
    {
        for (BufferSlice? held = slice; held is not null; held = held.Shared)
        {
            holders[held.Buffer] += more;
        }
    }

    private bool IsHeldBy(int count, BufferSlice slice)
        => slice.IsWhole && holders[slice.Buffer] == count && (slice.Shared is null || IsHeldBy(count, slice.Shared));

    private Buffer NewBuffer(string name, Region region, int columns, int positions = 1)
    {
        Buffer buffer = new(Unique(name), region, columns, positions, Pass.Identifier);
        holders[buffer] = 0;
        return buffer;
    }

    private string Unique(string name)
    {
        string unique = name;
        while (!names.TryTake(unique))
        {
            int next = namesakes.TryGetValue(name, out int last) ? last + 1 : 2;
            namesakes[name] = next;
            unique = name + next.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return unique;
    }

    private static Region TargetRegion(RowKind rows) => rows == RowKind.Tokens ? Region.TargetTokens : Region.TargetSamples;
}
