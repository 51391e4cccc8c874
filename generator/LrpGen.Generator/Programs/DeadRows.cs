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
        private readonly ILookup<Tensor, Operator> readers = graph.Readers();
        private readonly Dictionary<Section, int> order = graph.Sections.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        private readonly Dictionary<Tensor, Operator> producers = graph.Operators.SelectMany(o => o.Outputs.Select(t => (t, o))).ToDictionary(p => p.t, p => p.o);

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
                HiddenStates = graph.HiddenStates.Select(h => moved.ContainsKey(producers[h]) ? reduced[h] : h).ToEquatableArray(),
            };
        }

        private bool Before(Operator current, Section section) => order[current.Section] < order[section];

        // The tensor with one row a sequence.
        private Tensor Reduce(Tensor tensor)
        {
            if (reduced.TryGetValue(tensor, out Tensor known))
            {
                return known;
            }

            Operator producer = producers[tensor];
            Operator? replacement = IsReadElsewhere(tensor) ? null : Reduce(producer);
            if (replacement is null)
            {
                Tensor row = new(LastSection().Name + "FirstToken", RowKind.Samples, tensor.Columns);
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

        private static Tensor OneRow(Tensor tensor) => tensor with { Rows = RowKind.Samples };

        // Within the last layer a tensor may be read twice (by the feed-forward part and its residual): both readers move.
        private bool IsReadElsewhere(Tensor tensor)
            => readers[tensor].Any(r => r != selection && (r.Section != LastSection() || r is LinearOperator && IsKeyOrValue(r)));

        private bool IsKeyOrValue(Operator reader)
            => reader.Outputs.Any(output => readers[output].OfType<AttentionOperator>().Any(a => a.Key == output || a.Value == output));

        private Section LastSection() => producers[selection.Input].Section;

        private static Operator WithInput(Operator current, Tensor old, Tensor replacement) => current switch
        {
            LinearOperator linear when linear.Input == old => linear with { Input = replacement },
            ActivationOperator activation when activation.Input == old => activation with { Input = replacement },
            LayerNormOperator norm when norm.Input == old => norm with { Input = replacement },
            _ => current,
        };
    }
}
