namespace LrpGen.Runtime;

/// <summary>How a model over numbers is loaded.</summary>
public sealed record ArrayClassifierOptions : ClassifierOptions;
