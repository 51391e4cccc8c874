namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What kind of mathematics an operator is: rules are defined for kinds.</summary>
internal enum OpGroup
{
    /// <summary>Dense layers.</summary>
    Linear,

    /// <summary>Convolutions, transposed ones as well.</summary>
    Convolution,

    /// <summary>A factor and an offset for each channel: batch norm, scale, normalize.</summary>
    Affine,

    /// <summary>Layer norm.</summary>
    Norm,

    /// <summary>A function of each number alone.</summary>
    Activation,

    MaxPool,

    /// <summary>Average, adaptive and global pools.</summary>
    AveragePool,

    /// <summary>The sum of several tensors.</summary>
    Sum,

    /// <summary>The product of two tensors, a signal and its gate.</summary>
    Product,

    /// <summary>Upsampling: a linear map without weights.</summary>
    Resampling,

    /// <summary>Numbers move but stay what they are: relevance goes with them, and no rule is needed.</summary>
    Structure,

    Softmax,

    /// <summary>Queries, keys and values in heads.</summary>
    Attention,

    /// <summary>Ids become rows of tables.</summary>
    Embedding,
}

/// <summary>How a field's value is written.</summary>
internal enum FieldType
{
    Integer,

    /// <summary>A list of integers.</summary>
    Integers,

    /// <summary>One integer a spatial axis, or one for all.</summary>
    PerAxis,

    /// <summary>As <see cref="PerAxis"/>, where an axis may have a pair: what is before it and what is behind it.</summary>
    Sides,

    Number,

    /// <summary>One number, or one a channel.</summary>
    PerChannel,

    Boolean,

    /// <summary>One of the choices.</summary>
    Word,
}

/// <summary>A key of a layer.</summary>
internal sealed record LayerField(string Name, FieldType Type, string Description, bool Required = false, string? Default = null, params string[] Choices);

/// <summary>What a layer computes, and what it needs.</summary>
internal sealed record LayerShape(Dims Output, LayerOptions Options, params LayerWeight[] Weights);

/// <summary>An operator: its keys, what it reads from the checkpoint, and its shape.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Group">Its mathematics.</param>
/// <param name="Description">One sentence, for the schema and the documentation.</param>
/// <param name="Weights">What the checkpoint holds for it, for the documentation; empty for none.</param>
/// <param name="Fields">Its keys beside <c>name</c>, <c>op</c> and <c>inputs</c>.</param>
/// <param name="Infer">Reads the fields and computes the shape; null where something is wrong, and then it is reported.</param>
/// <param name="SpatialAxes">How many axes the input has behind the channels; null where that does not matter.</param>
/// <param name="ManyInputs">Whether there are two inputs or more, instead of one.</param>
/// <param name="MostInputs">How many inputs there may be.</param>
internal sealed record LayerOp(
    string Name,
    OpGroup Group,
    string Description,
    string Weights,
    LayerField[] Fields,
    Func<LayerContext, LayerShape?> Infer,
    int? SpatialAxes = null,
    bool ManyInputs = false,
    int MostInputs = int.MaxValue)
{
    /// <summary>What <c>inputs</c> must be, for messages.</summary>
    public string InputNames => !ManyInputs ? "an array with the name of one layer"
        : MostInputs == 2 ? "an array with the names of two layers"
        : "an array with the names of two layers or more";

    public bool IsWeighted => Group is OpGroup.Linear or OpGroup.Convolution;
}
