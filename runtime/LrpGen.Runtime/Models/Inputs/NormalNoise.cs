namespace LrpGen.Runtime;

/// <summary>Normally distributed numbers of mean 0 and deviation 1 (Box and Muller 1958).</summary>
internal static class NormalNoise
{
    /// <summary>Draws as many as there is room for.</summary>
    public static void Draw(Random random, Span<float> noise)
    {
        for (int i = 0; i < noise.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            noise[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }
}
