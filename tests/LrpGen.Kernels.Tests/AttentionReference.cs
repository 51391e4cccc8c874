using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Attention and its derivative in double precision, query by query and key by key.</summary>
internal sealed class AttentionReference
{
    private readonly AttentionCase _case;
    private readonly int _columns;

    public AttentionReference(AttentionCase c, int headColumns)
    {
        (_case, _columns) = (c, headColumns);
        (Context, GQ) = (new double[c.Q.Rows, c.Q.Columns], new double[AttentionCase.Targets * c.Q.Rows, c.Q.Columns]);
        (GK, GV) = (new double[AttentionCase.Targets * c.K.Rows, c.K.Columns], new double[AttentionCase.Targets * c.K.Rows, c.K.Columns]);
        Probabilities = new double[c.Probabilities.Length];
        for (int s = 0; s + 1 < c.QueryStarts.Length; s++)
        {
            for (int head = 0; head < c.Shape.Heads; head++)
            {
                for (int query = 0; query < c.QueryStarts[s + 1] - c.QueryStarts[s]; query++)
                {
                    Query(s, head, query);
                }
            }
        }
    }

    public double[,] Context { get; }

    public double[,] GQ { get; }

    public double[,] GK { get; }

    public double[,] GV { get; }

    public double[] Probabilities { get; }

    private void Query(int s, int head, int query)
    {
        AttentionShape shape = _case.Shape;
        int first = _case.KeyStarts[s], keys = _case.KeyStarts[s + 1] - first, row = _case.QueryStarts[s] + query;
        int column = head * _columns, keyColumn = head / (shape.Heads / shape.KeyValueHeads) * _columns;
        int position = _case.Positions.Length > 0 ? _case.Positions[row]
            : shape.Queries == QueryPlace.Last ? keys - (_case.QueryStarts[s + 1] - _case.QueryStarts[s]) + query
            : query;
        int[] seen = [.. Enumerable.Range(0, keys).Where(key => Sees(shape, position - key))];
        double[] score = [.. seen.Select(key => Score(row, head, column, first + key, keyColumn, position - key))];
        double max = score.Max(), total = score.Sum(x => Math.Exp(x - max));
        double[] p = [.. score.Select(x => Math.Exp(x - max) / total)];
        long at = Attention.ProbabilityOffset(_case.QueryStarts, _case.KeyStarts, shape.Heads, s, head, query);
        for (int k = 0; k < seen.Length && Probabilities.Length > 0; k++)
        {
            Probabilities[at + seen[k]] = p[k];
        }

        for (int t = 0; t < AttentionCase.Targets; t++)
        {
            int targetRow = (t * _case.Q.Rows) + row;
            var dp = new double[seen.Length];
            for (int k = 0; k < seen.Length; k++)
            {
                int key = first + seen[k];
                for (int c = 0; c < _columns; c++)
                {
                    Context[row, column + c] += t == 0 ? p[k] * _case.V[key, keyColumn + c] : 0;
                    dp[k] += _case.G[targetRow, column + c] * (double)_case.V[key, keyColumn + c];
                    GV[(t * _case.K.Rows) + key, keyColumn + c] += 0.5 * p[k] * _case.G[targetRow, column + c];
                }
            }

            double mean = Enumerable.Range(0, seen.Length).Sum(k => p[k] * dp[k]);
            for (int k = 0; k < seen.Length; k++)
            {
                int key = first + seen[k];
                double ds = p[k] * (dp[k] - mean) * shape.Scale * 0.25;
                int relative = _case.Relative?.Index(position - seen[k]) ?? 0;
                for (int c = 0; c < _columns; c++)
                {
                    GQ[targetRow, column + c] += ds * (_case.K[key, keyColumn + c] + (double)(_case.RelativeKeys?[relative, column + c] ?? 0));
                    GK[(t * _case.K.Rows) + key, keyColumn + c] += ds * (_case.Q[row, column + c] + (double)(_case.RelativeQueries?[relative, column + c] ?? 0));
                }
            }
        }
    }

    private double Score(int row, int head, int column, int key, int keyColumn, int distance)
    {
        double sum = 0;
        int relative = _case.Relative?.Index(distance) ?? 0;
        for (int c = 0; c < _columns; c++)
        {
            double q = _case.Q[row, column + c], k = _case.K[key, keyColumn + c];
            sum += (q * k) + (q * (_case.RelativeKeys?[relative, column + c] ?? 0)) + (k * (_case.RelativeQueries?[relative, column + c] ?? 0));
        }

        return (sum * _case.Shape.Scale) + (_case.Bias?[head, -distance] ?? 0);
    }

    private static bool Sees(AttentionShape shape, int distance) =>
        shape.Causal
            ? distance >= 0 && (shape.Window == 0 || distance < shape.Window)
            : shape.Window == 0 || Math.Abs(distance) <= shape.Window / 2;
}
