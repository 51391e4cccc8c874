using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>Writes the forward pass: every operator adds its kernel calls, in order.</summary>
internal sealed class ForwardLowering
{
    private readonly TensorPlaces places;
    private readonly List<Step> steps = [];

    private ForwardLowering(TensorPlaces places) => this.places = places;

    /// <summary>The forward pass of a graph, one procedure a section.</summary>
    public static EquatableArray<Procedure> Lower(Graph graph, TensorPlaces places, CancellationToken cancellation = default)
    {
        List<Procedure> procedures = [];
        ILookup<Section, Operator> operators = graph.BySection();
        IReadOnlyDictionary<Tensor, int> hiddenStates = graph.HiddenStateIndices();
        foreach (Section section in graph.Sections)
        {
            cancellation.ThrowIfCancellationRequested();
            ForwardLowering lowering = new(places);
            foreach (Operator current in operators[section])
            {
                current.LowerForward(lowering);
                foreach (Tensor output in current.Outputs)
                {
                    if (hiddenStates.TryGetValue(output, out int index))
                    {
                        lowering.Step(null, "run.Capture.HiddenState", Argument.Text($"{index}"), lowering.Read(output));
                    }

                    if (output == graph.Logits)
                    {
                        lowering.Step(null, "run.ReadLogits", lowering.Read(output));
                    }
                }
            }

            procedures.Add(new Procedure(section.Name, lowering.steps.ToEquatableArray()));
        }

        return procedures.ToEquatableArray();
    }

    /// <summary>Adds a kernel call.</summary>
    public void Step(string? comment, string call, params Argument[] arguments)
        => steps.Add(new Step(comment, call, arguments.ToEquatableArray()));

    /// <summary>The tensor, read.</summary>
    public Argument Read(Tensor tensor) => Argument.Read(places.Of(tensor));

    /// <summary>The tensor, written.</summary>
    public Argument Write(Tensor tensor) => Argument.Write(places.Of(tensor));

    /// <summary>The tensor, changed in place.</summary>
    public Argument Update(Tensor tensor) => Argument.Update(places.Of(tensor));

    /// <summary>The tensor, written if somebody reads it.</summary>
    public Argument WriteIfRead(Tensor tensor) => Argument.WriteIfRead(places.Of(tensor));

    /// <summary>A tensor with the values of another one, where those lie.</summary>
    public void View(Tensor input, Tensor output) => places.View(output, input);

    /// <summary>Tensors side by side in one buffer.</summary>
    public BufferSlice Group(string name, EquatableArray<Tensor> tensors) => places.Group(name, tensors);
}
