using System.Collections.Concurrent;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>A case's model on its inputs at one vector width.</summary>
internal sealed class CaseRun
{
    private static readonly ConcurrentDictionary<(string, VectorWidth, bool), Lazy<CaseRun>> Runs = new();

    private readonly GoldenCase golden;
    private readonly TextClassifier model;
    private readonly Session session;
    private readonly TokenBatch batch = new();

    private CaseRun(GoldenCase golden, VectorWidth width, bool allRows)
    {
        this.golden = golden;
        model = CompiledCase.Load(golden, new TextClassifierOptions { Width = width }, allRows);
        session = model.CreateSession();
        int[][] ids = golden.ReadIntegers("input_ids");
        int[][] types = golden.ReadIntegers("token_type_ids");
        int[] lengths = golden.Lengths;
        for (int row = 0; row < ids.Length; row++)
        {
            batch.Add(ids[row].AsSpan(0, lengths[row]), types.Length > 0 ? types[row].AsSpan(0, lengths[row]) : default);
        }
    }

    public ModelDescription Description => model.Description;

    public Session Session => session;

    public static CaseRun Of(GoldenCase golden, VectorWidth width, bool allRows = false)
        => Runs.GetOrAdd((golden.Folder, width, allRows), _ => new Lazy<CaseRun>(() => new CaseRun(golden, width, allRows))).Value;

    /// <summary>Compares one reference, row by row.</summary>
    public void Check(Reference reference)
    {
        (double[] expected, int[] shape) = golden.Read(reference.Tensor);
        int rowSize = expected.Length / shape[0];
        lock (session)
        {
            Func<int, float[]> ours = Compute(reference, shape);
            for (int row = 0; row < shape[0]; row++)
            {
                // Padded rows hold zeros behind their length: what we do not compute at all compares as zero.
                float[] values = ours(row);
                float[] padded = new float[rowSize];
                values.CopyTo(padded, 0);
                Distance.Check($"{golden.Name}, {reference.Tensor}, row {row}", padded, expected.AsSpan(row * rowSize, rowSize), reference.Allowed);
            }
        }
    }

    /// <summary>Explains all sequences by a method.</summary>
    public void Explain(string method, ReadOnlySpan<Target> targets, RelevanceDetail detail)
        => session.Explain(batch, model.Method(method), targets, detail);

    private Func<int, float[]> Compute(Reference reference, int[] shape)
    {
        if (reference.Relevance is not var (method, target, quantity))
        {
            return ComputeForward(reference.Tensor, shape);
        }

        session.IntegrationSteps = reference.Steps ?? session.IntegrationSteps;
        MethodDescription described = model.Method(method);
        RelevanceDetail detail = quantity switch
        {
            "token" => RelevanceDetail.Tokens,
            "embed" => RelevanceDetail.EmbeddingDimensions,
            _ when quantity.StartsWith("hidden.", StringComparison.Ordinal) => RelevanceDetail.HiddenStates,
            _ when quantity.StartsWith("heads.", StringComparison.Ordinal) => RelevanceDetail.Heads,
            _ => throw new NotSupportedException($"{golden.Name}: the quantity '{quantity}' is not known."),
        };
        session.Explain(batch, described, [target], detail);
        return quantity switch
        {
            "token" => row => session.TokenRelevance(0, row).ToArray(),
            "embed" => row => session.EmbeddingRelevance(0, row).ToArray(),
            _ when detail == RelevanceDetail.HiddenStates => row => Hidden(Index(quantity), row),
            _ => row => Heads(Index(quantity), row),
        };
    }

    private Func<int, float[]> ComputeForward(string tensor, int[] shape)
    {
        session.Predict(batch, RelevanceDetail.HiddenValues | RelevanceDetail.Attention);
        return tensor switch
        {
            "logits" => row => session.Logits(row).ToArray(),
            "rollout" => row => Square(AttentionRollout.Of(Description, session, row), shape[^1]),
            _ when tensor.StartsWith("hidden.", StringComparison.Ordinal) => row => HiddenValues(Index(tensor), row),
            _ when tensor.StartsWith("attention.", StringComparison.Ordinal) => row => AttentionOf(Index(tensor), row, shape[^1]),
            _ => throw new NotSupportedException($"{golden.Name}: the reference '{tensor}' is not known."),
        };
    }

    private float[] Hidden(int state, int row)
        => session.Details.HiddenRelevance.Slice((state * batch.Tokens) + batch.Starts[row], Length(row)).ToArray();

    private float[] Heads(int layer, int row)
    {
        float[] heads = new float[Description.Tokens!.Heads];
        for (int head = 0; head < heads.Length; head++)
        {
            heads[head] = session.Details.HeadRelevance[(((layer * heads.Length) + head) * batch.Count) + row];
        }

        return heads;
    }

    private float[] HiddenValues(int state, int row)
    {
        int size = Description.Tokens!.HiddenSize;
        return session.Details.HiddenValues.Slice(((state * batch.Tokens) + batch.Starts[row]) * size, Length(row) * size).ToArray();
    }

    // [heads, query, key] of a row, at the places of the padded reference.
    private float[] AttentionOf(int layer, int row, int padded)
    {
        float[] result = new float[Description.Tokens!.Heads * padded * padded];
        for (int head = 0; head < Description.Tokens!.Heads; head++)
        {
            for (int query = 0; query < Length(row); query++)
            {
                session.AttentionRow(layer, row, head, query).CopyTo(result.AsSpan(((head * padded) + query) * padded));
            }
        }

        return result;
    }

    private static float[] Square(float[] values, int padded)
    {
        int length = (int)Math.Sqrt(values.Length);
        float[] result = new float[padded * padded];
        for (int i = 0; i < length; i++)
        {
            values.AsSpan(i * length, length).CopyTo(result.AsSpan(i * padded));
        }

        return result;
    }

    private int Length(int row) => batch.Starts[row + 1] - batch.Starts[row];

    private static int Index(string name) => int.Parse(name[(name.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
