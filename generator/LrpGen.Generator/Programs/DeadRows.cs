using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Drops rows that nobody reads. A classifier that reads the first token needs, behind the last attention, only that
/// token's row: the choice of the row moves from the end of the last layer to its beginning, where keys and values
/// are the only tensors that still have a row for every token.
/// </summary>
internal static class DeadRows
{
    public static Graph Drop(Graph graph)
    {
        FirstTokenOperator? selection = graph.Operators.OfType<FirstTokenOperator>().FirstOrDefault();
        return selection is null ? graph : new Move(graph, selection).Apply();
    }

    private sealed class Move(Graph graph, FirstTokenOperator selection)
    {
        private readonly Dictionary<Operator, Operator> moved = [];
        private readonly Dictionary<Tensor, Tensor> reduced = [];
        private readonly List<Operator> selections = [];

        public Graph Apply()
        {
            Tensor result = Reduce(selection.Input);
            Section section = ((Operator?)moved.Keys.FirstOrDefault() ?? selection).Section;
            List<Operator> operators = [.. graph.Operators.Where(o => o.Section != section && o != selection && Before(o, section))];
            List<Operator> ownSection = [.. graph.Operators.Where(o => o.Section == section)];

            // Keys and values first: going back, the selected row's relevance then arrives before theirs is added to it.
            operators.AddRange(ownSection.Where(o => !moved.ContainsKey(o)));
            operators.AddRange(selections);
            operators.AddRange(ownSection.Where(moved.ContainsKey).Select(o => moved[o]));
            operators.AddRange(graph.Operators
                .Where(o => o.Section != section && o != selection && !Before(o, section))
                .Select(o => WithInput(o, selection.Output, result)));
            return graph with
            {
                Operators = operators.ToEquatableArray(),
                HiddenStates = graph.HiddenStates.Select(h => moved.Keys.Any(o => o.Outputs.Contains(h)) ? reduced[h] : h).ToEquatableArray(),
            };
        }

        private bool Before(Operator current, Section section)
            => graph.Sections.Items.IndexOf(current.Section) < graph.Sections.Items.IndexOf(section);

        // The tensor with one row a sequence.
        private Tensor Reduce(Tensor tensor)
        {
            if (reduced.TryGetValue(tensor, out Tensor known))
            {
                return known;
            }

            Operator producer = graph.Operators.First(o => o.Outputs.Contains(tensor));
            Operator? replacement = IsReadElsewhere(tensor) ? null : Reduce(producer);
            if (replacement is null)
            {
                Tensor row = new(LastSection().Name + "FirstToken", RowKind.Sequences, tensor.Columns);
                selections.Add(new FirstTokenOperator(row.Name, LastSection(), tensor, row));
                reduced.Add(tensor, row);
                return row;
            }

            moved.Add(producer, replacement);
            reduced.Add(tensor, replacement.Outputs[0]);
            return replacement.Outputs[0];
        }

        // Row-wise operators work on the chosen row alone; attention needs all keys and values for it.
        private Operator? Reduce(Operator producer) => producer switch
        {
            LinearOperator linear => linear with
            {
                Input = Reduce(linear.Input),
                Parts = [linear.Parts[0] with { Output = OneRow(linear.Parts[0].Output) }],
            },
            LayerNormOperator norm => norm with { Input = Reduce(norm.Input), Output = OneRow(norm.Output) },
            ActivationOperator activation => activation with { Input = Reduce(activation.Input), Output = OneRow(activation.Output) },
            AddOperator add => add with { A = Reduce(add.A), B = Reduce(add.B), Output = OneRow(add.Output) },
            AttentionOperator attention => attention with { Query = Reduce(attention.Query), Output = OneRow(attention.Output) },
            _ => null,
        };

        private static Tensor OneRow(Tensor tensor) => tensor with { Rows = RowKind.Sequences };

        // Within the last layer a tensor may be read twice (by the feed-forward part and its residual): both readers move.
        private bool IsReadElsewhere(Tensor tensor)
            => graph.ReadersOf(tensor).Any(r => r != selection && (r.Section != LastSection() || r is LinearOperator && IsKeyOrValue(r)));

        private bool IsKeyOrValue(Operator reader)
            => graph.Operators.OfType<AttentionOperator>().Any(a => reader.Outputs.Contains(a.Key) || reader.Outputs.Contains(a.Value));

        private Section LastSection() => graph.Operators.First(o => o.Outputs.Contains(selection.Input)).Section;

        private static Operator WithInput(Operator current, Tensor old, Tensor replacement) => current switch
        {
            LinearOperator linear when linear.Input == old => linear with { Input = replacement },
            ActivationOperator activation when activation.Input == old => activation with { Input = replacement },
            LayerNormOperator norm when norm.Input == old => norm with { Input = replacement },
            _ => current,
        };
    }
}
