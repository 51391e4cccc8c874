using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Tests.LayerGraphs;

public class RuleTextTests
{
    public static TheoryData<string> Names => new(RuleCatalog.All.Select(rule => rule.Name));

    [Theory]
    [InlineData("epsilon", "SignedAdd", 1e-6)]
    [InlineData("epsilon(0.25)", "SignedAdd", 0.25)]
    [InlineData("epsilon(epsilon=0.25)", "SignedAdd", 0.25)]
    [InlineData("epsilon(0.25, norm_scale)", "RmsScaled", 0.25)]
    [InlineData("epsilon(0.25, clip)", "SignedClip", 0.25)]
    [InlineData(" epsilon ( clip , 0.25 , norm_scale ) ", "RmsScaledClip", 0.25)]
    [InlineData("zplus(stabiliser=drop_at_zero)", "DropAtZero", 0)]
    [InlineData("gamma(0.5, stabiliser=zero_only:1e-7)", "ZeroOnly", 1e-7)]
    [InlineData("captum_epsilon", "SignedAdd", 1e-9)]
    [InlineData("innvestigate_alpha_beta(2, 1)", "ZeroOnly", 1e-7)]
    public void Stabilisers(string text, string policy, double epsilon) =>
        Assert.Equal(new Stabiliser(Enum.Parse<StabiliserPolicy>(policy), epsilon), Read(text).Parameters.Stabiliser);

    [Fact]
    public void Parameters()
    {
        Assert.Equal((2, 1), (Read("alpha_beta(2,1)").Parameters.Alpha, Read("alpha_beta(beta=1, alpha=2)").Parameters.Beta));
        Assert.Equal((1, 0), (Read("zplus").Parameters.Alpha, Read("zplus").Parameters.Beta));
        Assert.Equal([-1, -0.5], Read("zbox([-1, -0.5], 1)").Parameters.Low);
        Assert.True(Read("w_square(zero_bias)").Parameters.ZeroBias);
        Assert.Equal(10, Read("relu_beta_smooth").Parameters.BetaSmooth);
        Assert.Null(Read("pass").Parameters.Stabiliser);
    }

    [Theory]
    [InlineData("epsilon(0.25, norm_scale, zero_bias)", "epsilon(stabiliser=rms_scaled:0.25, zero_bias)")]
    [InlineData("zbox([-1,-0.5],1)", "zbox([-1, -0.5], 1)")]
    [InlineData("alpha_beta(2,1)", "alpha_beta(2, 1)")]
    [InlineData("gamma(0.25, stabiliser=signed_add:1e-6)", "gamma(0.25)")]
    public void What_is_written_is_read_again(string text, string written)
    {
        Assert.Equal(written, RuleText.Write(Read(text)));
        Assert.Equal(Read(text), Read(written));
    }

    [Theory]
    [InlineData("", "''", "a name, such as epsilon, and its arguments in parentheses")]
    [InlineData("epsilon(0.25", "'epsilon(0.25'", "a ')' at the end")]
    [InlineData("epsilon(,)", "'epsilon(,)'", "no empty argument")]
    [InlineData("epsilon(one)", "'one' for epsilon", "a number")]
    [InlineData("epsilon(NaN)", "'NaN' for epsilon", "a number")]
    [InlineData("epsilon(-1)", "a number below 0 in 'epsilon'", "0 or above")]
    [InlineData("epsilon(1, 2)", "'2' in 'epsilon'", "epsilon(epsilon, stabiliser=policy:epsilon, norm_scale, clip, zero_bias)")]
    [InlineData("gamma", "no gamma in 'gamma'", "gamma(gamma, stabiliser=policy:epsilon, norm_scale, clip, zero_bias)")]
    [InlineData("gamma(0.25, clip, clip)", "'clip' twice", "gamma(gamma, stabiliser=policy:epsilon, norm_scale, clip, zero_bias)")]
    [InlineData("pass(1)", "'1' in 'pass'", "pass without arguments")]
    [InlineData("zbox(-1, 1, zero_bias)", "'zero_bias' in 'zbox'", "zbox(low, high, stabiliser=policy:epsilon, norm_scale, clip)")]
    [InlineData("zbox(1, -1)", "a lower bound above the upper one", "low <= high")]
    [InlineData("zbox([0, 1], [1, 1, 1])", "2 lower and 3 upper bounds", "as many, or one")]
    [InlineData("alpha_beta(2, 2)", "alpha = 2 and beta = 2", "alpha - beta = 1 and beta at least 0, or relevance would not be conserved")]
    [InlineData("epsilon(0.1, stabiliser=none)", "stabiliser beside epsilon", "one of the two")]
    [InlineData("zplus(clip, stabiliser=none)", "stabiliser beside norm_scale or clip", "one of the two")]
    [InlineData("zplus(stabiliser=signed_add)", "stabiliser=signed_add", "a policy and its epsilon, such as signed_add:1e-6; policies are none, signed_add, signed_add_zero_negative, unsigned_add, signed_clip, zero_only, rms_scaled, rms_scaled_clip, drop_at_zero, drop_at_zero_signed_add, drop_at_zero_unsigned_add")]
    public void What_is_wrong_is_said(string text, string found, string expected)
    {
        Assert.Null(RuleText.Parse(text, out RuleProblem? problem));
        Assert.Equal(new RuleProblem(found, expected), problem);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_rule_can_be_written_without_more_than_its_parameters(string name)
    {
        RuleInfo rule = RuleCatalog.Find(name)!;
        string[] needed = [.. rule.Parameters.Where(parameter => !parameter.Contains('=', StringComparison.Ordinal)).Select((_, index) => index == 0 ? "1" : "0")];
        string text = needed.Length == 0 ? name : $"{name}({string.Join(", ", name == "zbox" ? needed.Reverse() : needed)})";
        Assert.Equal(name, Read(text).Rule);
        Assert.Contains(LayerOps.All, rule.Fits);
    }

    [Fact]
    public void Every_operator_has_a_rule() => Assert.All(LayerOps.All, op => Assert.NotEmpty(RuleCatalog.RulesFor(op)));

    private static AssignedRule Read(string text)
    {
        AssignedRule? rule = RuleText.Parse(text, out RuleProblem? problem);
        Assert.True(rule is not null, $"{text}: {problem}");
        return rule;
    }
}
