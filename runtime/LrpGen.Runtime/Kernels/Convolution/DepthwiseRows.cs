using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Depthwise convolutions: the channels are the vectors, and every channel sums over its taps only.</summary>
internal static unsafe class DepthwiseRows
{
    /// <summary>Taps that are summed in one chain.</summary>
    private const int LongestChain = 256;

    /// <summary>All pixels of a strip, all channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(ref ConvolutionStrip strip, float* bias, bool accumulate)
        where T : unmanaged, ILanes<T>
    {
        float* weights = strip.DepthwiseWeights<T>();
        nint channels = Matrix.Pad(strip.Weights.Results);
        int taps = strip.Phase.Taps;
        ReadOnlySpan<int> kernel = strip.Phase.Kernel;
        nint* offsets = stackalloc nint[64];
        nint* all = taps <= 64 ? offsets : (nint*)null;
        for (int t = 0; all != null && t < taps; t++)
        {
            all[t] = kernel[t] * channels;
        }

        for (int pixel = 0; pixel < strip.Count; pixel++)
        {
            float** sources = strip.PixelSources(pixel);
            float* result = strip.PixelResult(pixel);
            for (nint c = 0; c < channels; c += 16)
            {
                T sum = T.Create(0f);
                for (int t = 0; t < taps;)
                {
                    int end = Math.Min(taps, t + LongestChain);
                    T chain = T.Create(0f);
                    for (; t < end; t++)
                    {
                        nint offset = all != null ? all[t] : kernel[t] * channels;
                        chain = T.MultiplyAdd(T.Load(sources[t * GatherTable.Pixels] + c), T.Load(weights + offset + c), chain);
                    }

                    sum += chain;
                }

                if (accumulate)
                {
                    sum += T.Load(result + c);
                }

                if (bias != null)
                {
                    sum += T.Load(bias + c);
                }

                sum.Store(result + c);
            }
        }
    }
}
