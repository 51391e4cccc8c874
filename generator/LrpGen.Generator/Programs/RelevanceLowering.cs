using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Writes a backward pass: walks the graph from the logits to the input and lets the rule of every operator add its kernel
/// calls. Relevance of an encoder is in gradient form: that of a tensor a is a ⊙ g. Layer graphs carry that of each tensor
/// in a form of its own (<see cref="RelevanceForms"/>).
/// </summary>
internal sealed partial class RelevanceLowering
{
    private readonly TensorPlaces places;
    private readonly List<Sink> sinks;
    private readonly int passIndex;
    private readonly List<Step> steps = [];
    private readonly Dictionary<Tensor, BufferSlice> relevance = [];
    private readonly Dictionary<Buffer, int> holders = [];
    private readonly NameScope names;
    private readonly NameScope sinkNames;
    private string? comment;
    private ILookup<Tensor, LayerReading>? layers;
    private RelevanceForms? forms;
    private HashSet<Tensor> nonNegative = [];

    private RelevanceLowering(Pass pass, int passIndex, TensorPlaces places, List<Sink> sinks)
    {
        Pass = pass;
        this.passIndex = passIndex;
        this.places = places;
        this.sinks = sinks;
        names = new NameScope(StringComparer.Ordinal, [pass.Identifier + "Tensors", .. ReservedNames.Object]);
        sinkNames = new NameScope(StringComparer.Ordinal, [pass.Identifier + "Sinks", .. ReservedNames.Object]);
    }

    /// <summary>The rules that this pass follows.</summary>
    public Pass Pass { get; }

    /// <summary>The backward pass of a graph, one procedure a section, last section first.</summary>
    public static PassProgram Lower(
        Graph graph, Pass pass, int passIndex, TensorPlaces places, List<Sink> sinks, ILookup<Tensor, LayerReading>? layers = null, CancellationToken cancellation = default)
    {
        RelevanceLowering lowering = new(pass, passIndex, places, sinks) { layers = layers };
        if (pass is GraphPass graphPass)
        {
            lowering.forms = RelevanceForms.Of(graph, graphPass);
            lowering.nonNegative = NonNegative.Of(graph);
        }

        List<Procedure> procedures = [];
        foreach (Section section in graph.Sections.Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            lowering.LowerSection(graph, section);
            procedures.Add(new Procedure(section.Name, lowering.steps.ToEquatableArray()));
            lowering.steps.Clear();
        }

        return new PassProgram(pass, procedures.ToEquatableArray()) { Forms = lowering.forms };
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
    public Argument Forward(Tensor? tensor) => tensor is null ? Argument.Text("default") : Argument.Read(places.Of(tensor));

    /// <summary>A tensor of the forward pass.</summary>
    public BufferSlice Place(Tensor tensor) => places.Of(tensor);

    /// <summary>Whether relevance has reached a tensor.</summary>
    public bool Has(Tensor tensor) => relevance.ContainsKey(tensor);

    /// <summary>
    /// The relevance of an operator's output, which is complete now; it is taken only once. In a layer graph it is R itself.
    /// </summary>
    public BufferSlice Take(Tensor tensor) => Itself(tensor, TakeCarried(tensor));

    /// <summary>As <see cref="Take"/>, in the form in which it is carried.</summary>
    public CarriedRelevance TakeCarried(Tensor tensor)
    {
        BufferSlice slice = relevance[tensor];
        relevance.Remove(tensor);
        Count(slice, -1);
        return new CarriedRelevance(slice, FactorOf(tensor));
    }

    /// <summary>Whether nobody else waits for what is in a buffer, so that it may be changed in place.</summary>
    public bool IsExclusive(BufferSlice slice) => IsHeldBy(0, slice);

    /// <summary>Gives a tensor a share of relevance that already lies in a buffer.</summary>
    public void Share(Tensor tensor, BufferSlice slice)
    {
        if (!relevance.TryGetValue(tensor, out BufferSlice existing))
        {
            Hold(tensor, slice with { Name = Unique(tensor.Name) });
            return;
        }

        BufferSlice own = Own(tensor, existing);
        Comment("Relevance that came another way is added.");
        Step("Residual.Add", Argument.Read(own), Argument.Read(slice), Argument.Update(own), Argument.Workers);
    }

    /// <summary>Where a kernel that can accumulate puts the relevance of a tensor.</summary>
    public (Argument Destination, bool Accumulate) Deliver(Tensor tensor)
    {
        if (relevance.TryGetValue(tensor, out BufferSlice existing))
        {
            return (Argument.Update(Own(tensor, existing)), true);
        }

        return (Argument.Write(New(tensor)), false);
    }

    /// <summary>Passes relevance by a kernel that cannot accumulate: what is there already is added afterwards.</summary>
    public void Into(Tensor tensor, Action<Argument> step)
    {
        if (!relevance.TryGetValue(tensor, out BufferSlice existing))
        {
            step(Argument.Write(New(tensor)));
            return;
        }

        BufferSlice share = Temporary(tensor.Name + "Share", places.Of(tensor), perTarget: true);
        step(Argument.Write(share));
        BufferSlice own = Own(tensor, existing);
        Step("Residual.Add", Argument.Read(own), Argument.Read(share), Argument.Update(own), Argument.Workers);
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

        Buffer buffer = NewBuffer(forward[0].Buffer.Name, TargetRegion(tensors[0].Rows), forward[0].Buffer.Columns);
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

    /// <summary>
    /// Passes relevance through an operator with one input: in place where nobody else waits for what is there.
    /// </summary>
    /// <param name="input">The operator's input.</param>
    /// <param name="g">Relevance of its output, taken.</param>
    /// <param name="call">Kernel; it may write where it reads, and its destination and workers come last.</param>
    /// <param name="arguments">Its arguments, given how the relevance of the output is read.</param>
    /// <returns>Relevance of the input.</returns>
    public BufferSlice Unary(Tensor input, BufferSlice g, string call, Func<Argument, Argument[]> arguments)
    {
        if (IsExclusive(g) && !Has(input))
        {
            BufferSlice inPlace = g with { Name = Unique(input.Name) };
            Hold(input, inPlace);
            Step(call, [.. arguments(Argument.Read(g)), Argument.Update(inPlace), Argument.Workers]);
            return inPlace;
        }

        if (Has(input))
        {
            throw new InvalidOperationException($"{input.Name} is read by several operators; {call} cannot accumulate.");
        }

        BufferSlice destination = New(input);
        Step(call, [.. arguments(Argument.Read(g)), Argument.Write(destination), Argument.Workers]);
        return destination;
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
            (Region.Sequences or Region.TargetSequences, true) => Region.TargetSequences,
            (Region.Sequences or Region.TargetSequences, false) => Region.Sequences,
            (_, true) => Region.TargetSamples,
            _ => Region.Samples,
        };

        return NewBuffer(name, region, like.Columns, like.Buffer.Positions).Whole;
    }

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

    private void LowerSection(Graph graph, Section section)
    {
        if (section == graph.Sections[graph.Sections.Count - 1])
        {
            Comment("Relevance starts with the seed of every target.");
            Step("run.WriteSeeds", Argument.Write(New(Pass.StartIn(graph))));
        }

        foreach (Operator current in graph.Operators.Where(o => o.Section == section).Reverse())
        {
            foreach (Tensor output in current.Outputs)
            {
                if (layers is not null && Has(output))
                {
                    BufferSlice own = OwnIfRestricted(output, relevance[output], layers[output].Select(l => l.Index));
                    Comment($"{current.Modules}: relevance is complete.");
                    foreach (LayerReading layer in layers[output])
                    {
                        Argument[] factors = (FactorOf(output), layer.Norm) switch
                        {
                            ({ } of, null) => [Forward(of)],
                            ({ } of, { } norm) => [Forward(of), Argument.Weight(norm)],
                            (null, { } norm) => [Argument.Text("default"), Argument.Weight(norm)],
                            _ => [],
                        };
                        Step("run.Layer", [Argument.Text(FormattableString.Invariant($"{layer.Index}")), Argument.Update(own), .. factors]);
                    }
                }

                int index = graph.HiddenStateIndex(output);
                if (index >= 0 && Has(output))
                {
                    Comment($"Hidden state {index} is complete: its relevance is Σ x ⊙ g.");
                    Step(
                        "run.Capture.Hidden",
                        Argument.Text($"{index}"),
                        Forward(output),
                        Argument.Read(relevance[output]),
                        Argument.Starts);
                }
            }

            if (current.Outputs.Any(Has))
            {
                Pass.Lower(current, this);
            }
        }
    }

    // A buffer that others still wait for must not be changed: the tensor gets a copy.
    private BufferSlice Own(Tensor tensor, BufferSlice slice)
    {
        if (IsHeldBy(1, slice))
        {
            return slice;
        }

        _ = Take(tensor);
        BufferSlice copy = New(tensor);
        Comment("The sum's relevance is still needed elsewhere: this branch gets a copy.");
        Step("Residual.Copy", Argument.Read(slice), Argument.Write(copy), Argument.Workers);
        return copy;
    }

    // A condition on a layer changes its relevance: only then the tensor gets a copy of what others wait for as well.
    private BufferSlice OwnIfRestricted(Tensor tensor, BufferSlice slice, IEnumerable<int> indices)
    {
        if (IsHeldBy(1, slice))
        {
            return slice;
        }

        _ = TakeCarried(tensor);
        BufferSlice own = NewBuffer(tensor.Name, TargetRegion(tensor.Rows), tensor.Columns, tensor.Positions).Whole with { Shared = slice, Layers = indices.ToEquatableArray() };
        Hold(tensor, own);
        Comment("Relevance that another branch needs as well: a condition on this one gives it a copy.");
        Step("run.Separate", Argument.Read(slice), Argument.Write(own));
        return own;
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
        for (int i = 2; !names.TryTake(unique); i++)
        {
            unique = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return unique;
    }

    private static Region TargetRegion(RowKind rows) => rows switch
    {
        RowKind.Tokens => Region.TargetTokens,
        RowKind.Sequences => Region.TargetSequences,
        _ => Region.TargetSamples,
    };
}
