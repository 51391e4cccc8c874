using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests.Families;

/// <summary>Rotary positions as transformers 4 and 5 write them.</summary>
public class RopeTests
{
    /// <summary>A line of transformers 4, one of transformers 5 that means the same, and what both mean.</summary>
    public static TheoryData<string, string, object> Spellings => new()
    {
        { "\"rope_theta\": 10000.0, \"rope_scaling\": null", "\"rope_parameters\": {\"rope_theta\": 10000.0, \"rope_type\": \"default\"}", new RopeSpec("default", 10000) },
        { "\"rope_theta\": 5e5", "\"rope_parameters\": {\"rope_theta\": 500000}", new RopeSpec("default", 500000) },
        {
            "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0}", "\"rope_parameters\": {\"rope_theta\": 10000.0, \"rope_type\": \"linear\", \"factor\": 2.0}",
            new RopeSpec("linear", 10000, 2)
        },
        {
            "\"rope_scaling\": {\"type\": \"dynamic\", \"rope_type\": \"dynamic\", \"factor\": 2}", "\"rope_parameters\": {\"rope_type\": \"dynamic\", \"factor\": 2.0, \"original_max_position_embeddings\": 2048}",
            new RopeSpec("dynamic", 10000, 2)
        },
        {
            "\"rope_theta\": 1e6, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 32768}",
            "\"rope_parameters\": {\"rope_theta\": 1000000.0, \"rope_type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 32768}",
            new RopeSpec("yarn", 1000000, 4, 32768)
        },
        {
            "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4, \"attention_factor\": 1.5, \"beta_fast\": 16, \"beta_slow\": 2, \"mscale\": 0.7, \"mscale_all_dim\": 0.8, \"truncate\": false}",
            "\"rope_parameters\": {\"rope_type\": \"yarn\", \"factor\": 4.0, \"attention_factor\": 1.5, \"beta_fast\": 16.0, \"beta_slow\": 2.0, \"mscale\": 0.7, \"mscale_all_dim\": 0.8, \"truncate\": false}",
            new RopeSpec("yarn", 10000, 4, AttentionFactor: 1.5, BetaFast: 16, BetaSlow: 2, MScale: 0.7, MScaleAllDim: 0.8, Truncate: false)
        },
        {
            "\"head_dim\": 4, \"original_max_position_embeddings\": 64, \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1, 1.5], \"long_factor\": [2, 4]}",
            "\"head_dim\": 4, \"rope_parameters\": {\"rope_type\": \"longrope\", \"short_factor\": [1.0, 1.5], \"long_factor\": [2.0, 4.0], \"original_max_position_embeddings\": 64}",
            new RopeSpec("longrope", 10000, OriginalMaxPositionEmbeddings: 64, ShortFactor: [1, 1.5], LongFactor: [2, 4])
        },
        {
            "\"rope_theta\": 500000.0, \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8192}",
            "\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4, \"original_max_position_embeddings\": 8192}",
            new RopeSpec("llama3", 500000, 8, 8192, 1, 4)
        },
    };

    /// <summary>A line, and what is said of it.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "\"rope_parameters\": 3", "rope_parameters: found 3; expected an object" },
        { "\"rope_theta\": 0", "rope_theta: found 0; expected a finite number above 0" },
        { "\"rope_theta\": Infinity", "rope_theta: found Infinity; expected a finite number above 0" },
        { "\"rope_scaling\": {\"type\": \"su\"}", "rope_scaling › type: found 'su'; supported: 'default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3'" },
        { "\"rope_parameters\": {\"rope_type\": \"proportional\"}", "rope_parameters › rope_type: found 'proportional'; supported: 'default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3'" },
        { "\"rope_scaling\": {\"rope_type\": \"linear\", \"type\": \"dynamic\", \"factor\": 2}", "rope_scaling › type: found 'dynamic', but rope_scaling › rope_type says 'linear'; they mean the same, so remove one or make them agree" },
        { "\"rope_scaling\": {\"type\": \"linear\"}", "rope_scaling › factor: found no such key; expected a number" },
        { "\"rope_scaling\": {\"type\": \"linear\", \"factor\": -1}", "rope_scaling › factor: found -1; expected a finite number above 0" },
        { "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}, \"rope_parameters\": {\"rope_type\": \"default\"}", "rope_scaling: found one thing, but rope_parameters says another; they mean the same, so remove one or make them agree" },
        { "\"rope_theta\": 1, \"rope_parameters\": {\"rope_theta\": 2}", "rope_parameters › rope_theta: found 2, but rope_theta says 1; they mean the same, so remove one or make them agree" },
        { "\"rope_parameters\": {\"partial_rotary_factor\": 0.25}", "rope_parameters › partial_rotary_factor: found 0.25; supported: 1 (the whole head is rotated)" },
        {
            "\"head_dim\": 4, \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1], \"long_factor\": [2, 4]}",
            "rope_scaling › short_factor: found 1 number; expected one for each pair of a head's columns: 4 / 2 = 2"
        },
        { "\"head_dim\": 2, \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [\"a\"], \"long_factor\": [2]}", "rope_scaling › short_factor: found 'a'; expected a number" },
        { "\"head_dim\": 2, \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1]}", "rope_scaling › long_factor: found no such key; expected an array of numbers" },
        {
            "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 4, \"original_max_position_embeddings\": 8}",
            "rope_scaling › high_freq_factor: found 4; expected more than low_freq_factor = 4"
        },
        {
            "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4}",
            "rope_scaling › original_max_position_embeddings: found no such key; expected an integer"
        },
        {
            "\"original_max_position_embeddings\": 9, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 2, \"original_max_position_embeddings\": 8}",
            "rope_scaling › original_max_position_embeddings: found 8, but original_max_position_embeddings says 9; they mean the same, so remove one or make them agree"
        },
        { "\"rope_scaling\": {\"type\": \"linear\", \"factr\": 2, \"factor\": 2}", "The key 'rope_scaling › factr' is not known to LrpGen for model_type 'llama' and is not honoured" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Both_spellings_mean_the_same(string four, string five, object expected)
    {
        Assert.Equal(expected, Read(four));
        Assert.Equal(expected, Read(five));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_meant_is_told(string line, string message)
    {
        string text = Descriptions.Format(Assert.Single(Descriptions.Read(KnownKeys.Of("llama").With(line)).Diagnostics));
        Assert.EndsWith(message, text, StringComparison.Ordinal);
        Assert.Contains("(4,", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-lm"), InlineData("llama3-rope-lm"), InlineData("modernbert-seqcls")]
    public void Golden_cases_are_the_same_network_in_both_spellings(string name)
    {
        ConfigSpec five = Descriptions.SpecOf(Repository.Read("tests", "golden", name, "config.json"));
        ConfigSpec four = Descriptions.SpecOf(Repository.Read("tests", "golden", name, "config.v4.json"));
        Assert.NotEqual(five.Sha256, four.Sha256);
        Assert.Equal(five with { Header = five.Header with { Sha256 = four.Sha256 } }, four);
    }

    [Fact]
    public void Layers_of_ModernBERT_have_positions_of_their_own()
    {
        ModernBertSpec spec = Descriptions.SpecOf<ModernBertSpec>(KnownKeys.Of("modernbert").With(
            "\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"linear\", \"factor\": 2}, \"sliding_attention\": {\"rope_theta\": 3}}"));
        Assert.Equal((new RopeSpec("linear", 160000, 2), new RopeSpec("default", 3)), (spec.FullRope, spec.SlidingRope));
    }

    [Fact]
    public void A_local_theta_of_null_is_the_global_one()
    {
        ModernBertSpec spec = Descriptions.SpecOf<ModernBertSpec>(KnownKeys.Of("modernbert").With("\"global_rope_theta\": 7.0, \"local_rope_theta\": null"));
        Assert.Equal((7.0, 7.0), (spec.FullRope.Theta, spec.SlidingRope.Theta));
    }

    private static RopeSpec Read(string line) => Descriptions.SpecOf<LlamaSpec>(KnownKeys.Of("llama").With(line)).Rope;
}
