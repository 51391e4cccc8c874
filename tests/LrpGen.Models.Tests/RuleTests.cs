using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>What the formulas of the rules promise of whole models.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> Methods => ShippedModel.Methods;

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_map_of_a_contrast_is_the_difference_of_the_maps(string method) => Maps.AssertClose(
        Maps.Minus(Maps.Of(method, Target.Label(1)), Maps.Of(method, Target.Label(0))),
        Maps.Of(method, Target.Contrast(1, 0)),
        1e-5);

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_map_of_a_probability_is_that_of_its_seed(string method)
    {
        // Two labels: p(1 − p) on one logit and −p(1 − p) on the other.
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        session.Explain(Sequences.Batch(Sequences.Of(24)), model.Method(method), [Target.Probability(1)]);
        double p = session.Seed(0, 0)[1];
        double[] contrast = Maps.Of(method, Target.Contrast(1, 0));
        Maps.AssertClose([.. contrast.Select(r => r * p)], Maps.Of(method, Target.Probability(1)), 1e-5);
    }

    [Fact]
    public void A_contrast_of_a_label_with_itself_is_refused_for_it_would_explain_nothing()
        => Assert.Contains("against itself", Assert.Throws<ArgumentException>(() => Maps.Of("attnlrp", Target.Contrast(1, 1))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("eps1", "eps2"), InlineData("gamma1", "gamma2")]
    public void As_the_parameter_vanishes_the_rule_tends_to_LRP_0_linearly(string whole, string quarter)
    {
        double[] zero = Maps.Of("attnlrp", Target.Label(1));
        double far = Maps.Norm(Maps.Minus(Maps.Of(whole, Target.Label(1)), zero));
        double near = Maps.Norm(Maps.Minus(Maps.Of(quarter, Target.Label(1)), zero));
        Assert.True(far < 0.2 * Maps.Norm(zero), $"{far} of {Maps.Norm(zero)}");

        // A quarter of the parameter, a quarter of the way, but for terms of the second order and rounding.
        Assert.InRange(far / near, 3, 5);
    }

    [Fact]
    public void Gamma_0_is_epsilon_with_the_stabiliser_of_gamma()
        => Maps.AssertClose(Maps.Of("stabilised", Target.Label(1)), Maps.Of("gamma0", Target.Label(1)), 1e-6);

    [Fact]
    public void Alpha_beta_at_one_layer_is_affine_in_beta()
    {
        double[] beta0 = Maps.Of("beta0", Target.Label(1));
        double[] beta1 = Maps.Of("beta1", Target.Label(1));
        double[] beta2 = Maps.Of("beta2", Target.Label(1));
        double[] step = Maps.Minus(beta1, beta0);
        Assert.True(Maps.Norm(step) > 0.01 * Maps.Norm(beta0), "β must matter for the claim to mean something.");
        Maps.AssertClose(step, Maps.Minus(beta2, beta1), 1e-4);
    }

    [Theory]
    [InlineData("attnlrp"), InlineData("cplrp"), InlineData("epsilon(0.25)+attnlrp"), InlineData("gamma(0.25)+attnlrp")]
    [InlineData("alphabeta(2,1)+cplrp"), InlineData("zplus+attnlrp"), InlineData("gradxinput"), InlineData("beta2"), InlineData("stopped")]
    public void The_ledger_accounts_for_the_whole_score(string method)
    {
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        TokenBatch batch = Sequences.Batch(Sequences.Seven);
        MethodDescription described = model.Method(method);
        session.Explain(batch, described, [Target.Label(0), Target.Contrast(1, 0)], RelevanceDetail.Ledger);
        for (int target = 0; target < 2; target++)
        {
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                double[] lines =
                [
                    .. session.TokenRelevance(target, sequence).ToArray().Select(r => (double)r),
                    .. model.Description.Sinks.Select((sink, i) => (sink, i)).Where(s => s.sink.Pass == described.Pass).Select(s => session.Ledger[s.i, target, sequence]),
                ];

                // Rounding loses a share of what is added up; αβ adds up positive and negative parts that nearly cancel.
                double score = session.Score(target, sequence);
                double tolerance = method.Contains("alphabeta", StringComparison.Ordinal) || method.Contains("zplus", StringComparison.Ordinal) ? 5e-5 : 1e-5;
                Assert.Equal(score, lines.Sum(), tolerance * Math.Max(Math.Abs(score), lines.Max(Math.Abs)));
            }
        }
    }

    [Fact]
    public void The_heads_of_a_layer_share_the_relevance_of_its_context()
    {
        // CP-LRP hands all of the context's relevance to the value, where this method's stabiliser takes all of it, and
        // the ledger says how much that was.
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        MethodDescription method = model.Method("stopped");
        session.Explain(Sequences.Batch(Sequences.Seven), method, [Target.Label(1)], RelevanceDetail.Heads | RelevanceDetail.Ledger);
        SinkDescription line = model.Description.Sinks.Single(
            s => s.Pass == method.Pass && s.Kind == SinkKind.Epsilon && s.Name.EndsWith("layer.2.attention.self.value", StringComparison.Ordinal));
        int heads = model.Description.Tokens!.Heads;
        for (int sequence = 0; sequence < session.Batch.Count; sequence++)
        {
            double sum = Enumerable.Range(0, heads).Sum(head => (double)session.Details.HeadRelevance[(((2 * heads) + head) * session.Batch.Count) + sequence]);
            double taken = session.Ledger[model.Description.Sinks.IndexOf(line), 0, sequence];
            Assert.Equal(taken, sum, 1e-5 * Math.Max(1, Math.Abs(taken)));
        }
    }

    [Fact]
    public void Integrated_gradients_account_for_the_way_from_the_baseline()
    {
        TextClassifier model = ShippedModel.Shared;
        using Session session = model.CreateSession();
        using Session baseline = new(new WithoutWords(model));
        TokenBatch batch = Sequences.Batch(Sequences.Of(24));
        baseline.Predict(batch);
        double from = baseline.Logits(0)[1];
        double coarse = Math.Abs(Gap(8));
        double fine = Math.Abs(Gap(256));
        Assert.True(fine < 2e-3, $"gap {fine}");
        Assert.True(fine < coarse || coarse < 1e-4, $"gap {coarse} with 8 steps, {fine} with 256");

        double Gap(int steps)
        {
            session.IntegrationSteps = steps;
            session.Explain(batch, model.Method("integrated-gradients"), [Target.Label(1)]);
            return session.TokenRelevance(0, 0).ToArray().Sum(r => (double)r) - (session.Logits(0)[1] - from);
        }
    }

    /// <summary>The model at the beginning of the path of integrated gradients: word embeddings are zeros.</summary>
    private sealed class WithoutWords(ICompiledModel model) : ICompiledModel
    {
        public ModelDescription Description => model.Description;

        public void Forward(Workspace run)
        {
            run.EmbeddingScale = 0;
            model.Forward(run);
        }

        public void Relevance(Workspace run, int pass) => model.Relevance(run, pass);
    }
}
