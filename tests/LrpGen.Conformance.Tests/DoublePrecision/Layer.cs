using System.Text.Json;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>A layer of a description: its fields with PyTorch's defaults, and its weights.</summary>
/// <param name="fields">The element of <c>layers</c>.</param>
/// <param name="inputs">Names of what it reads.</param>
/// <param name="weights">A tensor by its name in the checkpoint, or null.</param>
internal sealed class Layer(JsonElement fields, string[] inputs, Func<string, double[]?> weights)
{
    public string Name { get; } = fields.GetProperty("name").GetString()!;

    public string Op { get; } = fields.GetProperty("op").GetString()!;

    public string[] Inputs => inputs;

    public bool IsProduct => Op == "linear" || Op.StartsWith("conv", StringComparison.Ordinal);

    public bool IsMaxPool => Op.Contains("max_pool", StringComparison.Ordinal);

    public bool IsPad => Op.StartsWith("constant_pad", StringComparison.Ordinal);

    /// <summary>Whether numbers only move: relevance moves with them.</summary>
    public bool OnlyMoves => IsPad || Op is "concat" or "flatten" or "reshape" or "slice" or "dropout";

    /// <summary>The same layer with weights of 1 and without a bias: what it sums up are the inputs that exist.</summary>
    public Layer Ones() => new(fields, inputs, name => name.EndsWith(".bias", StringComparison.Ordinal) ? null : weights(name) is { } w ? [.. w.Select(_ => 1.0)] : null);

    public double[]? Weight(string role) => weights($"{Name}.{role}");

    public bool Has(string key) => fields.TryGetProperty(key, out _);

    public int Integer(string key, int missing = 0) => Has(key) ? Value(key).GetInt32() : missing;

    public double Number(string key, double missing) => Has(key) ? Value(key).GetDouble() : missing;

    /// <summary>A flag as a JSON boolean, or as 0 or 1.</summary>
    public bool Flag(string key, bool missing)
        => !Has(key) ? missing : Value(key).ValueKind == JsonValueKind.Number ? Value(key).GetInt32() != 0 : Value(key).GetBoolean();

    public string Word(string key, string missing) => Has(key) ? Value(key).GetString()! : missing;

    /// <summary>One number, or one a channel.</summary>
    public double PerChannel(string key, int channel)
        => Value(key).ValueKind == JsonValueKind.Array ? Value(key)[Value(key).GetArrayLength() == 1 ? 0 : channel].GetDouble() : Value(key).GetDouble();

    public int[] Integers(string key) => [.. Value(key).EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>One number an axis or one for all, as three: depth, height, width. Axes that the layer does not have get the value that does nothing.</summary>
    public int[] PerAxis(string key, int missing, int rank, int neutral)
    {
        int[] given = !Has(key) ? [.. Enumerable.Repeat(missing, rank)]
            : Value(key).ValueKind == JsonValueKind.Array ? Integers(key)
            : [.. Enumerable.Repeat(Value(key).GetInt32(), rank)];
        return [.. Enumerable.Repeat(neutral, 3 - rank), .. given];
    }

    /// <summary>What is before and behind each axis, as three: one number, one an axis, or a pair an axis.</summary>
    public (int Before, int Behind)[] Sides(string key, int rank)
    {
        JsonElement? value = Has(key) ? Value(key) : null;
        return [.. Enumerable.Repeat((0, 0), 3 - rank), .. Enumerable.Range(0, rank).Select(axis =>
            value is not { } given ? (0, 0)
            : given.ValueKind == JsonValueKind.Number ? (given.GetInt32(), given.GetInt32())
            : given[axis].ValueKind == JsonValueKind.Number ? (given[axis].GetInt32(), given[axis].GetInt32())
            : (given[axis][0].GetInt32(), given[axis][1].GetInt32()))];
    }

    private JsonElement Value(string key) => fields.GetProperty(key);
}
