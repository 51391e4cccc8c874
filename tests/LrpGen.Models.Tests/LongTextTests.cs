using System.Text.Json;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Texts with more tokens than the model reads at once: 128 of the model that ships.</summary>
public sealed class LongTextTests
{
    private const RelevanceDetail All = RelevanceDetail.Ledger | RelevanceDetail.HiddenStates | RelevanceDetail.Heads | RelevanceDetail.EmbeddingDimensions;

    private static readonly TextClassifier Model = ShippedModel.Shared;

    // 2,000 words, with something to find at the beginning, in the middle and at the end.
    private static readonly string Post = string.Join(' ', Enumerable.Range(0, 2000).Select(word => word is 3 or 1000 or 1999 ? "disgusting" : Word(word)));

    public static TheoryData<string> Methods => ShippedModel.Methods;

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_text_that_fits_is_explained_bit_for_bit_as_without_windows(string method)
    {
        ExplainOptions options = new() { Method = Model.Method(method), Detail = All, IntegrationSteps = 4 };
        foreach (string text in (string[])["", "You are a worthless idiot.", Words(90)])
        {
            TextExplanation plain = Model.Explain(text, options), windowed = Model.Explain(text, options with { LongText = LongText.Windows() });
            Assert.Equal(plain, windowed);
            Assert.Null(windowed.Windowing);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_window_is_explained_as_its_tokens_alone_are_and_gives_each_token_what_it_says(string method)
    {
        string text = Words(150);
        ExplainOptions options = new() { Method = Model.Method(method), Detail = All, Target = Target.Contrast(1, 0), LongText = LongText.Windows(40), IntegrationSteps = 4 };
        TextExplanation why = Model.Explain(text, options);
        Windowing windowing = why.Windowing!;
        using Session session = Model.CreateSession();
        session.IntegrationSteps = 4;
        double score = 0;
        foreach (TextWindow window in windowing.Windows)
        {
            int[] ids = [why.Tokens[0].Id, .. why.Tokens[window.TokenStart..window.TokenEnd].Select(token => token.Id), why.Tokens[^1].Id];
            Assert.Equal(128, ids.Length);
            Reading alone = Reading.Explain(session, Model.Description, Sequences.Batch(ids), method, Target.Contrast(1, 0))[0];
            Reading.AssertSame(alone.Logits, window.Labels.Select(label => label.Logit).ToArray());
            for (int token = window.OwnStart; token < window.OwnEnd; token++)
            {
                int place = token - window.TokenStart + 1;
                Reading.AssertSame([alone.Tokens[place]], [why.Tokens[token].Relevance]);
                Reading.AssertSame(alone.Dimensions.AsSpan(place * Model.Description.Tokens!.EmbeddingSize, Model.Description.Tokens!.EmbeddingSize), why.EmbeddingRelevance[token].AsSpan());
            }

            Assert.Equal(alone.Tokens.Sum(relevance => (double)relevance), window.TokenSum);
            score += window.Score / (double)windowing.Windows.Length;
        }

        Assert.Equal((float)score, why.Target.Score, 1e-6f);
        Assert.Equal(why.Tokens.Length, why.LayerRelevance[0].Length);
    }

    [Theory]
    [InlineData(1), InlineData(31), InlineData(63), InlineData(126), InlineData(null)]
    public void A_text_of_two_thousand_words_is_explained_to_its_end(int? stride)
    {
        string text = stride == 1 ? Words(150) : Post;
        TextExplanation why = Model.Explain(text, new ExplainOptions { LongText = LongText.Windows(stride), Target = Target.Label(1) });
        Windowing windowing = why.Windowing!;
        Assert.Null(why.Truncation);
        Assert.Empty(why.UnseenCharacters);
        Assert.All(why.Words, word => Assert.True(word.IsSeen));
        Assert.Equal(text.Length, why.Words[^1].End);
        Assert.Equal((0, text.Length), (windowing.Windows[0].Start, windowing.Windows[^1].End));
        Assert.Equal((128, stride ?? 63), (windowing.Tokens, windowing.Stride));

        // Side by side, the windows' own tokens are all of the text's; each lies in its window.
        int next = 1;
        foreach (TextWindow window in windowing.Windows)
        {
            Assert.Equal(next, window.OwnStart);
            Assert.InRange(window.OwnStart, window.TokenStart, window.TokenEnd);
            Assert.InRange(window.OwnEnd, window.OwnStart, window.TokenEnd);
            Assert.Equal(126, window.TokenEnd - window.TokenStart);
            next = window.OwnEnd;
        }

        Assert.Equal(why.Tokens.Length - 1, next);
        Assert.Equal(Model.Encoder!.Encode(text, int.MaxValue).Tokens.Select(token => token.Id), why.Tokens.Select(token => token.Id));
        if (stride != 1) Assert.Equal([3, 1000, 1999], why.Words.Index().OrderByDescending(word => word.Item.Relevance).Take(3).Select(word => word.Index).Order());
    }

    [Fact]
    public void Each_token_is_explained_where_it_has_most_context()
    {
        Windowing windowing = Model.Explain(Words(400), new ExplainOptions { LongText = LongText.Windows(25) }).Windowing!;
        int count = windowing.Windows.Length;
        foreach ((int index, TextWindow own) in windowing.Windows.Index())
        {
            for (int token = own.OwnStart; token < own.OwnEnd; token++)
            {
                int here = Context(index, token);
                Assert.All(windowing.Windows.Index(), window => Assert.True(Context(window.Index, token) <= here));
            }
        }

        // An end of the text is no end of context.
        int Context(int index, int token) => Math.Min(
            index == 0 ? int.MaxValue : token - windowing.Windows[index].TokenStart,
            index == count - 1 ? int.MaxValue : windowing.Windows[index].TokenEnd - 1 - token);
    }

    [Fact]
    public void The_account_is_balanced_window_by_window()
    {
        TextExplanation why = Model.Explain(Post, new ExplainOptions { LongText = LongText.Windows(100) });
        Assert.Null(why.Ledger);
        foreach (TextWindow window in why.Windowing!.Windows)
        {
            Assert.Equal(window.Score, window.Ledger!.Score);
            Assert.Equal(window.TokenSum, window.Ledger.Tokens);

            // Rounding of a float32 network; the conformance tests hold the same bound for texts that fit.
            Assert.InRange(Math.Abs(window.Ledger.Residual), 0, 1e-3 * Math.Max(1, Math.Abs(window.Score)));
        }
    }

    [Fact]
    public void The_prediction_is_the_mean_of_the_windows_and_all_windows_explain_its_label()
    {
        // The windows do not agree.
        string text = Words(140) + string.Concat(Enumerable.Repeat(" You are a worthless disgusting idiot.", 8));
        ExplainOptions options = new() { LongText = LongText.Windows() };
        TextExplanation why = Model.Explain(text, options);
        TextPrediction said = Model.Predict(text, options);
        Windowing windowing = why.Windowing!;
        Assert.Equal(2, windowing.Windows.Select(window => window.PredictedLabel).Distinct().Count());
        for (int label = 0; label < 2; label++)
        {
            Assert.Equal((float)windowing.Windows.Average(window => (double)window.Labels[label].Logit), why.Labels[label].Logit);
        }

        Assert.Equal(Target.IndexOfLargest(why.Labels.Select(label => label.Logit).ToArray()), why.PredictedLabel);
        Assert.Equal(why.PredictedLabel, why.Target.Label);
        Assert.All(windowing.Windows, window => Assert.Equal(window.Labels[why.PredictedLabel].Logit, window.Score));
        Assert.Equal(why.Labels.ToArray(), said.Labels.ToArray());
        Assert.Equal(why.PredictedLabel, said.PredictedLabel);
        Assert.Equal(windowing.Windows.Select(window => (window.Start, window.End, window.PredictedLabel)), said.Windows.Select(window => (window.Start, window.End, window.PredictedLabel)));
        Assert.Equal(1, why.Labels.Sum(label => label.Probability!.Value), 1e-6f);
    }

    [Fact]
    public async Task Every_call_reads_a_long_text_in_the_same_way()
    {
        string[] texts = ["short", Words(200), "You are a worthless idiot.", Words(500), ""];
        ExplainOptions options = new() { LongText = LongText.Windows(50) };
        ExplainManyOptions many = new() { Threads = 2, BatchSize = 200 };
        TextExplanation[] expected = [.. texts.Select(text => Model.Explain(text, options))];
        TextPrediction[] said = [.. texts.Select(text => Model.Predict(text, options))];
        Assert.Equal(expected, Model.ExplainBatch(texts, options));
        Assert.Equal(expected, await Model.ExplainBatchAsync(texts, options));
        Assert.Equal(expected, await Model.ExplainMany(texts, options, many).ToArrayAsync());
        Assert.Equal(expected[1], await Model.ExplainAsync(texts[1], options));
        Assert.Equal(expected[1], Model.ExplainAllLabels(texts[1], options)[expected[1].PredictedLabel]);
        Assert.Equal(
            texts.SelectMany(text => Model.ExplainAllLabels(text, options)),
            (await Model.ExplainAllLabelsOfMany(texts, options, many).ToArrayAsync()).SelectMany(all => all));
        AssertSame(said, await Model.PredictMany(texts, options, many).ToArrayAsync());
        AssertSame(said, await Model.PredictMany(texts.ToAsyncEnumerable(), options, many).ToArrayAsync());
        AssertSame([said[3]], [await Model.PredictAsync(texts[3], options)]);
        Assert.All(said.Zip(expected), both => Assert.Equal(both.Second.Labels.ToArray(), both.First.Labels.ToArray()));
    }

    [Theory]
    [InlineData(TruncationStrategy.OnlySecond, 1)]
    [InlineData(TruncationStrategy.OnlyFirst, 0)]
    [InlineData(TruncationStrategy.LongestFirst, 1)]
    public void One_text_of_a_pair_is_read_in_windows_and_the_other_stands_in_each(TruncationStrategy strategy, int windowed)
    {
        string first = strategy == TruncationStrategy.OnlyFirst ? Words(300) : Words(20), second = strategy == TruncationStrategy.OnlyFirst ? Words(20) : Words(300);
        ExplainOptions options = new() { LongText = LongText.Windows(20, strategy), Detail = All, Target = Target.Label(0) };
        TextExplanation why = Model.ExplainPair(first, second, options);
        Assert.All(why.Words, word => Assert.True(word.IsSeen));
        Assert.Equal((first.Length, second.Length), (why.Words.Last(word => word.Sequence == 0).End, why.Words[^1].End));
        Assert.Null(why.Truncation);
        using Session session = Model.CreateSession();
        double[] repeated = new double[why.Tokens.Length];
        TextWindow[] windows = [.. why.Windowing!.Windows];
        foreach (TextWindow window in windows)
        {
            Assert.Equal(windowed, window.Sequence);
            int[] places = [.. Enumerable.Range(0, why.Tokens.Length).Where(token => why.Tokens[token].IsSpecial || why.Tokens[token].Sequence != windowed
                || (token >= window.TokenStart && token < window.TokenEnd))];
            Reading alone = Reading.Explain(session, Model.Description, Sequences.Batch([.. places.Select(token => why.Tokens[token].Id)]), "attnlrp", Target.Label(0))[0];
            foreach ((int place, int token) in places.Index())
            {
                if (token >= window.OwnStart && token < window.OwnEnd) Reading.AssertSame([alone.Tokens[place]], [why.Tokens[token].Relevance]);
                repeated[token] += alone.Tokens[place];
            }
        }

        // What stands in every window has the mean.
        Assert.All(why.Tokens.Index().Where(token => token.Item.IsSpecial || token.Item.Sequence != windowed), token =>
            Assert.Equal((float)(repeated[token.Index] / windows.Length), token.Item.Relevance));
        Assert.Equal(why.Labels.ToArray(), Model.PredictPair(first, second, options).Labels.ToArray());
    }

    [Fact]
    public async Task Pairs_have_asynchronous_forms_that_say_the_same()
    {
        ExplainOptions options = new() { LongText = LongText.Windows() };
        (string first, string second) = (Words(30), Words(250));
        Assert.Equal(Model.ExplainPair(first, second, options), await Model.ExplainPairAsync(first, second, options));
        AssertSame([Model.PredictPair(first, second, options)], [await Model.PredictPairAsync(first, second, options)]);
    }

    [Fact]
    public void What_cannot_be_read_in_windows_is_refused_with_the_reason()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LongText.Windows(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LongText.Windows(-3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LongText.Windows(3, (TruncationStrategy)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => LongText.CutOff(side: (TruncationSide)7));
        Assert.Contains(
            "The stride is 127, and a window has room for 126 tokens of the text (128 less 2 that stand in every window)",
            Assert.Throws<ArgumentException>(() => Model.Explain(Post, new ExplainOptions { LongText = LongText.Windows(127) })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no room is left",
            Assert.Throws<ArgumentException>(() => Model.ExplainPair(Words(200), Words(200), new ExplainOptions { LongText = LongText.Windows() })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "The stride may be 1 to 6",
            Assert.Throws<ExplainManyException>(() => Model.ExplainBatch([Post], new ExplainOptions { MaxTokens = 8, LongText = LongText.Windows(7) })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no room is left",
            Assert.Throws<ArgumentException>(() => Model.Predict(Post, new ExplainOptions { MaxTokens = 2, LongText = LongText.Windows() })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TruncationStrategy.LongestFirst, TruncationSide.Right), InlineData(TruncationStrategy.LongestFirst, TruncationSide.Left)]
    [InlineData(TruncationStrategy.OnlyFirst, TruncationSide.Right), InlineData(TruncationStrategy.OnlyFirst, TruncationSide.Left)]
    [InlineData(TruncationStrategy.OnlySecond, TruncationSide.Right), InlineData(TruncationStrategy.OnlySecond, TruncationSide.Left)]
    public void A_pair_is_cut_off_as_chosen(TruncationStrategy strategy, TruncationSide side)
    {
        (string first, string second) = (Words(70), Words(90));
        TextTokenizer tokenizer = (TextTokenizer)Model.Encoder!;
        TextEncoding expected = tokenizer.With(tokenizer.Options with { TruncationSide = side, TruncationStrategy = strategy }).Encode(first, second, 128);
        TextExplanation why = Model.ExplainPair(first, second, new ExplainOptions { LongText = LongText.CutOff(strategy, side) });
        Assert.Equal(expected.Tokens.Select(token => (token.Id, token.Start, token.End)), why.Tokens.Select(token => (token.Id, token.Start, token.End)));
        Assert.Equal(new Truncation(128, expected.TokenCountBeforeTruncation, expected.Truncated.IsEmpty ? expected.TruncatedPair.Start : expected.Truncated.Start, expected.Truncated.IsEmpty ? 1 : 0), why.Truncation);
        Assert.Contains(why.UnseenCharacters, range => range.Reason == UnseenReason.Truncated);
    }

    [Fact]
    public void A_text_alone_is_cut_off_whatever_is_chosen_for_pairs()
    {
        foreach (TruncationStrategy strategy in Enum.GetValues<TruncationStrategy>())
        {
            Assert.Equal(Model.Explain(Post), Model.Explain(Post, new ExplainOptions { LongText = LongText.CutOff(strategy) }));
        }
    }

    [Fact]
    public void The_windows_survive_json_and_every_view_tells_of_them()
    {
        TextExplanation why = Model.Explain(Words(300), new ExplainOptions { LongText = LongText.Windows(50) });
        Assert.Equal(why, TextExplanation.FromJson(why.ToJson()));
        string note = $"xplained in {why.Windowing!.Windows.Length} windows of 128 tokens with stride 50";
        string ansi = why.ToAnsi(new AnsiOptions { Width = 500, Colors = AnsiColors.None });
        Assert.All((string[])[why.ToHtml(), why.ToMarkdown(), why.ToLatex(), ansi], view => Assert.Contains(note, view, StringComparison.Ordinal));
        JsonElement lean = JsonDocument.Parse(why.ToLeanJson()).RootElement.GetProperty("windowing");
        Assert.Equal((128, 50, why.Windowing.Windows.Length), (lean.GetProperty("tokens").GetInt32(), lean.GetProperty("stride").GetInt32(), lean.GetProperty("windows").GetArrayLength()));
        Assert.Equal(
            why.Windowing.Windows.Sum(window => window.OwnEnd - window.OwnStart),
            why.ToTokenCsv().Split('\n').Skip(1).Count(row => row.Length > 0 && !row.EndsWith(',')));
    }

    [Fact]
    public void The_windows_count_in_the_memory_of_a_call()
    {
        // Ten times the windows in batches of bounded size: a limit of one byte lets such a call run alone, and gives the same.
        using TextClassifier small = ShippedModel.Load(limits: new CallLimits { Memory = 1 });
        ExplainOptions options = new() { LongText = LongText.Windows(30) };
        Assert.Equal(Model.Explain(Words(900), options), small.Explain(Words(900), options));
    }

    [Fact]
    public void The_tokenizers_own_limit_is_honoured()
    {
        ShorterEncoder shorter = new((TextTokenizer)Model.Encoder!, 40);
        using TextClassifier model = ShippedModel.Load(encoder: shorter);
        Assert.Equal(Model.Explain(Post, new ExplainOptions { MaxTokens = 40 }).Tokens.ToArray(), model.Explain(Post).Tokens.ToArray());
        Assert.Equal(40, model.Predict(Post).Truncation!.TokensSeen);
        Assert.Equal(40, model.Explain(Post, new ExplainOptions { MaxTokens = 90, LongText = LongText.Windows() }).Windowing!.Tokens);
        Assert.Equal(128, ((ITextEncoder)Model.Encoder!).ModelMaxLength);
    }

    [Fact]
    public void Words_are_those_that_were_chosen()
    {
        WordOptions split = new() { SplitHashtags = true };
        foreach (string text in (string[])["#BanThemAll now", Words(200) + " #BanThemAll now"])
        {
            ExplainOptions options = new() { LongText = LongText.Windows() };
            TextExplanation whole = Model.Explain(text, options), parts = Model.Explain(text, options with { Words = split });
            Assert.Equal(whole.WithWords(split), parts);
            Assert.Equal(["#Ban", "Them", "All", "now"], parts.Words[^4..].Select(parts.TextOf));
        }
    }

    private static string Word(int index) => (index % 5) switch { 0 => "the", 1 => "river", 2 => "was", 3 => "nice", _ => "today." };

    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(Word));

    private static void AssertSame(TextPrediction[] expected, TextPrediction[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((TextPrediction one, TextPrediction other) in expected.Zip(actual))
        {
            Assert.Equal(one.Labels.ToArray(), other.Labels.ToArray());
            Assert.Equal((one.PredictedLabel, one.Truncation), (other.PredictedLabel, other.Truncation));
            Assert.Equal(
                one.Windows.SelectMany(window => window.Labels.Select(label => (window.Start, window.End, label))),
                other.Windows.SelectMany(window => window.Labels.Select(label => (window.Start, window.End, label))));
        }
    }

    private sealed class ShorterEncoder(TextTokenizer tokenizer, int limit) : ITextEncoder
    {
        public string Identity => tokenizer.Identity;

        public int ModelMaxLength => limit;

        public TextEncoding Encode(string text, int maxTokens) => tokenizer.Encode(text, maxTokens);

        public TextEncoding Encode(string text, string pair, int maxTokens) => tokenizer.Encode(text, pair, maxTokens);
    }
}
