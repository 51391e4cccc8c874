using LrpGen.Generator.Programs;
using Buffer = LrpGen.Generator.Programs.Buffer;

namespace LrpGen.Conformance.Tests.Memory;

/// <summary>The gate behind the memory plan refuses steps that break what their kernels ask for.</summary>
public sealed class StepCheckTests
{
    private static readonly BufferSlice A = new Buffer("A", Region.TargetSamples, 4).Whole, B = new Buffer("B", Region.TargetSamples, 4).Whole;

    private static readonly Step WriteA = new(null, "run.WriteSeeds", [Argument.Write(A)]), WriteB = new(null, "run.WriteSeeds", [Argument.Write(B)]);

    [Fact]
    public void Steps_that_keep_their_contracts_pass() => Check(
        WriteA,
        WriteB,
        new(null, "Residual.Add", [Argument.Read(A), Argument.Read(B), Argument.Update(A with { Content = 1 })]),
        new(null, "Linear.Adjoint", [Argument.Read(B), Argument.Update(A with { ContentBefore = 1, Content = 2 }), Argument.Text("accumulate: true")]),
        new(null, "run.WriteRelevance", [Argument.Read(A with { Content = 2 })]));

    [Fact]
    public void A_kernel_may_not_add_to_what_it_reads() => Refuse(
        "in step 1, Linear.Adjoint, A is written where A is read",
        WriteA,
        new(null, "Linear.Adjoint", [Argument.Read(A), Argument.Update(A with { Content = 1 }), Argument.Text("accumulate: true")]));

    [Fact]
    public void A_kernel_without_a_word_of_it_may_not_work_in_place() => Refuse(
        "in step 1, Softmax.Gradient, A is written where A is read",
        WriteA,
        new(null, "Softmax.Gradient", [Argument.Read(A), Argument.Update(A with { Content = 1 })]));

    [Fact]
    public void What_was_changed_for_one_reader_may_not_be_read_by_another() => Refuse(
        "in step 2, run.WriteRelevance, Z has been changed since it was written for this step",
        WriteA,
        new(null, "Residual.Add", [Argument.Read(A), Argument.Read(A), Argument.Update(A with { Content = 1 })]),
        new(null, "run.WriteRelevance", [Argument.Read(A with { Name = "Z" })]));

    [Fact]
    public void What_was_changed_for_one_reader_may_not_be_changed_for_another() => Refuse(
        "in step 2, Residual.Add, A has been changed since it was written for this step",
        WriteA,
        new(null, "Residual.Add", [Argument.Read(A), Argument.Read(A), Argument.Update(A with { Content = 1 })]),
        new(null, "Residual.Add", [Argument.Read(A with { Content = 1 }), Argument.Read(A with { Content = 1 }), Argument.Update(A with { Content = 2 })]));

    [Fact]
    public void Columns_that_nobody_wrote_may_not_be_read()
    {
        Buffer both = new("Both", Region.TargetSamples, 32);
        BufferSlice left = new("Left", both, 0, 4), right = new("Right", both, 16, 4);
        Check(
            new(null, "run.WriteSeeds", [Argument.Write(left)]),
            new(null, "run.WriteSeeds", [Argument.Write(right)]),
            new(null, "run.WriteRelevance", [Argument.Read(both.Whole)]));
        Refuse(
            "in step 1, run.WriteRelevance, Right is read before it is written",
            new Step(null, "run.WriteSeeds", [Argument.Write(left)]),
            new Step(null, "run.WriteRelevance", [Argument.Read(right)]));
    }

    [Fact]
    public void Nothing_may_be_read_before_it_is_written() => Refuse(
        "in step 0, run.WriteRelevance, A is read before it is written", new Step(null, "run.WriteRelevance", [Argument.Read(A)]));

    [Fact]
    public void A_kernel_that_adds_may_not_be_given_new_memory() => Refuse(
        "in step 1, Linear.Adjoint, B is meant to be written, and the kernel reads it as well",
        WriteA,
        new(null, "Linear.Adjoint", [Argument.Read(A), Argument.Write(B), Argument.Text("accumulate: true")]));

    [Fact]
    public void Buffers_that_live_at_the_same_time_may_not_overlap()
    {
        Timeline timeline = Timeline.Of([WriteA, WriteB, new Step(null, "Residual.Add", [Argument.Read(A), Argument.Read(B), Argument.Update(B with { Content = 1 })])]);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => StepCheck.Check(timeline, b => new Placement(b, b == A.Buffer ? 0 : 15, b == A.Buffer ? 0 : 1, 2)));
        Assert.Contains("A at 0 to 16 live at the same time", thrown.Message, StringComparison.Ordinal);
    }

    private static void Refuse(string expected, params Step[] steps)
        => Assert.Contains(expected, Assert.Throws<InvalidOperationException>(() => Check(steps)).Message, StringComparison.Ordinal);

    private static void Check(params Step[] steps)
    {
        Timeline timeline = Timeline.Of(steps);
        RegionPlan plan = RegionPlan.Of(Timeline.Lifetimes([timeline], Region.TargetSamples), sharesMemory: true);
        StepCheck.Check(timeline, plan.PlaceOf);
    }
}
