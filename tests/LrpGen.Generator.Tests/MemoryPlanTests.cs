using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Generator.Tests.Snapshots;

namespace LrpGen.Generator.Tests;

/// <summary>The memory plan, as the generated file prints it.</summary>
public partial class MemoryPlanTests
{
    public static TheoryData<string> Models => GeneratedCodeTests.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void Buffers_that_live_at_the_same_time_do_not_overlap(string name)
    {
        int pairs = 0;
        foreach (Row[] rows in Tables(name))
        {
            foreach ((Row a, Row b) in from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(0, i) select (rows[i], rows[j]))
            {
                bool together = a.MeetsPass(b) && a.Region == b.Region && a.First <= b.Last && b.First <= a.Last;
                bool overlap = a.From < b.To && b.From < a.To;
                Assert.False(together && overlap, $"{a} and {b}");
                pairs++;
            }
        }

        Assert.True(pairs > 100);
    }

    // An exact answer takes exponential time; a fifth is one padded row of sixteen among the few that these small models have.
    [Theory]
    [MemberData(nameof(Models))]
    public void Memory_is_hardly_more_than_what_lives_at_the_same_time(string name)
    {
        foreach (IGrouping<string, Row> region in Tables(name).SelectMany(rows => rows.GroupBy(row => row.Region)))
        {
            int most = region.Max(at => region.Where(row => row.MeetsPass(at) && row.First <= at.First && at.First <= row.Last).Sum(row => row.To - row.From));
            Assert.InRange(region.Max(row => row.To), most, most * 1.2);
        }
    }

    private static IEnumerable<Row[]> Tables(string name)
    {
        string plan = ExampleModel.Named(name).Compile().Files.Single(file => file.HintName.EndsWith(".Tensors.g.cs", StringComparison.Ordinal)).Text;
        Dictionary<string, string> regions = Regions(plan);
        return plan.Split("    }\n").Select(table => RowPattern().Matches(table).Select(match => Row.Of(match, regions)).ToArray());
    }

    // Which buffers are per token and which per sequence is said by the properties below the table.
    private static Dictionary<string, string> Regions(string plan) => PropertyPattern().Matches(plan)
        .GroupBy(match => match.Groups[1].Value)
        .ToDictionary(group => group.Key, group => group.First().Groups[2].Value.Replace("Target", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^    //     (\w+)(?: \((\w+)\))? +\d+ +(\d+) +(\d+) +(\d+)–(\d+)$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"public Lrp::Matrix (\w+) => run\.(\w+)\(")]
    private static partial Regex PropertyPattern();

    private sealed record Row(string Name, string Pass, string Region, int From, int To, int First, int Last)
    {
        // Of two passes only one runs in a call.
        public bool MeetsPass(Row other) => Pass == other.Pass || Pass.Length == 0 || other.Pass.Length == 0;

        public static Row Of(Match match, Dictionary<string, string> regions)
        {
            int[] numbers = [.. match.Groups.Values.Skip(3).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
            return new Row(match.Groups[1].Value, match.Groups[2].Value, regions[match.Groups[1].Value], numbers[0], numbers[1], numbers[2], numbers[3]);
        }
    }
}
