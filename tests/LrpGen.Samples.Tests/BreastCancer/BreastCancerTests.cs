using System.Text;
using BreastCancer;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Samples.Tests;

/// <summary>The sample of tables says what the library says, and where a table is wrong.</summary>
public class BreastCancerTests
{
    private const int Runtime = 1, Usage = 2;

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Sample.BreastCancer.ModelFolder, "eval.csv"));

    [Fact]
    public void Without_a_table_the_features_are_ranked_over_the_test_patients()
    {
        SampleRun run = Sample.BreastCancer.Run("--top", "5");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    [Fact]
    public void A_patient_gets_a_bar_a_feature()
    {
        SampleRun run = Sample.BreastCancer.Run("--patient", "3");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    [Fact]
    public void Json_lines_hold_what_the_library_says_bit_for_bit()
    {
        using BreastCancerMlp model = BreastCancerMlp.Load(Sample.BreastCancer.ModelFolder);
        ArrayExplanation[] said = [.. Sample.BreastCancer.Run("--json").Lines.Select(ArrayExplanation.FromJson)];
        Assert.Equal(114, said.Length);
        Assert.Equal(model.Explain(Values(0)), said[0]);
        Assert.Equal(model.Explain(Values(113)), said[113]);
        Assert.Equal("mean radius", said[0].FeatureNames[0]);
    }

    [Fact]
    public void A_contrast_and_every_method_can_be_chosen()
    {
        using BreastCancerMlp model = BreastCancerMlp.Load(Sample.BreastCancer.ModelFolder);
        foreach (MethodDescription method in BreastCancerMlp.Model.Methods)
        {
            SampleRun run = Sample.BreastCancer.Run("--patient", "1", "--json", "--target", "malignant:benign", "--method", method.Name);
            Assert.Equal(model.Explain(Values(0), BreastCancerMlp.Label.Malignant, BreastCancerMlp.Label.Benign, method), ArrayExplanation.FromJson(run.Output));
        }
    }

    [Fact]
    public void Csv_of_a_patient_and_of_a_ranking_is_that_of_the_library()
    {
        using BreastCancerMlp model = BreastCancerMlp.Load(Sample.BreastCancer.ModelFolder);
        Assert.Equal(model.Explain(Values(2)).ToCsv(), Sample.BreastCancer.Run("--patient", "3", "--csv").Output);
        SampleRun run = Sample.BreastCancer.Run("--csv");
        Assert.Equal("cohort,rank,index,name,meanMagnitude,mean,positiveShare,negativeShare", run.Lines[0]);

        // Both classes were predicted; each has its own ranking of the 30 features.
        Assert.Equal(61, run.Lines.Length);
        Assert.StartsWith("predicted malignant,1,", run.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("predicted benign,1,", run.Lines[31], StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_may_come_in_any_order_and_spelling_beside_others()
    {
        int[] order = [.. Enumerable.Range(0, 34).Reverse()];
        string shuffled = string.Join('\n', Lines.Take(3).Select((line, i) =>
            "\"a note, quoted\"," + string.Join(',', order.Select(column => i == 0 ? Lines[0].Split(',')[column].ToUpperInvariant().Replace('_', ' ') : line.Split(',')[column]))));
        SampleRun run = Sample.BreastCancer.RunWithInput(shuffled, "-", "--json");
        Assert.Equal(Sample.BreastCancer.Run("--json").Lines[..2], run.Lines);
    }

    [Theory]
    [InlineData]
    [InlineData("--patient", "2", "--target", "all")]
    public void The_page_is_whole_and_needs_nothing_else(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.BreastCancer.Run(["--html", folder["out.html"], .. arguments]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        string page = File.ReadAllText(folder["out.html"]);
        Page.IsWholeAndNeedsNothingElse(page);
        Assert.Contains("worst radius", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "standard input, line 1: found nothing; needed a line with the names of the columns")]
    [InlineData("a,b\n1,2\n", "standard input, line 1: found no column for 'mean radius', 'mean texture', 'mean perimeter', 'mean area', 'mean smoothness' and 25 more")]
    [InlineData("HEADER\n", "standard input, line 1: found no patient below the names of the columns")]
    [InlineData("HEADER\nROW\n\nROW,1\n", "standard input, line 4: found 35 columns; the first line names 34")]
    [InlineData("HEADER\nROW-TEXT\n", "standard input, line 2: column 2 ('mean texture'): found 'wide'; needed a number as in 17.99")]
    [InlineData("HEADER\nROW\nROW-EMPTY\n", "standard input, line 3: column 2 ('mean texture'): found nothing; needed a number")]
    [InlineData("HEADER\nROW-NAN\n", "found 'NaN'; needed a number")]
    [InlineData("HEADER,Mean Radius\nROW,1\n", "standard input, line 1: columns 1 and 35 are both 'mean radius'")]
    [InlineData("HEADER\n\"1\"2,ROW\n", "standard input, line 2: column 1: found '2,")]
    [InlineData("HEADER\n\"1,ROW\n", "standard input, line 2: a quote is not closed")]
    [InlineData("mean radius;mean texture\n1,5;2\n", "standard input, line 1: the columns are separated by ';'; needed commas")]
    [InlineData("mean radius\tmean texture\n1\t2\n", "standard input, line 1: the columns are separated by tabs; needed commas")]
    public void A_table_that_is_wrong_is_told_with_line_and_column(string table, string message)
    {
        table = table.Replace("HEADER", Lines[0], StringComparison.Ordinal)
            .Replace("ROW-TEXT", WithTexture("wide"), StringComparison.Ordinal)
            .Replace("ROW-EMPTY", WithTexture(" "), StringComparison.Ordinal)
            .Replace("ROW-NAN", WithTexture("NaN"), StringComparison.Ordinal)
            .Replace("ROW", Lines[1], StringComparison.Ordinal);
        Fails(Runtime, message, Sample.BreastCancer.RunWithInput(table, "-"));
    }

    [Fact]
    public void A_table_in_Latin_1_is_refused_with_its_line()
    {
        byte[] table = [.. Encoding.UTF8.GetBytes(Lines[0] + "\n"), 0xe9, (byte)'\n'];
        Fails(Runtime, "standard input, line 2: found bytes that are not UTF-8 (byte 1 of the line is 0xE9)", Sample.BreastCancer.RunWithInput(table, "-"));
    }

    [Theory]
    [InlineData(Usage, "--patient 115: 'eval.csv' holds 114 patients", "--patient", "115")]
    [InlineData(Usage, "--patient '0': needed a whole number from 1", "--patient", "0")]
    [InlineData(Usage, "found both --csv and --json", "--csv", "--json")]
    [InlineData(Usage, "--csv: needed one target, not 'all'", "--csv", "--target", "all")]
    [InlineData(Usage, "found more than one table", "a.csv", "b.csv")]
    [InlineData(Usage, "no option '--pateint'", "--pateint", "1")]
    [InlineData(Usage, "needed predicted, all, one of malignant (0), benign (1)", "--target", "ill")]
    [InlineData(Runtime, "/no/such.csv", "/no/such.csv")]
    [InlineData(Runtime, "/no/such/folder", "--html", "/no/such/folder/out.html")]
    public void What_makes_no_sense_is_told_in_one_line(int exitCode, string message, params string[] arguments)
        => Fails(exitCode, message, Sample.BreastCancer.Run(arguments));

    [Fact]
    public void Help_is_as_recorded()
    {
        SampleRun run = Sample.BreastCancer.Run("--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    private static float[] Values(int row)
        => [.. Lines[row + 1].Split(',').Take(30).Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    private static string WithTexture(string text)
    {
        string[] fields = Lines[1].Split(',');
        fields[1] = text;
        return string.Join(',', fields);
    }

    private static void Fails(int exitCode, string message, SampleRun run)
    {
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.ErrorLine, StringComparison.Ordinal);
    }
}
