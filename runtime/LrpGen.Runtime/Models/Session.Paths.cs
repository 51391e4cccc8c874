namespace LrpGen.Runtime;

/// <content>Methods that run the network several times, at other places than the input.</content>
public sealed partial class Session
{
    // The seed is the score of each noisy input, not of the clean one, where the pass shares out a score.
    private void Smooth(MethodDescription method)
    {
        for (int iteration = 0; iteration < method.Iterations; iteration++)
        {
            Explained.AddNoise(iteration);
            ForwardOnPath();
            Pass(method, add: true);
        }

        Explained.Finish(method.Iterations);
    }

    // From the baseline b to the input x: the mean gradient on the way, times x − b.
    private void Integrate(MethodDescription method)
    {
        if (!method.StartsWithScore && given.IsEmpty)
        {
            ScoreBaseline(method);
        }

        for (int step = 1; step <= Explained.Steps; step++)
        {
            Explained.MoveTo(Explained.ShareOf(step));
            ForwardOnPath();
            Pass(method, add: true);
        }

        Explained.Finish(Explained.Steps);
    }

    private void ScoreBaseline(MethodDescription method)
    {
        Explained.MoveTo(0);
        ForwardOnPath();
        ReadOutputs(method);
        baselineScores.Resize(scores.Length);
        for (int i = 0; i < baselineScores.Length; i++)
        {
            baselineScores[i] = ScoreOf(i / Count, i % Count);
        }
    }

    // What the score is when only a window of the input is seen, or when it is hidden (Zeiler and Fergus 2014).
    private void Occlude(MethodDescription method)
    {
        for (int window = 0; window < Explained.Windows; window++)
        {
            Explained.Occlude(window);
            ForwardOnPath();
            ReadOutputs(method);
            for (int i = 0; i < scores.Length; i++)
            {
                Explained.AddToWindow(i / Count, i % Count, ScoreOf(i / Count, i % Count));
            }
        }

        Explained.Finish(passes: 1);
    }

    private void ForwardOnPath()
    {
        model.Forward(run);
        CheckLogits();
    }
}
