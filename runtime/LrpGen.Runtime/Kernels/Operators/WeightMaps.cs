using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Weight maps on packed weights, whose padding is zero.</summary>
internal static unsafe class WeightMaps
{
    /// <summary>Refuses a value that names no map.</summary>
    public static void Known(WeightMap map)
    {
        if (map is < WeightMap.Identity or > WeightMap.One)
        {
            throw new ArgumentOutOfRangeException(nameof(map), map, "Not a weight map.");
        }
    }

    /// <summary>target = map(source), of the values of a bias.</summary>
    public static void Map(ReadOnlySpan<float> source, WeightMap map, Span<float> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = map switch
            {
                WeightMap.Identity => source[i],
                WeightMap.Magnitude => MathF.Abs(source[i]),
                WeightMap.Positive => MathF.Max(source[i], 0),
                WeightMap.Negative => MathF.Min(source[i], 0),
                WeightMap.Square => source[i] * source[i],
                _ => 1,
            };
        }
    }

    /// <summary>target = map(source) for a multiple of 16 floats. Not for <see cref="WeightMap.One"/>, which has to know what exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T>(WeightMap map, float* source, float* target, long count)
        where T : unmanaged, ILanes<T>
    {
        T zero = T.Create(0f);
        switch (map)
        {
            case WeightMap.Magnitude:
                for (nint i = 0; i < count; i += 16)
                {
                    T.Abs(T.Load(source + i)).Store(target + i);
                }

                break;
            case WeightMap.Positive:
                for (nint i = 0; i < count; i += 16)
                {
                    T.Max(zero, T.Load(source + i)).Store(target + i);
                }

                break;
            case WeightMap.Negative:
                for (nint i = 0; i < count; i += 16)
                {
                    T.Min(zero, T.Load(source + i)).Store(target + i);
                }

                break;
            case WeightMap.Square:
                for (nint i = 0; i < count; i += 16)
                {
                    T w = T.Load(source + i);
                    (w * w).Store(target + i);
                }

                break;
            case WeightMap.Identity:
                for (nint i = 0; i < count; i += 16)
                {
                    T.Load(source + i).Store(target + i);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(map), map, "Not a map of values.");
        }
    }
}
