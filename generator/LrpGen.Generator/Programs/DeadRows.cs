using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Programs;

/// <summary>
/// Drops rows that nobody reads. A classifier that reads the first token needs, behind the last attention, only that
/// token's row: the choice of the row moves from the end of the network to where all rows are needed, which is before the last keys and values.
/// </summary>
internal static class DeadRows
{
    /// <summary>The graph without them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The tensor that each layer's name stands for; those of one row that take the place of others are put in theirs.</param>
    public static Graph Drop(Graph graph, Dictionary<string, Tensor> outputs)
    {
        FirstTokenOperator? selection = graph.Operators.OfType<FirstTokenOperator>().FirstOrDefault();
        if (selection is null)
        {
            return graph;
        }

        HashSet<Tensor> rowByRow = ReadRowByRow(graph, selection);
        Dictionary<Tensor, Tensor> reduced = [];
        List<FirstTokenOperator> selections = [];
        HashSet<Operator> moved = [];

        // What is computed for the chosen rows alone. At its inputs that others need whole, the rows are chosen.
        foreach (Operator current in graph.Operators.Where(o => o.Outputs[0].HasManyRows && o.Outputs.All(rowByRow.Contains)))
        {
            moved.Add(current);
            foreach (Tensor output in current.Outputs)
            {
                reduced[output] = output.OneRow;
            }
        }

        if (moved.Count == 0)
        {
            return graph;
        }

        HashSet<Tensor> movedOutputs = [.. reduced.Keys];
        Tensor Chosen(Tensor tensor, Section section)
        {
            if (!reduced.TryGetValue(tensor, out Tensor? row))
            {
                string name = selections.Count == 0 ? "FirstToken" : tensor.Name.Substring(tensor.Name.StartsWith(section.Name, StringComparison.Ordinal) ? section.Name.Length : 0) + "FirstToken";
                row = new Tensor(section.Name + name, RowKind.Samples, tensor.Columns);
                selections.Add(new FirstTokenOperator(row.Name, selection.Module, section, tensor, row));
                reduced.Add(tensor, row);
            }

            return row;
        }

        Operator WithChosenRow(Operator current) => current.Over(t => t == selection.Output ? Chosen(selection.Input, selection.Section) : t);
        List<Operator> operators = [];
        foreach (IGrouping<Section, Operator> section in graph.Operators.GroupBy(o => o.Section))
        {
            List<Operator> chosen = [];
            foreach (Operator current in section.Where(moved.Contains))
            {
                Tensor[] rows = [.. current.RowInputs, .. current.Outputs];
                foreach (Tensor input in current.RowInputs)
                {
                    Chosen(input, current.Section);
                }

                chosen.Add(current.Over(t => rows.Contains(t) ? reduced[t] : t));
            }

            // Keys and values first: going back, the selected row's relevance then arrives before theirs is added to it.
            List<Operator> before = [.. section.TakeWhile(o => o != selection)];
            operators.AddRange(before.Where(o => !moved.Contains(o)).Select(WithChosenRow));
            operators.AddRange(selections.Where(s => s.Section == section.Key));
            operators.AddRange(chosen);
            operators.AddRange(section.Skip(before.Count + 1).Select(WithChosenRow));
        }

        foreach (string layer in outputs.Keys.ToList())
        {
            outputs[layer] = outputs[layer] == selection.Output ? reduced[selection.Input] : movedOutputs.Contains(outputs[layer]) ? reduced[outputs[layer]] : outputs[layer];
        }

        return graph with
        {
            Operators = operators.ToEquatableArray(),
            HiddenStates = graph.HiddenStates.Select(h => movedOutputs.Contains(h) ? reduced[h] : h).ToEquatableArray(),
        };
    }

    // The tensors of which nobody reads more than the chosen rows.
    private static HashSet<Tensor> ReadRowByRow(Graph graph, FirstTokenOperator selection)
    {
        HashSet<Tensor> whole = [];
        HashSet<Tensor> read = [selection.Input];
        foreach (Operator current in graph.Operators.Reverse().Where(o => o != selection && o.Outputs[0].HasManyRows))
        {
            bool isWhole = current.Outputs.Any(whole.Contains);
            IEnumerable<Tensor> rowByRow = isWhole || !current.Outputs.All(read.Contains) ? [] : current.RowInputs;
            read.UnionWith(rowByRow);
            whole.UnionWith(current.Inputs.Except(rowByRow));
            if (current.Inputs.Count == 0 || current.RowInputs.Count == 0)
            {
                whole.UnionWith(current.Outputs);
            }
        }

        read.ExceptWith(whole);
        return read;
    }
}
