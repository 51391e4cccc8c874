using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>What the logits mean decides probabilities, seeds and what is refused, of texts and of arrays alike.</summary>
public sealed class ProblemTypeTests
{
    // Ids of the small models in tests/faults.
    private static readonly int[] Ids = [2, 5, 7, 9, 3];

    private static readonly string Faults = Path.Combine(
        typeof(ProblemTypeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!, "tests", "faults");

    private static readonly Lazy<Type> MultiLabel = new(() => Compile("multilabel"));
    private static readonly Lazy<Type> OneLabel = new(() => Compile("onelabel"));

    [Fact]
    public void The_probability_of_one_of_several_right_labels_is_the_sigmoid_and_says_nothing_of_the_others()
    {
        using TextClassifier model = GeneratedAssembly.Load<TextClassifier>(MultiLabel.Value, Path.Combine(Faults, "multilabel"), Options);
        using Session session = model.CreateSession();
        session.Explain(Batch(), model.Description.Methods[0], [Target.Probability(0), Target.Probability(1, 2)]);
        float logit = session.Logits(0)[0], other = session.Logits(0)[1];
        double p = 1 / (1 + Math.Exp(-logit)), q = 1 / (1 + Math.Exp(-other / 2));
        Assert.Equal([(float)(p * (1 - p)), 0, 0], session.Seed(0, 0).ToArray(), Near);
        Assert.Equal([0, (float)(q * (1 - q) / 2), 0], session.Seed(1, 0).ToArray(), Near);
        Assert.Equal(p * (1 - p) * logit, session.Score(0, 0), 1e-6);

        ImmutableArray<LabelScore> scores = ExplanationOf(model).Labels;
        Assert.Equal([.. scores.Select(s => (float?)(1 / (1 + MathF.Exp(-s.Logit))))], scores.Select(s => s.Probability));
    }

    [Fact]
    public void A_regression_gives_its_value_and_no_probability()
    {
        using TextClassifier model = GeneratedAssembly.Load<TextClassifier>(OneLabel.Value, Path.Combine(Faults, "onelabel"), Options);
        TextExplanation why = ExplanationOf(model);
        LabelScore value = Assert.Single(why.Labels);
        Assert.Null(value.Probability);
        string shown = FormattableString.Invariant($"+{value.Logit:F2}");
        Assert.StartsWith($"value LABEL_0 {shown}, explained LABEL_0 ({shown})", why.ToAnsi(new AnsiOptions { Colors = AnsiColors.None }), StringComparison.Ordinal);
        foreach (Target target in new[] { Target.Probability(0), Target.AgainstOthers(0), Target.Contrast(0, 0), Target.Weighted(0), Target.Weighted(float.NaN) })
        {
            Assert.ThrowsAny<ArgumentException>(() => model.Explain("a", new ExplainOptions { Target = target }));
        }

        Assert.Contains(
            "no probability: explain it itself",
            Assert.Throws<ArgumentException>(() => model.Explain("a", new ExplainOptions { Target = Target.Probability(0) })).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Weights that are numbers can still give logits that are none.</summary>
    [Fact]
    public async Task Logits_that_are_no_numbers_are_an_error_of_the_call_and_of_that_input_alone()
    {
        string folder = Directory.CreateTempSubdirectory("lrpgen-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), WithHugeClassifier(File.ReadAllBytes(Path.Combine(Faults, "onelabel", "model.safetensors"))));
            using TextClassifier model = GeneratedAssembly.Load<TextClassifier>(OneLabel.Value, folder, Options);
            NotFiniteNumberException error = Assert.Throws<NotFiniteNumberException>(() => model.Explain("a"));
            Assert.Matches("^GoldenModel: the logit of 'LABEL_0' is (NaN|∞|-∞|Infinity|-Infinity), so that nothing is predicted; a weight may be no number, or a value too large", error.Message);
            Assert.Throws<NotFiniteNumberException>(() => model.Predict("a"));
            ExplainManyException many = await Assert.ThrowsAsync<ExplainManyException>(async () =>
            {
                await foreach (TextExplanation _ in model.ExplainMany(["a"]))
                {
                }
            });
            Assert.IsType<NotFiniteNumberException>(many.InnerException);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_input_that_holds_no_number_is_named()
    {
        GoldenCase golden = GoldenCase.Named("mlp-relu");
        Type type = CompiledGraph.Compile("mlp-relu.numbers", File.ReadAllText(Path.Combine(golden.Folder, "layers.json")));
        using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(type, golden.Folder, new ArrayClassifierOptions { Width = Vectors.Default });
        float[] inputs = new float[2 * model.Description.InputSize];
        inputs[model.Description.InputSize + 3] = float.NaN;
        string message = Assert.Throws<NotFiniteNumberException>(() => model.PredictBatch(inputs, 2)).Message;
        Assert.Contains("of input 1 is NaN, so that nothing is predicted; value 3 of the input is NaN.", message, StringComparison.Ordinal);
        Array.Fill(inputs, float.MaxValue);
        Assert.Contains("too large", Assert.Throws<NotFiniteNumberException>(() => model.Explain(inputs.AsSpan(0, model.Description.InputSize))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null, ProblemType.SingleLabel)]
    [InlineData(2, "multi_label_classification", ProblemType.MultiLabel)]
    [InlineData(2, "regression", ProblemType.Regression)]
    [InlineData(1, null, ProblemType.Regression)]
    [InlineData(1, "multi_label_classification", ProblemType.MultiLabel)]
    public void A_layer_graph_says_what_its_outputs_mean(int outputs, string? given, ProblemType expected)
    {
        string problem = given is null ? "" : $"\"problem_type\": \"{given}\",";
        Type type = CompiledGraph.Compile(
            $"problem{outputs}{given}",
            $$"""{"input": {"shape": [3]}, "layers": [{"name": "fc", "op": "linear", "in": 3, "out": {{outputs}}}], {{problem}} "output": "fc", "relevance": "gradient"}""");
        string folder = Directory.CreateTempSubdirectory("lrpgen-").FullName;
        try
        {
            WriteDense(Path.Combine(folder, "model.safetensors"), outputs);
            using ArrayClassifier model = GeneratedAssembly.Load<ArrayClassifier>(type, folder, new ArrayClassifierOptions { Width = Vectors.Default });
            Assert.Equal(expected, model.Description.ProblemType);
            LabelScore label = model.Predict([1, 2, 3]).Labels[0];
            Assert.Equal(1, label.Logit);
            Assert.Equal(
                expected switch { ProblemType.Regression => null, ProblemType.MultiLabel => 1 / (1 + MathF.Exp(-1)), _ => 1 / (1 + MathF.Exp(1)) },
                label.Probability);
            if (expected == ProblemType.Regression && outputs > 1)
            {
                Assert.Contains("predicts no label", Assert.Throws<ArgumentException>(() => model.Explain([1, 2, 3])).Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(outputs == 1 ? 1 : 2, model.Explain([1, 2, 3], expected == ProblemType.Regression ? Target.Predicted : Target.Label(outputs - 1)).Target.Score);
            }

            // Labels that exclude each other take from one what they give to another.
            if (expected == ProblemType.MultiLabel) Assert.All(model.Explain([1, 2, 3], Target.Probability(0)).Target.Seed.Skip(1), weight => Assert.Equal(0, weight));
            if (expected == ProblemType.SingleLabel) Assert.Equal(0, model.Explain([1, 2, 3], Target.Probability(0)).Target.Seed.Sum(), 1e-6f);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TextClassifierOptions Options => new() { Encoder = new FixedIds(Ids) };

    private static TokenBatch Batch()
    {
        TokenBatch batch = new();
        batch.Add(Ids);
        return batch;
    }

    private static TextExplanation ExplanationOf(TextClassifier model) => model.Explain("a");

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6;

    private static Type Compile(string name)
    {
        string path = Path.Combine(Faults, name, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "GoldenModel", "Golden", "attnlrp", "public", false, path, false), read.Spec);
        return GeneratedAssembly.Of("Golden.faults." + name, result.Files).GetType("Golden.GoldenModel")!;
    }

    /// <summary>A checkpoint whose classifier weighs 3e38: every number is one, and the products are none.</summary>
    private static byte[] WithHugeClassifier(byte[] file)
    {
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        JsonElement place = json.RootElement.GetProperty("classifier.weight").GetProperty("data_offsets");
        for (int at = place[0].GetInt32(); at < place[1].GetInt32(); at += 4)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + header + at), 3e38f);
        }

        return file;
    }

    // Weights 0, bias 1, 2, …: logits are the biases.
    private static void WriteDense(string path, int outputs)
    {
        int weights = 12 * outputs, all = weights + (4 * outputs);
        byte[] header = System.Text.Encoding.ASCII.GetBytes(
            $$$"""{"fc.weight":{"dtype":"F32","shape":[{{{outputs}}},3],"data_offsets":[0,{{{weights}}}]},"fc.bias":{"dtype":"F32","shape":[{{{outputs}}}],"data_offsets":[{{{weights}}},{{{all}}}]}}""");
        byte[] file = new byte[8 + header.Length + all];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < outputs; i++) BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + header.Length + weights + (4 * i)), i + 1);
        File.WriteAllBytes(path, file);
    }

    /// <summary>A tokenizer that gives the same ids to every text; each is a character of it.</summary>
    private sealed class FixedIds(int[] ids) : ITextEncoder
    {
        public string Identity => "fixed";

        public TextEncoding Encode(string text, int maxTokens) => new(
            text, null, [.. ids.Select(id => new EncodedToken(id, "x", 0, text.Length, IsSpecial: false, Sequence: 0, TypeId: 0))], ids.Length, default, default);

        public TextEncoding Encode(string text, string pair, int maxTokens) => throw new NotSupportedException();
    }
}
