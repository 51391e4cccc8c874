using System.Globalization;
using LrpGen.Benchmarks.Cases;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Native;
using LrpGen.Runtime;
using LrpGen.Text;

// One thread, the same work just in time and ahead of time: one line a candidate, the fastest round in milliseconds.
// Arguments: the model's folder, and how many rounds.
const int Rows = 128;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using HateXlmrMini model = HateXlmrMini.Load(args[0]);
string thirty = string.Concat(Enumerable.Repeat("you are all worthless idiots, go home ", 3));
string longest = string.Concat(Enumerable.Repeat(thirty, 8));
ExplainOptions cplrp = new() { Method = HateXlmrMini.Methods.CpLrp };

using RandomProduct product = new(outputs: 3072, inputs: 768);
using Workers workers = new(1);
using AlignedBuffer input = RandomProduct.Values(Rows, 768), output = RandomProduct.Values(Rows, 3072);

Candidate[] candidates =
[
    new("tokenize, 30 words", () => model.Encoder!.Encode(thirty, 128)),
    new("predict, short text", () => model.Predict(thirty)),
    new("explain by AttnLRP, short text", () => model.Explain(thirty)),
    new("explain by CP-LRP, short text", () => model.Explain(thirty, cplrp)),
    new("explain by AttnLRP, 128 tokens", () => model.Explain(longest)),
    new("dense product 768 to 3072, 128 rows", () => Linear.Forward(Of(input, 768), product.First, Of(output, 3072), workers)),
    new("its adjoint", () => Linear.Adjoint(Of(output, 3072), product.First, Of(input, 768), accumulate: false, workers)),
];
foreach (Timing timing in new Race(Threads: 1, int.Parse(args[1], CultureInfo.InvariantCulture)).Run([.. candidates]))
{
    Console.WriteLine($"{timing.Name}\t{timing.Minimum:F5}");
}

static Matrix Of(AlignedBuffer buffer, int columns) => new(buffer.Span, Rows, columns, columns);
