namespace LrpGen.Benchmarks.Measuring;

/// <summary>One of the things that are timed against each other.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Run">One run of it.</param>
internal sealed record Candidate(string Name, Action Run);
