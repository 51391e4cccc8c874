namespace LrpGen.Runtime;

/// <summary>A model that the generator compiled: two passes over a workspace, and what is known of it as data.</summary>
public interface ICompiledModel
{
    /// <summary>What the generator knows of the model.</summary>
    ModelDescription Description { get; }

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    void Forward(Workspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    /// <param name="run">The workspace of the forward pass.</param>
    /// <param name="pass">Which pass (<see cref="MethodDescription.Pass"/>).</param>
    void Relevance(Workspace run, int pass);
}
