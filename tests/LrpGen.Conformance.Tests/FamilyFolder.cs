using System.Text.Json.Nodes;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// A model's folder as Hugging Face has it: configuration, weights, and the files of a tokenizer. Network and tokenizer are those of golden
/// cases; the embeddings, whose rows are as many as the tokenizer has ids, are random.
/// </summary>
internal sealed class FamilyFolder : IDisposable
{
    // Room for every text of the tests.
    private const int Positions = 160;

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-family-").FullName;

    /// <summary>Makes the folder.</summary>
    /// <param name="network">The golden case whose network it is.</param>
    /// <param name="tokenizer">The folder of golden tokenizers.</param>
    /// <param name="className">The tokenizer's class in <c>tokenizer_config.json</c>; empty for a folder without settings.</param>
    /// <param name="files">The tokenizer's files.</param>
    public FamilyFolder(string network, string tokenizer, string className, params IEnumerable<string> files)
    {
        string source = Path.Combine(GoldenCase.OwnRoot, "tokenizers", tokenizer);
        foreach (string file in files) File.Copy(Path.Combine(source, file), PathOf(file));
        if (className.Length > 0)
        {
            JsonNode settings = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "tokenizer_config.json")))!;
            settings["tokenizer_class"] = className;
            File.WriteAllText(PathOf("tokenizer_config.json"), settings.ToJsonString());
        }

        Tokenizer = TextTokenizer.FromFolder(folder);
        GoldenCase golden = GoldenCase.Named(network);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(golden.ModelFolder, "config.json")))!;
        config["vocab_size"] = Tokenizer.VocabularySize;
        config["max_position_embeddings"] = Positions;
        File.WriteAllText(PathOf("config.json"), config.ToJsonString());
        WriteWeights(golden);
    }

    /// <summary>The folder's tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>Compiles the folder's configuration and loads the folder, as a user does.</summary>
    public TextClassifier Load()
    {
        string path = PathOf("config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "FamilyModel", "Families", "attnlrp", "public", false, path), read.Spec!);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
        Type model = GeneratedAssembly.Of(Path.GetFileName(folder), result.Files).GetType("Families.FamilyModel")!;
        return GeneratedAssembly.Load<TextClassifier>(model, folder, new TextClassifierOptions { Threads = 1 });
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string file) => Path.Combine(folder, file);

    private void WriteWeights(GoldenCase golden)
    {
        SafetensorsWriter writer = new();
        Random random = new(7);
        foreach (StoredTensor tensor in StoredTensor.ReadAll(golden.ModelFolder))
        {
            int rows = tensor.Name.EndsWith(".word_embeddings.weight", StringComparison.Ordinal) ? Tokenizer.VocabularySize
                : tensor.Name.EndsWith(".position_embeddings.weight", StringComparison.Ordinal) ? Positions : 0;
            if (rows == 0)
            {
                writer.AddBytes(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes);
                continue;
            }

            float[] values = new float[rows * tensor.Shape[1]];
            for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
            writer.Add(tensor.Name, WeightType.F32, [rows, tensor.Shape[1]], values);
        }

        writer.Write(PathOf("model.safetensors"));
    }
}
