using System.Text.Json;

namespace LrpGen.Conformance.Tests;

/// <summary>Cases that wait for their network, with the reason: the one list is <c>tests/golden/pending.json</c>.</summary>
internal static class PendingCases
{
    private static readonly Lazy<Dictionary<string, string>> All = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(GoldenCase.OwnRoot, "pending.json")))!);

    public static IEnumerable<string> Names => All.Value.Keys;

    public static string? ReasonOf(string name) => All.Value.GetValueOrDefault(name);
}
