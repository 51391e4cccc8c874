namespace LrpGen.Runtime;

/// <content>The weights read back, output by output.</content>
public sealed unsafe partial class PackedLinear
{
    /// <summary>The weights of one output, as they are stored: rounded, if they are stored in 16 bits.</summary>
    /// <param name="output">The output, counted with the padding of the parts before it.</param>
    /// <param name="destination">Receives <see cref="Inputs"/> weights.</param>
    internal void ReadOutput(int output, Span<float> destination)
    {
        nint at = ((_firstBlock + (output / Block)) * BlockStride) + (output % Block);
        float* floats = _weights.Pointer;
        ushort* halves = (ushort*)floats;
        for (int i = 0; i < Inputs; i++, at += Block)
        {
            destination[i] = _storage switch
            {
                WeightType.F32 => floats[at],
                WeightType.BF16 => BitConverter.UInt32BitsToSingle((uint)halves[at] << 16),
                _ => (float)BitConverter.UInt16BitsToHalf(halves[at]),
            };
        }

        GC.KeepAlive(this);
    }

    /// <summary>A layer's weights as a tensor [outputs, inputs].</summary>
    internal sealed class Rows : IFloatSource
    {
        private readonly PackedLinear _layer;
        private readonly long[] _shape;

        public Rows(PackedLinear layer, string name)
        {
            if (layer.Parts != 1)
            {
                throw new ArgumentException($"{name}: expected a layer of one part, found {layer.Parts}.", nameof(layer));
            }

            (_layer, Name, _shape) = (layer, name, [layer.PartColumns(0), layer.Inputs]);
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <inheritdoc/>
        public ReadOnlySpan<long> Shape => _shape;

        /// <inheritdoc/>
        public void Read(long start, Span<float> destination)
        {
            if (start % _shape[1] != 0 || destination.Length != _shape[1] || start < 0 || start >= _shape[0] * _shape[1])
            {
                throw new ArgumentOutOfRangeException(nameof(start), start, $"{Name} is read row by row.");
            }

            _layer.ReadOutput((int)(start / _shape[1]), destination);
        }
    }
}
