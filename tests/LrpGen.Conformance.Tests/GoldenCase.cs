using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A folder of references that another program computed.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement root;

    private GoldenCase(string folder)
    {
        Folder = folder;
        Name = Path.GetFileName(folder);
        root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement.Clone();
    }

    /// <summary>Where the tests that take every case there is find them: <c>tests/golden</c>, or a folder that the build was given.</summary>
    public static string GoldenRoot => Metadata("LrpGoldenRoot");

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The repository's own cases, which tests name.</summary>
    public static string OwnRoot => Path.Combine(RepositoryRoot, "tests", "golden");

    public string Name { get; }

    public string Folder { get; }

    /// <summary>Where the weights and the description lie: the case's folder, or the model that it names.</summary>
    public string ModelFolder => root.TryGetProperty("model", out JsonElement model)
        ? Path.Combine(RepositoryRoot, model.GetString()!)
        : Folder;

    /// <summary>Whether it reads pictures as a configuration of transformers describes them.</summary>
    public bool ReadsPictures => !IsLayerGraph && root.TryGetProperty("inputs", out JsonElement inputs) && inputs.ValueKind == JsonValueKind.Array
        && inputs.EnumerateArray().Any(i => i.GetProperty("tensor").GetString() == "pixel_values");

    public int[] Lengths => [.. root.GetProperty("lengths").EnumerateArray().Select(l => l.GetInt32())];

    public IEnumerable<Reference> References
        => root.TryGetProperty("references", out JsonElement references)
            ? references.EnumerateArray().Select(r => new Reference(
                r.GetProperty("tensor").GetString()!,
                r.TryGetProperty("tolerance", out JsonElement tolerance) ? tolerance.GetDouble() : null,
                r.TryGetProperty("steps", out JsonElement steps) ? steps.GetInt32() : null))
            : [];

    /// <summary>The ledger of each target, if the case has one.</summary>
    public IEnumerable<(int Target, JsonElement Ledger)> Ledgers
        => root.EnumerateObject()
            .Where(p => p.Name.StartsWith("ledger.t", StringComparison.Ordinal))
            .Select(p => (int.Parse(p.Name["ledger.t".Length..], System.Globalization.CultureInfo.InvariantCulture), p.Value));

    /// <summary>Whether it has rules for the layers of a layer graph.</summary>
    public bool HasLayerMethods => IsLayerGraph && MethodsHaveRules
        && root.GetProperty("methods").EnumerateObject().All(m => m.Value.GetProperty("rules").EnumerateObject().Any() || !m.Value.TryGetProperty("policy", out _));

    /// <summary>Whether all of its methods list rules by layer, be it none, so that they can be written as LrpGen's.</summary>
    public bool MethodsHaveRules => root.TryGetProperty("methods", out JsonElement methods)
        && methods.EnumerateObject().All(m => m.Value.TryGetProperty("rules", out _));

    /// <summary>Why the case cannot be run, or <see langword="null"/>.</summary>
    public string? Unsupported
    {
        get
        {
            if (PendingCases.ReasonOf(Name) is { } reason)
            {
                return reason;
            }

            return !IsLayerGraph || HasLayerMethods ? Refusal : "the case has no rules a layer";
        }
    }

    /// <summary>Whether it is a layer graph.</summary>
    public bool IsLayerGraph => File.Exists(Path.Combine(Folder, "layers.json"));

    /// <summary>What the generator says of the network and of its methods, or <see langword="null"/> where it compiles it.</summary>
    public string? Refusal
    {
        get
        {
            string path = IsLayerGraph ? Path.Combine(Folder, "layers.json") : Path.Combine(ModelFolder, "config.json");
            if (!File.Exists(path))
            {
                return "there is no config.json";
            }

            string text = IsLayerGraph && MethodsHaveRules ? LayerMethodTranslator.Graph(this) : File.ReadAllText(path);
            DescriptionResult read = DescriptionReader.Read(path, text, "");
            DiagnosticInfo? refusal = read.Spec is ConfigSpec config ? SupportedModels.Refuse(config, path) : read.Diagnostics.FirstOrDefault(d => d.IsError);
            return refusal?.ToDiagnostic().ToString();
        }
    }

    /// <summary>All cases of the folder that the build was given.</summary>
    public static IEnumerable<GoldenCase> All() => In(GoldenRoot);

    /// <summary>All cases of the repository, whatever folder the build was given.</summary>
    public static IEnumerable<GoldenCase> Own() => In(OwnRoot);

    /// <summary>The cases of that folder that fit a test, or, where it has none, those of the repository: no test is without one.</summary>
    public static IEnumerable<GoldenCase> All(Func<GoldenCase, bool> fits)
    {
        GoldenCase[] found = [.. All().Where(fits)];
        return found.Length > 0 ? found : Own().Where(fits);
    }

    /// <summary>A case that was found.</summary>
    public static GoldenCase Found(string name)
        => Directory.Exists(Path.Combine(GoldenRoot, name)) ? new(Path.Combine(GoldenRoot, name)) : Named(name);

    /// <summary>A case of the repository, which a test knows by its name.</summary>
    public static GoldenCase Named(string name) => new(Path.Combine(OwnRoot, name));

    private static IEnumerable<GoldenCase> In(string root)
        => Directory.EnumerateDirectories(root)
            .Where(f => File.Exists(Path.Combine(f, "case.json")))
            .OrderBy(f => f, StringComparer.Ordinal)
            .Select(f => new GoldenCase(f));

    /// <summary>A tensor of the references, in the precision in which it was computed.</summary>
    public (double[] Values, int[] Shape) Read(string tensor)
    {
        using Checkpoint file = Checkpoint.Open(Path.Combine(Folder, "expected.safetensors"));
        WeightTensor found = file.Tensors[tensor];
        double[] values = new double[found.Count];
        found.ReadBytes(0, MemoryMarshal.AsBytes(values.AsSpan()));
        return (values, [.. found.Shape.ToArray().Select(d => (int)d)]);
    }

    /// <summary>A tensor of integers (token ids).</summary>
    public int[][] ReadIntegers(string tensor)
    {
        using Checkpoint file = Checkpoint.Open(Path.Combine(Folder, "expected.safetensors"));
        if (!file.Tensors.TryGetValue(tensor, out WeightTensor? found))
        {
            return [];
        }

        long[] values = new long[found.Count];
        found.ReadBytes(0, MemoryMarshal.AsBytes(values.AsSpan()));
        int columns = (int)found.Shape[1];
        return [.. values.Chunk(columns).Select(row => row.Select(v => (int)v).ToArray())];
    }

    private static string Metadata(string key)
        => typeof(GoldenCase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

/// <summary>A reference tensor of a case.</summary>
/// <param name="Tensor">Its name: <c>logits</c>, <c>hidden.2</c>, <c>attnlrp.t0.token</c>, …</param>
/// <param name="Tolerance">Its own tolerance, where it has one.</param>
/// <param name="Steps">Steps of integrated gradients.</param>
internal sealed record Reference(string Tensor, double? Tolerance, int? Steps)
{
    /// <summary>Distance that a float32 implementation is expected to keep.</summary>
    public double Allowed => Tolerance ?? 1e-5;

    /// <summary>Method, target and quantity, or <see langword="null"/> for values of the forward pass.</summary>
    public (string Method, Target Target, string Quantity)? Relevance
    {
        get
        {
            System.Text.RegularExpressions.Match match = System.Text.RegularExpressions.Regex.Match(Tensor, @"^(.+)\.(t|contrast)(\d+)\.(.+)$");
            if (!match.Success)
            {
                return null;
            }

            int label = int.Parse(match.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture);
            string method = match.Groups[1].Value == "ig" ? "integrated-gradients" : match.Groups[1].Value;
            return (method, match.Groups[2].Value == "t" ? Target.Label(label) : Target.AgainstOthers(label), match.Groups[4].Value);
        }
    }
}
