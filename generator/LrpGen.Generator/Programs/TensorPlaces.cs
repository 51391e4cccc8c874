using LrpGen.Generator.Graphs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>Which buffer holds which tensor of the forward pass.</summary>
internal sealed class TensorPlaces
{
    private readonly Dictionary<Tensor, BufferSlice> places = [];

    /// <summary>Where a tensor lies; it gets a buffer of its own when it is seen for the first time.</summary>
    public BufferSlice Of(Tensor tensor)
    {
        if (!places.TryGetValue(tensor, out BufferSlice place))
        {
            place = new Buffer(tensor.Name, RegionOf(tensor.Rows), tensor.Columns, tensor.Positions).Whole;
            places.Add(tensor, place);
        }

        return place;
    }

    /// <summary>Puts tensors side by side into one buffer, each from a multiple of a vector on.</summary>
    public BufferSlice Group(string name, EquatableArray<Tensor> tensors)
    {
        if (tensors.Count == 1)
        {
            return Of(tensors[0]);
        }

        Buffer buffer = new(name, RegionOf(tensors[0].Rows), checked((int)tensors.Sum(t => Buffer.Pad(t.Columns))), tensors[0].Positions);
        int first = 0;
        foreach (Tensor tensor in tensors)
        {
            places.Add(tensor, new BufferSlice(tensor.Name, buffer, first, tensor.Columns));
            first += (int)Buffer.Pad(tensor.Columns);
        }

        return buffer.Whole;
    }

    /// <summary>Lets a tensor lie where another one does, whose values it has.</summary>
    public void View(Tensor tensor, Tensor of) => places.Add(tensor, Of(of) with { Name = tensor.Name });

    private static Region RegionOf(RowKind rows) => rows == RowKind.Tokens ? Region.Tokens : Region.Samples;
}
