using System.Text.Json;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>Cases with sentences: the whole way from a text to its tokens, its logits and its relevance.</summary>
public sealed class SentenceTests
{
    public static TheoryData<string, VectorWidth> Cases()
    {
        TheoryData<string, VectorWidth> data = [];
        foreach (GoldenCase golden in GoldenCase.All(c => c.Unsupported is null && File.Exists(Sentences(c))))
        {
            foreach (VectorWidth width in Vectors.Available)
            {
                data.Add(golden.Name, width);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_text_to_relevance(string name, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        using TextClassifier model = CompiledCase.Load(golden, new TextClassifierOptions { Width = width });
        JsonElement[] sentences = [.. File.ReadLines(Sentences(golden)).Select(l => JsonDocument.Parse(l).RootElement.Clone())];
        string[] texts = [.. sentences.Select(s => s.GetProperty("text").GetString()!)];
        foreach (Reference reference in golden.References)
        {
            (double[] expected, int[] shape) = golden.Read(reference.Tensor);
            int rowSize = expected.Length / shape[0];
            (string method, Target target) = reference.Relevance is var (m, t, _) ? (m, t) : ("attnlrp", Target.Predicted);
            TextExplanation[] explanations = [.. model.ExplainBatch(texts, new ExplainOptions { Method = model.Method(method), Target = target })];
            for (int row = 0; row < texts.Length; row++)
            {
                float[] values = new float[rowSize];
                float[] ours = reference.Relevance is null
                    ? [.. explanations[row].Labels.Select(l => l.Logit)]
                    : [.. explanations[row].Tokens.Select(k => k.Relevance)];
                ours.CopyTo(values, 0);
                Distance.Check($"{name}, {reference.Tensor}, row {row}", values, expected.AsSpan(row * rowSize, rowSize), reference.Allowed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokens_and_their_places_are_exact(string name, VectorWidth width)
    {
        GoldenCase golden = GoldenCase.Found(name);
        using TextClassifier model = CompiledCase.Load(golden, new TextClassifierOptions { Width = width });
        foreach (string line in File.ReadLines(Sentences(golden)))
        {
            JsonElement sentence = JsonDocument.Parse(line).RootElement;
            TextExplanation explanation = model.Explain(sentence.GetProperty("text").GetString()!);
            Assert.Equal(sentence.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()), explanation.Tokens.Select(t => t.Id));
            Assert.Equal(
                sentence.GetProperty("offsets_utf16").EnumerateArray().Select(o => (o[0].GetInt32(), o[1].GetInt32())),
                explanation.Tokens.Select(t => (t.Start, t.End)));
            Assert.Equal(sentence.GetProperty("truncated").GetBoolean(), explanation.Truncation is not null);
        }
    }

    private static string Sentences(GoldenCase golden) => Path.Combine(golden.Folder, "sentences.jsonl");
}
