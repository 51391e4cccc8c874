using System.Globalization;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Nothing that a method can say is read and then forgotten: each number and seed makes other code.</summary>
public class SettingsTests
{
    private static readonly string[] Layers =
    [
        """{"name": "conv1", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1}""",
        """{"name": "relu1", "op": "relu"}""",
        """{"name": "conv2", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1}""",
        """{"name": "relu2", "op": "relu"}""",
        """{"name": "flatten", "op": "flatten"}""",
        """{"name": "fc", "op": "linear", "out": 3}""",
    ];

    /// <summary>A composite or procedure, one of its arguments, and the call with that argument once so and once otherwise.</summary>
    public static TheoryData<string, string, string, string> Arguments()
    {
        TheoryData<string, string, string, string> data = [];
        foreach ((string name, string[] parameters) in Composites.All.Select(c => (c.Name, c.Parameters)).Concat(Procedure.All.Select(p => (p.Name, p.Parameters))))
        {
            string[] needed = [.. parameters.Where(p => !p.Contains('=', StringComparison.Ordinal)).Select(p => $"{p}={(p == "low" ? -1 : 1)}")];
            foreach (string parameter in parameters)
            {
                (string key, string first) = parameter.Split('=') is [string k, string value] ? (k, value) : (parameter, parameter == "low" ? "-1" : "1");
                string[] others = [.. needed.Where(n => !n.StartsWith(key + "=", StringComparison.Ordinal))];
                data.Add(name, key, Call(name, [$"{key}={first}", .. others]), Call(name, [$"{key}={Other(key, first)}", .. others]));
            }
        }

        return data;
    }

    public static TheoryData<string> Seeded => new(Composites.All.Where(c => c.Parameters.All(p => p.Contains('=', StringComparison.Ordinal))).Select(c => c.Name)
        .Concat(Procedure.All.Select(p => p.Name)).Concat(Procedure.All.Where(p => p.TakesComposite).Select(p => p.Name + "+zplus")));

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Another_argument_makes_other_code(string name, string argument, string first, string second)
        => Assert.False(Compile(first) == Compile(second), $"{name}: {argument} changes nothing");

    [Theory]
    [MemberData(nameof(Seeded))]
    public void Another_seed_makes_other_code(string composite)
    {
        string[] codes = [.. MethodDraft.Seeds.Select(seed => Compile(composite, seed))];

        // Occlusion has no pass that could start with 1: what every window gets is the score in any case.
        int expected = composite == "occlusion" ? 2 : MethodDraft.Seeds.Count;
        Assert.Equal(expected, codes.Distinct().Count());
    }

    private static string Call(string name, string[] arguments) => $"{name}({string.Join(", ", arguments)})";

    // alpha − beta = 1: where one of them changes, so does the other.
    private static string Other(string key, string value) => key switch
    {
        "alpha" => "3, beta=2",
        "beta" => "2, alpha=3",
        "inside" => "1",
        _ when value == "0" => "1",
        _ => (double.Parse(value, CultureInfo.InvariantCulture) * (key is "window" or "stride" or "n_iter" or "low" or "high" ? 2 : 0.5)).ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Compile(string composite, string? seed = null)
    {
        string more = seed is null ? "" : $", \"seed\": \"{seed}\"";
        string section = $",\n\"relevance\": {{\"name\": \"m\", \"composite\": \"{composite}\"{more}}}";
        CompileResult result = Compiler.Compile(
            new ModelRequest("tiny.lrp.json", "Tiny", "Tests", "", "public", false, Graphs.Path),
            Graphs.Spec(Graphs.With("[2, 16, 16]", "fc", section, Layers)) with { Sha256 = "" });
        return string.Join("\n", result.Files.Select(file => file.Text));
    }
}
