using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Onnx;
using LrpGen.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>
/// The same XLM-RoBERTa as an ONNX graph, as exporters write it: one node an operation of the paper, weights transposed for
/// MatMul. No attention mask, because the sequences of a batch have one length; that favours the peer.
/// </summary>
internal sealed class OnnxEncoder
{
    private readonly OnnxGraph graph;
    private readonly ModelDescription model;
    private readonly float epsilon;

    private OnnxEncoder(OnnxGraph graph, ModelDescription model, float epsilon)
        => (this.graph, this.model, this.epsilon) = (graph, model, epsilon);

    /// <summary>Writes the ONNX file of a model beside its weights and returns its path.</summary>
    public static string Write(string folder, ModelDescription model, float epsilon)
    {
        OnnxGraph graph = new(new SafetensorsPlaces(Path.Combine(folder, "model.safetensors")));
        new OnnxEncoder(graph, model, epsilon).Write();
        string path = Path.Combine(folder, "model.onnx");
        graph.Write(path);
        return path;
    }

    /// <summary>Binds the ids of a batch of sequences of one length; each call of the result computes its logits.</summary>
    /// <param name="session">The loaded file.</param>
    /// <param name="ids">Token ids, one sequence behind the other.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="padding">The padding id, behind which positions count.</param>
    /// <param name="logits">Receives the logits.</param>
    public static OnnxSession.Binding Bind(OnnxSession session, int[] ids, int batch, int padding, float[] logits)
    {
        int tokens = ids.Length / batch;
        long[] positions = [.. Enumerable.Range(padding + 1, tokens).Select(i => (long)i)];
        return session.Bind(
            [
                OrtValue.CreateTensorValueFromMemory(ids.Select(i => (long)i).ToArray(), [batch, tokens]),
                OrtValue.CreateTensorValueFromMemory(positions, [1, tokens]),
            ],
            OrtValue.CreateTensorValueFromMemory(logits, [batch, logits.Length / batch]));
    }

    private void Write()
    {
        string ids = graph.IntegerInput("input_ids", "batch", "tokens");
        string positions = graph.IntegerInput("position_ids", "one", "tokens");
        graph.Output("logits", "batch", "labels");
        string words = Table("roberta.embeddings.word_embeddings", ids);
        string places = Table("roberta.embeddings.position_embeddings", positions);

        // The only token type, as a table of one row, is a vector that is added.
        string sum = Add(Add(words, graph.Weight("roberta.embeddings.token_type_embeddings.weight")), places);
        string x = Norm("roberta.embeddings.LayerNorm", sum);
        for (int layer = 0; layer < model.Tokens!.EncoderLayers; layer++)
        {
            x = Layer($"roberta.encoder.layer.{layer}", x);
        }

        string first = graph.Node("Gather", [x, graph.Constant(0)], OnnxAttribute.Of("axis", 1L));
        first = graph.Node("Reshape", [first, graph.Constant(-1, model.Tokens!.HiddenSize)]);
        string dense = graph.Node("Tanh", [Linear("classifier.dense", first)]);
        graph.Node("Identity", "logits", [Linear("classifier.out_proj", dense)]);
    }

    private string Layer(string module, string x)
    {
        string query = Heads(Linear($"{module}.attention.self.query", x), 0, 2, 1, 3);
        string key = Heads(Linear($"{module}.attention.self.key", x), 0, 2, 3, 1);
        string value = Heads(Linear($"{module}.attention.self.value", x), 0, 2, 1, 3);
        string scale = graph.Constant(1 / MathF.Sqrt(model.Tokens!.HiddenSize / model.Tokens!.Heads));
        string scores = graph.Node("Mul", [graph.Node("MatMul", [query, key]), scale]);
        string probabilities = graph.Node("Softmax", [scores], OnnxAttribute.Of("axis", -1L));
        string context = graph.Node("MatMul", [probabilities, value]);
        context = graph.Node("Transpose", [context], OnnxAttribute.Of("perm", 0, 2, 1, 3));
        context = graph.Node("Reshape", [context, graph.Constant(0, 0, model.Tokens!.HiddenSize)]);
        string attention = Norm($"{module}.attention.output.LayerNorm", Add(Linear($"{module}.attention.output.dense", context), x));
        string wide = graph.Node("Gelu", [Linear($"{module}.intermediate.dense", attention)]);
        return Norm($"{module}.output.LayerNorm", Add(Linear($"{module}.output.dense", wide), attention));
    }

    private string Heads(string x, params ReadOnlySpan<long> order)
    {
        string split = graph.Node("Reshape", [x, graph.Constant(0, 0, model.Tokens!.Heads, model.Tokens!.HiddenSize / model.Tokens!.Heads)]);
        return graph.Node("Transpose", [split], OnnxAttribute.Of("perm", order));
    }

    // Constant folding transposes the weights when the file is loaded, which leaves what exporters write.
    private string Linear(string module, string x)
    {
        string weight = graph.Node("Transpose", [graph.Weight($"{module}.weight")], OnnxAttribute.Of("perm", 1, 0));
        return Add(graph.Node("MatMul", [x, weight]), graph.Weight($"{module}.bias"));
    }

    private string Norm(string module, string x) => graph.Node(
        "LayerNormalization",
        [x, graph.Weight($"{module}.weight"), graph.Weight($"{module}.bias")],
        OnnxAttribute.Of("axis", -1L),
        OnnxAttribute.Of("epsilon", epsilon));

    private string Table(string module, string ids) => graph.Node("Gather", [graph.Weight($"{module}.weight"), ids]);

    private string Add(string a, string b) => graph.Node("Add", [a, b]);
}
