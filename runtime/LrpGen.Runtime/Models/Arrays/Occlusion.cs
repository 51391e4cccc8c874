using System.Buffers;
using System.Numerics.Tensors;

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
        ArrayModelDescription description = model.Description;
        int height = description.InputShape.Length > 2 ? description.InputShape[^2] : 1;
        int width = description.InputShape[^1];
        int planes = description.InputSize / (height * width);
        int windowHeight = Math.Min(method.Window, height);
        bool[] rented = ArrayPool<bool>.Shared.Rent(height * width);
        Span<bool> inside = rented.AsSpan(0, height * width);
        for (int top = 0; top < height; top += method.Stride)
        {
            for (int left = 0; left < width; left += method.Stride)
            {
                Mark(inside, top, left, windowHeight, method.Window, height, width);
                Occlude(inputs, run.Input, inside, method.HidesWindow);
                model.Forward(run);
                session.ReadOutputs(method);
                Collect(session, run, inside, planes, targets, result);
            }
        }

        ArrayPool<bool>.Shared.Return(rented);
    }

    private static void Mark(Span<bool> inside, int top, int left, int windowHeight, int windowWidth, int height, int width)
    {
        inside.Clear();
        for (int y = 0; y < windowHeight; y++)
        {
            for (int x = 0; x < windowWidth; x++)
            {
                inside[((top + y) % height * width) + ((left + x) % width)] = true;
            }
        }
    }

    private static void Occlude(ReadOnlySpan<float> inputs, Span<float> occluded, ReadOnlySpan<bool> inside, bool hidesWindow)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            occluded[i] = inside[i % inside.Length] == hidesWindow ? 0 : inputs[i];
        }
    }

    private static void Collect(ArraySession session, ArrayWorkspace run, ReadOnlySpan<bool> inside, int planes, int targets, Span<float> result)
    {
        for (int target = 0; target < targets; target++)
        {
            for (int sample = 0; sample < run.Count; sample++)
            {
                float score = TensorPrimitives.Dot(session.Seed(target, sample), session.Output(sample));
                Span<float> map = result.Slice(((target * run.Count) + sample) * planes * inside.Length, planes * inside.Length);
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
}
