using System.Text.Json;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Many texts get what each gets alone, whatever the batches and the threads.</summary>
public sealed class ExplainManyTests
{
    private static readonly string[] Golden =
    [
        .. File.ReadLines(Path.Combine(ShippedModel.Folder, "..", "..", "tests", "golden", "hate-xlmr-mini", "sentences.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!),
    ];

    [Theory]
    [InlineData(1, 1, null), InlineData(1, 40, 3), InlineData(1, 256, null), InlineData(1, 100_000, null)]
    [InlineData(2, null, null), InlineData(2, 17, 1), InlineData(3, 64, 5), InlineData(5, 100_000, 42)]
    public async Task Each_text_gets_bit_for_bit_what_it_gets_alone(int threads, int? batchSize, int? maxBuffered)
    {
        TextClassifier model = ShippedModel.Shared;
        ExplainManyOptions many = new() { Threads = threads, BatchSize = batchSize, MaxBuffered = maxBuffered };
        foreach (string method in (string[])["attnlrp", "cplrp", "gamma(0.25)+attnlrp", "gradient"])
        {
            ExplainOptions options = new() { Method = model.Method(method), Detail = RelevanceDetail.Ledger | RelevanceDetail.HiddenStates };
            AssertSame(Golden.Select(text => model.Explain(text, options)), await All(model.ExplainMany(Golden, options, many)));
        }
    }

    [Fact]
    public async Task So_it_is_for_all_labels_for_predictions_and_for_an_asynchronous_source()
    {
        TextClassifier model = ShippedModel.Shared;
        ExplainManyOptions many = new() { Threads = 2, BatchSize = 100 };
        AssertSame(Golden.Select(t => model.Explain(t)), await All(model.ExplainMany(Golden.ToAsyncEnumerable(), many: many)));
        AssertSame(
            Golden.SelectMany(t => model.ExplainAllLabels(t)), (await All(model.ExplainAllLabelsOfMany(Golden, many: many))).SelectMany(e => e));
        AssertSame(
            Golden.SelectMany(t => model.ExplainAllLabels(t)), (await All(model.ExplainAllLabelsOfMany(Golden.ToAsyncEnumerable(), many: many))).SelectMany(e => e));
        AssertSame(Golden.Select(text => model.Predict(text)), await All(model.PredictMany(Golden, many: many)));
        AssertSame(Golden.Select(text => model.Predict(text)), await All(model.PredictMany(Golden.ToAsyncEnumerable(), many: many)));
    }

    [Fact]
    public async Task A_model_with_threads_of_its_own_gives_the_same()
    {
        using TextClassifier model = ShippedModel.Load(threads: 2);
        AssertSame(Golden.Select(t => ShippedModel.Shared.Explain(t)), await All(model.ExplainMany(Golden)));
    }

    [Fact]
    public async Task The_stream_can_be_enumerated_again()
    {
        IAsyncEnumerable<TextPrediction> stream = ShippedModel.Shared.PredictMany(Golden);
        AssertSame(await All(stream), await All(stream));
    }

    [Fact]
    public async Task No_texts_have_no_results() => Assert.Empty(await All(ShippedModel.Shared.ExplainMany([])));

    [Fact]
    public async Task Progress_ends_with_the_number_of_texts()
    {
        Reports counted = new();
        await All(ShippedModel.Shared.PredictMany(Golden, many: new() { Progress = counted, Threads = 2, BatchSize = 50 }));
        Assert.Equal(new ExplainManyProgress(Golden.Length, Golden.Length), counted.All[^1]);
        Assert.All(counted.All, report => Assert.Equal(Golden.Length, report.Total));
        Assert.Equal(counted.All.Select(report => report.Done).Order().Distinct(), counted.All.Select(report => report.Done));

        // Nobody knows how many will come, until they have.
        Reports uncounted = new();
        await All(ShippedModel.Shared.PredictMany(Golden.Where(text => text.Length >= 0), many: new() { Progress = uncounted, MaxBuffered = 4 }));
        Assert.Null(uncounted.All[0].Total);
        Assert.Equal(new ExplainManyProgress(Golden.Length, Golden.Length), uncounted.All[^1]);
    }

    [Fact]
    public void What_cannot_work_is_refused_before_anything_runs()
    {
        TextClassifier model = ShippedModel.Shared;
        Assert.Equal("texts", Assert.Throws<ArgumentNullException>(() => model.ExplainMany((IEnumerable<string>)null!)).ParamName);
        Assert.Equal("Threads", Assert.Throws<ArgumentOutOfRangeException>(() => model.ExplainMany(Golden, many: new() { Threads = 0 })).ParamName);
        Assert.Equal("BatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => model.ExplainMany(Golden, many: new() { BatchSize = 0 })).ParamName);
        Assert.Equal("MaxBuffered", Assert.Throws<ArgumentOutOfRangeException>(() => model.ExplainMany(Golden, many: new() { MaxBuffered = -1 })).ParamName);
        TextClassifier disposed = ShippedModel.Load();
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => disposed.ExplainMany(Golden));
    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<T> stream) => await stream.ToListAsync();

    // Records compare by value; −0 equals 0 there, so the relevance is compared in bits as well.
    private static void AssertSame(IEnumerable<TextExplanation> expected, IEnumerable<TextExplanation> actual)
    {
        TextExplanation[] wanted = [.. expected];
        TextExplanation[] found = [.. actual];
        Assert.Equal(wanted, found);
        Assert.All(found, (explanation, i) => Reading.AssertSame(Relevance(wanted[i]), Relevance(explanation)));
    }

    private static void AssertSame(IEnumerable<TextPrediction> expected, IEnumerable<TextPrediction> actual) => Assert.Equal(
        expected.Select(p => (p.PredictedLabel, p.Truncation, string.Join(' ', p.Labels))),
        actual.Select(p => (p.PredictedLabel, p.Truncation, string.Join(' ', p.Labels))));

    private static float[] Relevance(TextExplanation explanation) => [.. explanation.Tokens.Select(token => token.Relevance)];

    private sealed class Reports : IProgress<ExplainManyProgress>
    {
        public List<ExplainManyProgress> All { get; } = [];

        public void Report(ExplainManyProgress value) => All.Add(value);
    }
}
