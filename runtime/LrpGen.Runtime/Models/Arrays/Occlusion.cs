using System.Buffers;

namespace LrpGen.Runtime;

/// <summary>Occlusion (Zeiler and Fergus 2014): what the score is when only a window of the input is seen, or when it is hidden.</summary>
/// <remarks>
/// As in zennit, every pixel of a window gets the score of the occluded input; overlapping windows add up, and a window
/// that runs over the border goes on at the other side.
/// </remarks>
internal static class Occlusion
{
    public static void Run(
        ArraySession session, ICompiledArrayModel model, ArrayWorkspace run, ReadOnlySpan<float> inputs, ArrayMethodDescription method, int targets, Span<float> result)
    {
        ReadOnlySpan<int> shape = model.Description.InputShape.AsSpan();
        Extent input = Extent.Of(shape.Length > 1 ? shape[1..] : shape);
        Extent window = Extent.Of(method.Window.AsSpan()), stride = Extent.Of(method.Stride.AsSpan());
        bool[] rented = ArrayPool<bool>.Shared.Rent(input.Positions);
        Span<bool> inside = rented.AsSpan(0, input.Positions);
        for (int front = 0; front < input.Depth; front += stride.Depth)
        {
            for (int top = 0; top < input.Height; top += stride.Height)
            {
                for (int left = 0; left < input.Width; left += stride.Width)
                {
                    Mark(inside, (front, top, left), window, input);
                    Occlude(inputs, run.Input, inside, method);
                    model.Forward(run);
                    session.ReadOutputs(method);
                    Collect(session, run, inside, targets, result);
                }
            }
        }

        ArrayPool<bool>.Shared.Return(rented);
    }

    private static void Mark(Span<bool> inside, (int Front, int Top, int Left) at, Extent window, Extent input)
    {
        inside.Clear();
        for (int z = 0; z < window.Depth; z++)
        {
            for (int y = 0; y < window.Height; y++)
            {
                int row = (((at.Front + z) % input.Depth * input.Height) + ((at.Top + y) % input.Height)) * input.Width;
                for (int x = 0; x < window.Width; x++)
                {
                    inside[row + ((at.Left + x) % input.Width)] = true;
                }
            }
        }
    }

    private static void Occlude(ReadOnlySpan<float> inputs, Span<float> occluded, ReadOnlySpan<bool> inside, ArrayMethodDescription method)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            occluded[i] = inside[i % inside.Length] == method.HidesWindow ? method.Fill : inputs[i];
        }
    }

    private static void Collect(ArraySession session, ArrayWorkspace run, ReadOnlySpan<bool> inside, int targets, Span<float> result)
    {
        int size = result.Length / (targets * run.Count);
        for (int target = 0; target < targets; target++)
        {
            for (int sample = 0; sample < run.Count; sample++)
            {
                float score = (float)Reductions.Dot(session.Seed(target, sample), session.Output(sample));
                Span<float> map = result.Slice(((target * run.Count) + sample) * size, size);
                for (int i = 0; i < map.Length; i++)
                {
                    if (inside[i % inside.Length])
                    {
                        map[i] += score;
                    }
                }
            }
        }
    }

    /// <summary>Sizes along three axes; those that an input does not have are 1.</summary>
    private readonly record struct Extent(int Depth, int Height, int Width)
    {
        public int Positions => Depth * Height * Width;

        public static Extent Of(ReadOnlySpan<int> sizes) => new(FromEnd(sizes, 3), FromEnd(sizes, 2), FromEnd(sizes, 1));

        private static int FromEnd(ReadOnlySpan<int> sizes, int place) => sizes.Length >= place ? sizes[^place] : 1;
    }
}
