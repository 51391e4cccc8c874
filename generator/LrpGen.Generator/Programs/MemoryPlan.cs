using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>Constant offsets of all buffers, from their lifetimes over forward and relevance pass together.</summary>
internal sealed record MemoryPlan(
    RegionPlan PredictTokens,
    RegionPlan ExplainTokens,
    EquatableArray<RegionPlan> TargetTokens,
    RegionPlan PredictSamples,
    RegionPlan ExplainSamples,
    EquatableArray<RegionPlan> TargetSamples)
{
    /// <summary>Offset when only the forward pass runs, or −1.</summary>
    public long PredictOffsetOf(Buffer buffer) => Choose(buffer, PredictTokens, PredictSamples).OffsetOf(buffer);

    /// <summary>Offset when a relevance pass follows, or −1.</summary>
    public long ExplainOffsetOf(Buffer buffer) => Choose(buffer, ExplainTokens, ExplainSamples).OffsetOf(buffer);

    /// <summary>Plans a model.</summary>
    /// <param name="program">Its steps.</param>
    /// <param name="sharesMemory">Whether buffers that do not live at the same time share memory; tests compare with a plan in which none does.</param>
    /// <exception cref="InvalidOperationException">A step would read or write what is not its own: the compiler is at fault.</exception>
    public static MemoryPlan Of(ModelProgram program, bool sharesMemory = true)
    {
        Step[] forward = [.. program.Forward.SelectMany(p => p.Steps)];
        Timeline predict = Timeline.Of(forward);
        Timeline[] passes = [.. program.Passes.Select(p => Timeline.Of([.. forward, .. p.Procedures.SelectMany(q => q.Steps)]))];
        Timeline[] explain = passes.Length > 0 ? passes : [predict];
        RegionPlan Plan(Region region, params Timeline[] timelines) => RegionPlan.Of(Timeline.Lifetimes(timelines, region), sharesMemory);
        MemoryPlan plan = new(
            Plan(Region.Tokens, predict),
            Plan(Region.Tokens, explain),
            passes.Select(p => Plan(Region.TargetTokens, p)).ToEquatableArray(),
            Plan(Region.Samples, predict),
            Plan(Region.Samples, explain),
            passes.Select(p => Plan(Region.TargetSamples, p)).ToEquatableArray());
        StepCheck.Check(predict, buffer => plan.PlaceOf(buffer, keep: false, pass: -1));
        for (int i = 0; i < passes.Length; i++)
        {
            int pass = i;
            StepCheck.Check(passes[i], buffer => plan.PlaceOf(buffer, keep: true, pass));
        }

        return plan;
    }

    // Where a buffer lies in a call, or null.
    private Placement? PlaceOf(Buffer buffer, bool keep, int pass) => buffer.Region switch
    {
        Region.TargetTokens => pass < 0 ? null : TargetTokens[pass].PlaceOf(buffer),
        Region.TargetSamples => pass < 0 ? null : TargetSamples[pass].PlaceOf(buffer),
        _ => (keep ? Choose(buffer, ExplainTokens, ExplainSamples) : Choose(buffer, PredictTokens, PredictSamples)).PlaceOf(buffer),
    };

    private static RegionPlan Choose(Buffer buffer, RegionPlan tokens, RegionPlan samples) => buffer.Region == Region.Tokens ? tokens : samples;
}
