using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>Every operator passes on what is not a number, and what is infinite: where the double-precision network's output is, ours is.</summary>
public sealed class NotANumberTests
{
    // Of larger inputs some places: they are odd steps apart, so that they meet all rows and columns.
    private const int MostPlaces = 12;

    public static TheoryData<string> Labels() => new(OperatorCases.All.Select(c => c.Label).Distinct());

    [Theory]
    [MemberData(nameof(Labels))]
    public void Logits_are_numbers_where_those_of_the_reference_are(string label)
    {
        foreach (OperatorGraph graph in OperatorModels.Of(label))
        {
            (VectorWidth Width, Session Session)[] sessions = [.. Vectors.Available.Select(width => (width, OperatorModels.Load(graph, width).CreateSession()))];
            foreach (float bad in new[] { float.NaN, BitConverter.UInt32BitsToSingle(0x7FC00001), float.PositiveInfinity, float.NegativeInfinity })
            {
                foreach (int place in Places(graph.Sample(0).Length))
                {
                    float[] input = graph.Sample(0);
                    input[place] = bad;
                    double[] expected = graph.Reference.Forward([.. input.Select(v => (double)v)]).Last().Value;
                    foreach ((VectorWidth width, Session session) in sessions)
                    {
                        bool isRefused = Record.Exception(() => session.Predict(input, 1)) is NotFiniteNumberException;
                        float[] logits = session.Logits(0).ToArray();
                        Assert.Equal(!logits.All(float.IsFinite), isRefused);

                        // A classifier's logits are those before its softmax: of the probabilities it tells only whether they are numbers.
                        if (graph.Case.Op == "softmax")
                        {
                            Assert.Equal(!expected.All(double.IsFinite), isRefused);
                            continue;
                        }

                        Assert.True(
                            expected.Zip(logits).All(pair => double.IsFinite(pair.First) == float.IsFinite(pair.Second) && (!float.IsNaN(bad) || double.IsNaN(pair.First) == float.IsNaN(pair.Second))),
                            $"{graph.Surroundings}, {bad} at {place}, {width}: [{string.Join(", ", logits)}], expected [{string.Join(", ", expected)}]");
                    }
                }
            }

            Array.ForEach(sessions, entry => entry.Session.Dispose());
        }
    }

    private static IEnumerable<int> Places(int inputs) => Enumerable.Range(0, Math.Min(inputs, MostPlaces)).Select(i => inputs <= MostPlaces ? i : i * 37 % inputs).Distinct();
}
