using System.Text.RegularExpressions;

namespace LrpGen.Documentation.Tests;

/// <summary>Links of the pages lead somewhere, and every page is reached.</summary>
public partial class PageTests
{
    // What the readmes of packages are written for: links there must hold on a page of the package registry.
    private const string Published = "https://github.com/lrpgen/lrpgen/blob/main/";

    public static readonly string[] PackageReadmes =
        ["generator/LrpGen.Generator/README.md", "runtime/LrpGen.Images/README.md", "runtime/LrpGen.Runtime/README.md", "runtime/LrpGen.Text/README.md", "runtime/LrpGen.Text.Images/README.md"];

    private static readonly string[] AllPages =
        [
            "README.md",
            "CONTRIBUTING.md",
            .. PackageReadmes,
            .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
                .Select(page => Path.GetRelativePath(Repository.Root, page).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> Pages => [.. AllPages];

    public static TheoryData<string> Readmes => [.. PackageReadmes];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file_and_to_a_heading_in_it(string page)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        List<string> broken = [];
        foreach (string link in LinksOf(page))
        {
            string[] parts = (link.StartsWith(Published, StringComparison.Ordinal) ? link[Published.Length..] : link).Split('#');
            if (parts[0].Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            string target = link.StartsWith(Published, StringComparison.Ordinal) ? Repository.PathOf(parts[0])
                : parts[0].Length == 0 ? Repository.PathOf(page)
                : Path.Combine(folder, parts[0]);
            if (!Path.Exists(target) || (parts.Length > 1 && !AnchorsOf(target).Contains(parts[1])))
            {
                broken.Add(link);
            }
        }

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Readmes))]
    public void A_readme_of_a_package_has_links_that_hold_away_from_the_repository(string page)
        => Assert.All(LinksOf(page), link => Assert.StartsWith("https://", link, StringComparison.Ordinal));

    [Fact]
    public void Every_page_can_be_reached_from_the_index()
    {
        // Diagnostics have an index of their own.
        string index = File.ReadAllText(Repository.PathOf("docs", "README.md"));
        string[] missing =
            [
                .. AllPages
                    .Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md" && !page.StartsWith("docs/diagnostics/LRP", StringComparison.Ordinal))
                    .Where(page => !index.Contains($"({page["docs/".Length..]})", StringComparison.Ordinal)),
            ];
        Assert.Empty(missing);
    }

    private static IEnumerable<string> LinksOf(string page)
        => Links().Matches(File.ReadAllText(Repository.PathOf(page))).Select(link => link.Groups[1].Value);

    // GitHub's anchor of a heading: lower case, without punctuation, blanks as hyphens.
    private static IEnumerable<string> AnchorsOf(string file)
        => Headings().Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
            .Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
