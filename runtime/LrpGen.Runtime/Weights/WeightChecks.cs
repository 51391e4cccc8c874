namespace LrpGen.Runtime;

/// <summary>What is checked of a checkpoint beside the names, types and shapes of what a model reads.</summary>
[Flags]
public enum WeightChecks
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>
    /// Tensors that nobody reads although they belong to the model's modules, or look like one more of its layers, are refused:
    /// the checkpoint is then that of another network. Without this check they are listed as unused.
    /// </summary>
    Unused = 1,

    /// <summary>
    /// Weights that are no finite numbers are refused, and running variances below zero. This reads every weight once more,
    /// which takes about a second for four gigabytes in memory.
    /// </summary>
    Values = 2,

    /// <summary>All of them: the default.</summary>
    All = Unused | Values,
}
