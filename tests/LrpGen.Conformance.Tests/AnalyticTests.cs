using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// The cases of <c>analytic.json</c>, which captum, RelevancePropagation.jl, zennit-crp and lrp_toolbox publish as tests and
/// which can be computed by hand, from their layers through the generated code.
/// </summary>
public sealed class AnalyticTests
{
    // The file's own bound for float32.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, VectorWidth> Cases()
    {
        TheoryData<string, VectorWidth> data = [];
        foreach (JsonElement one in AnalyticCase.All())
        {
            foreach (VectorWidth width in Vectors.Available)
            {
                data.Add(one.GetProperty("name").GetString()!, width);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_what_is_published(string name, VectorWidth width)
    {
        AnalyticCase one = AnalyticCase.Named(name);
        using ArrayClassifier model = one.Load(width);
        using Session session = model.CreateSession();
        int count = one.Samples.Length;
        ArrayExplainOptions options = new() { Layers = true, OutputRelevance = one.OutputRelevance, Conditions = one.Conditions };
        session.Explain(one.Input, count, model.Description.Methods[0], [one.Target(model)], options);
        foreach (JsonProperty expected in one.Expected)
        {
            double[] values = AnalyticCase.Numbers(expected.Value);
            int size = values.Length / count;
            for (int sample = 0; sample < count; sample++)
            {
                float[] ours = expected.Name switch
                {
                    "output" => one.Output(model, session, sample),
                    "relevance.input" => session.InputRelevance(0, sample).ToArray(),
                    _ => session.LayerRelevance(model.Description.OutputIndex(expected.Name["relevance.".Length..]), 0, sample).ToArray(),
                };
                Distance.Check($"{name}, {expected.Name}, sample {sample}", ours, values.AsSpan(sample * size, size), Tolerance);
            }
        }
    }
}
