using System.Globalization;
using System.Text;
using LrpGen.Generator.Reading.LayerGraphs;
using Xunit.Abstractions;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>
/// Random layer graphs under random rules: what the generated code computes is what double precision computes, or, where a network
/// is ill-conditioned, each step of it is. 300 in an ordinary run; 20,000 with <c>LRPGEN_EXHAUSTIVE=1</c>.
/// </summary>
public sealed class RandomNetworkTests(ITestOutputHelper output)
{
    private const int Ordinary = 300, Exhaustive = 20_000, AtOnce = 100, Shrunk = 3;

    [Fact]
    public void They_compute_what_double_precision_computes()
    {
        int first = Variable("LRPGEN_FUZZ_FIRST", 0);
        int count = Variable("LRPGEN_FUZZ_COUNT", Environment.GetEnvironmentVariable("LRPGEN_EXHAUSTIVE") == "1" ? Exhaustive : Ordinary);
        List<(RandomNetwork Network, IReadOnlyList<string> Faults)> failures = [];
        int rows = 0, illConditioned = 0;
        IEnumerable<int> all = Environment.GetEnvironmentVariable("LRPGEN_FUZZ_SEEDS") is { Length: > 0 } list
            ? list.Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))
            : Enumerable.Range(first, count);
        foreach (int[] seeds in all.Chunk(AtOnce))
        {
            RandomNetwork[] networks = [.. seeds.Select(NetworkDrawer.Draw)];
            (IReadOnlyList<string> Faults, int Rows, int Distant)[] results = Check(networks);
            failures.AddRange(networks.Zip(results, (n, r) => (n, r.Faults)).Where(f => f.Faults.Count > 0));
            rows += results.Sum(r => r.Rows);
            illConditioned += results.Sum(r => r.Distant);
        }

        output.WriteLine($"{count} networks, {rows} rows, {illConditioned} of them ill-conditioned, {failures.Count} networks fail: {string.Join(", ", failures.Select(f => f.Network.Seed))}");
        Assert.True(failures.Count == 0, Report(failures));

        // The proof step by step is for the exception.
        Assert.True(illConditioned * 20 < rows || rows < 1000, $"{illConditioned} of {rows} rows are ill-conditioned");
    }

    private static string Report(List<(RandomNetwork Network, IReadOnlyList<string> Faults)> failures)
    {
        StringBuilder text = new();
        foreach ((RandomNetwork network, IReadOnlyList<string> faults) in failures.Take(Shrunk))
        {
            RandomNetwork small = Shrinking.Shrink(network, candidates => [.. Check(candidates).Select(r => r.Faults)]);
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"Seed {network.Seed}, {network.Values}:").AppendLine(small.Description);
            foreach (RandomMethod method in small.Methods.Where(m => m.Conditions.Count > 0))
            {
                _ = text.AppendLine(CultureInfo.InvariantCulture, $"{method.Name} in channels {string.Join("; ", method.Conditions.Select(c => $"{c.Key}: {string.Join(", ", c.Value)}"))}");
            }

            (_, CompiledNetwork? compiled, _) = CompiledNetwork.Compile([small])[0];
            foreach (LayerWeight weight in compiled?.Spec.Layers.SelectMany(l => l.Weights) ?? [])
            {
                _ = text.AppendLine(CultureInfo.InvariantCulture, $"{weight.Name} = [{Numbers(small.Weight(weight))}]");
            }

            _ = text.AppendLine(CultureInfo.InvariantCulture, $"input = [{Numbers(small.Input)}]");
            compiled?.Dispose();
            foreach (string fault in (Check([small])[0].Faults is { Count: > 0 } still ? still : faults).Take(8))
            {
                _ = text.AppendLine("  " + fault);
            }
        }

        foreach ((RandomNetwork network, IReadOnlyList<string> faults) in failures.Skip(Shrunk))
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"Seed {network.Seed}: {faults[0]}");
        }

        return text.ToString();
    }

    private static string Numbers(float[] values)
        => string.Join(", ", values.Take(40).Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + (values.Length > 40 ? ", …" : "");

    private static (IReadOnlyList<string> Faults, int Rows, int Distant)[] Check(IReadOnlyList<RandomNetwork> networks)
    {
        (RandomNetwork Network, CompiledNetwork? Compiled, string Refusal)[] compiled = CompiledNetwork.Compile(networks);
        (NetworkRun? Run, List<string> Faults)[] runs = [.. compiled.Select(c => Run(c.Network, c.Compiled, c.Refusal))];

        // Only where results are far from double precision it matters what each layer computed.
        NetworkRun[] distant = [.. runs.Select(r => r.Run).OfType<NetworkRun>().Where(r => r.Distant.Any(d => d.Value.Count > 0))];
        (RandomNetwork Network, CompiledNetwork? Compiled, string Refusal)[] values = CompiledNetwork.Compile([.. distant.Select(r => OwnValues.All(r.Compiled))]);
        for (int i = 0; i < distant.Length; i++)
        {
            List<string> faults = runs.Single(r => r.Run == distant[i]).Faults;
            faults.AddRange(values[i].Compiled is { } all ? StepwiseProof.Faults(distant[i], all).Take(20) : [values[i].Refusal]);
            values[i].Compiled?.Dispose();
        }

        foreach ((_, CompiledNetwork? one, _) in compiled)
        {
            one?.Dispose();
        }

        return [.. runs.Select(r => ((IReadOnlyList<string>)r.Faults, r.Run?.Rows ?? 0, r.Run?.Distant.Sum(d => d.Value.Count) ?? 0))];
    }

    private static (NetworkRun? Run, List<string> Faults) Run(RandomNetwork network, CompiledNetwork? compiled, string refusal)
    {
        if (compiled is null)
        {
            return (null, IsCandidate(network) ? [] : [refusal]);
        }

        try
        {
            NetworkRun run = NetworkRun.Of(compiled);
            return (run, [.. run.Faults]);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or System.Reflection.TargetInvocationException or NotSupportedException)
        {
            return (null, IsCandidate(network) ? [] : [e.ToString()]);
        }
    }

    // While it is made smaller, a network may lose what a rule or a condition needs; a drawn one is valid.
    private static bool IsCandidate(RandomNetwork network) => network.ClassName.StartsWith("Candidate", StringComparison.Ordinal);

    private static int Variable(string name, int missing)
        => Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : missing;
}
