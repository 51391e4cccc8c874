using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>Rules of layer graphs in networks over tokens: those that carry R itself, and steps that a method says.</summary>
public sealed class TextRuleTests
{
    private static readonly Lazy<Type> Compiled = new(Compile);

    private static readonly string[] Methods =
    [
        "flat+attnlrp", "w_square+cplrp", "zbox(-1, 1)+attnlrp", "mixed: attnlrp[first = flat, op:activation = gradient]", "norms: attnlrp[layer_norm = epsilon(0.01)]",
        "integrated-gradients(5)", "few: integrated-gradients",
    ];

    public static TheoryData<string> Shares() => new(Methods.Take(5).Select(m => m.Split(':')[0]));

    [Theory]
    [MemberData(nameof(Shares))]
    public void The_ledger_closes_at_the_tokens_whatever_form_relevance_has_on_its_way(string method)
    {
        using Session session = Explain(method, out TokenBatch batch, out ModelDescription description);
        int pass = description.Methods.First(m => m.Name == method).Pass;
        for (int row = 0; row < batch.Count; row++)
        {
            double[] parts =
            [
                .. session.TokenRelevance(0, row).ToArray().Select(v => (double)v),
                .. Enumerable.Range(0, description.Sinks.Length).Where(s => description.Sinks[s].Pass == pass).Select(s => (double)session.Ledger[s, 0, row]),
            ];
            double score = session.Score(0, row), largest = parts.Append(score).Max(Math.Abs);
            Assert.True(Math.Abs(parts.Sum() - score) <= 1e-5 * largest, FormattableString.Invariant($"{method}: {parts.Sum():G9} of {score:G9}, largest {largest:G3}"));
        }
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public void Relevance_of_a_hidden_state_is_read_in_whatever_form_it_is_carried(string method)
    {
        using Session session = Explain(method, out TokenBatch batch, out ModelDescription description);
        int last = description.Tokens!.EncoderLayers;

        // Only the first token of the last hidden state is read; what arrives there is the score, less what the head keeps.
        ReadOnlySpan<float> hidden = session.Details.HiddenRelevance;
        for (int row = 0; row < batch.Count; row++)
        {
            int first = batch.Starts[row];
            Assert.NotEqual(0, hidden[(last * batch.Tokens) + first]);
            Assert.All(hidden.Slice((last * batch.Tokens) + first + 1, batch.Starts[row + 1] - first - 1).ToArray(), r => Assert.Equal(0, r));
            Assert.All(hidden.Slice(first, batch.Starts[row + 1] - first).ToArray(), r => Assert.True(float.IsFinite(r)));
        }
    }

    [Fact]
    public void A_path_has_as_many_steps_as_the_method_says_or_else_as_the_session_says()
    {
        using Session said = Explain("integrated-gradients(5)", out _, out _, steps: 11);
        using Session asked = Explain("few", out _, out _, steps: 5);
        using Session other = Explain("few", out _, out _, steps: 11);
        Assert.Equal(asked.TokenRelevance(0, 0).ToArray(), said.TokenRelevance(0, 0).ToArray());
        Assert.NotEqual(other.TokenRelevance(0, 0).ToArray(), said.TokenRelevance(0, 0).ToArray());
    }

    private static Session Explain(string method, out TokenBatch batch, out ModelDescription description, int steps = 32)
    {
        GoldenCase golden = GoldenCase.Named("bert-seqcls");
        TextClassifier model = GeneratedAssembly.Load<TextClassifier>(Compiled.Value, golden.ModelFolder, new TextClassifierOptions { TokenIdsOnly = true });
        Session session = model.CreateSession();
        session.IntegrationSteps = steps;
        batch = new TokenBatch();
        int[][] ids = golden.ReadIntegers("input_ids");
        for (int row = 0; row < ids.Length; row++)
        {
            batch.Add(ids[row].AsSpan(0, golden.Lengths[row]));
        }

        description = model.Description;
        MethodDescription described = model.Method(method);
        RelevanceDetail detail = described.Reading == MethodReading.Relevance ? RelevanceDetail.HiddenStates | RelevanceDetail.Ledger : RelevanceDetail.Tokens;
        session.Explain(batch, described, [Target.Label(1)], detail);
        return session;
    }

    private static Type Compile()
    {
        string path = Path.Combine(GoldenCase.Named("bert-seqcls").ModelFolder, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "RuleModel", "Rules", string.Join("; ", Methods), "public", false, path), read.Spec!);
        Assert.True(result.Diagnostics.Count == 0, string.Join("\n", result.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        return GeneratedAssembly.Of("Rules.Text", result.Files).GetType("Rules.RuleModel")!;
    }
}
