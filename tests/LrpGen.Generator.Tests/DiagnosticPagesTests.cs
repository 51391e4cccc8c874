using System.Globalization;
using System.Text.RegularExpressions;
using LrpGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests;

/// <summary>The pages in <c>docs/diagnostics</c> keep step with the catalog.</summary>
public class DiagnosticPagesTests
{
    public static TheoryData<string> Ids => new(DiagnosticCatalog.All.Select(descriptor => descriptor.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_id_has_a_page_that_tells_what_it_means_and_how_to_fix_it(string id)
    {
        DiagnosticDescriptor descriptor = DiagnosticCatalog.All.Single(candidate => candidate.Id == id);
        string page = Repository.Read("docs", "diagnostics", id + ".md");
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"Severity: {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}", page, StringComparison.Ordinal);
        Assert.Contains("## Example", page, StringComparison.Ordinal);
        Assert.Contains("## How to fix it", page, StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_lists_each_id_once_with_its_title()
    {
        string index = Repository.Read("docs", "diagnostics", "README.md");
        Assert.Equal(
            DiagnosticCatalog.All.Select(descriptor => $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} | {descriptor.Title} |"),
            index.Split('\n').Where(line => line.StartsWith("| [LRP", StringComparison.Ordinal)));
    }

    [Fact]
    public void There_is_no_page_without_an_id() => Assert.Equal(
        DiagnosticCatalog.All.Select(descriptor => descriptor.Id),
        Directory.GetFiles(Repository.PathOf("docs", "diagnostics"), "LRP*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void All_holds_every_descriptor() => Assert.Equal(
        typeof(DiagnosticCatalog).GetFields().Length,
        DiagnosticCatalog.All.Distinct().Count());

    [Fact]
    public void Placeholders_of_a_message_count_up_from_zero() => Assert.All(DiagnosticCatalog.All, descriptor =>
    {
        int[] places = [.. Regex.Matches(descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture), @"\{(\d)\}").Select(match => match.Groups[1].Value[0] - '0').Distinct().Order()];
        Assert.Equal(Enumerable.Range(0, places.Length), places);
    });
}
