using System.Globalization;
using LrpGen.Conformance.Tests.DoublePrecision;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>Draws a layer graph: chains, branches that meet again, layers that several others read, axes of one position.</summary>
internal sealed class NetworkDrawer
{
    // Dense matrices are what it is held against.
    private const int MaxSize = 72;

    private static readonly string[] Activations = ["relu", "relu", "relu", "relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "softplus", "hard_swish", "relu6", "clip", "hard_sigmoid", "prelu"];

    private readonly Random random;
    private readonly RandomValues values;
    private readonly List<RandomLayer> layers = [];
    private readonly Dictionary<string, int[]> shapes = [];

    private NetworkDrawer(Random random, RandomValues values)
    {
        this.random = random;
        this.values = values;
    }

    /// <summary>The network of a seed.</summary>
    public static RandomNetwork Draw(int seed)
    {
        Random random = new(seed);
        RandomValues values = DrawValues(random);
        NetworkDrawer drawer = new(random, values);
        int[] input = drawer.DrawInput();
        drawer.DrawLayers(input);
        RandomLayer[] layers = [.. drawer.layers];
        RandomMethod[] methods = [.. MethodDrawer.Draw(random, input, layers, values)];
        return new RandomNetwork(seed, input, layers, methods, values, Samples: random.Next(1, 4));
    }

    private static RandomValues DrawValues(Random random)
    {
        double Scale() => random.Next(0, 6) == 0 ? Math.Pow(10, random.Next(-6, 7)) : 1;
        return random.Next(0, 10) switch
        {
            < 4 => new RandomValues(ValueKind.Multiples),
            4 => new RandomValues(ValueKind.MostlyZeros),
            5 when random.Next(0, 3) == 0 => new RandomValues(ValueKind.Flat),
            _ => new RandomValues(ValueKind.Normal, Scale(), Scale()),
        };
    }

    private int[] DrawInput()
    {
        int axes = random.Next(0, 10) switch { < 3 => 0, < 5 => 1, < 9 => 2, _ => 3 };
        if (axes == 0)
        {
            return [random.Next(0, 4) == 0 ? random.Next(15, 36) : random.Next(1, 12)];
        }

        int[] shape;
        do
        {
            shape = [random.Next(0, 8) == 0 ? random.Next(15, 19) : random.Next(1, 5), .. Enumerable.Range(0, axes).Select(_ => random.Next(0, 4) == 0 ? 1 : random.Next(2, 8))];
        }
        while (Volume.Size(shape) > MaxSize);
        return shape;
    }

    private void DrawLayers(int[] input)
    {
        shapes[RandomNetwork.InputName] = input;
        int count = random.Next(1, 9);
        for (int attempts = 0; layers.Count < count && attempts < 100; attempts++)
        {
            DrawLayer(random.Next(0, 10) switch { < 7 => Last, 7 => RandomNetwork.InputName, _ => Any() });
        }

        if (random.Next(0, 4) > 0)
        {
            Gather();
        }
        else
        {
            LeaveOutWhatNothingReads();
        }

        // One output is a number and no probability.
        if (shapes[Last].Length == 1 && shapes[Last][0] > 1 && random.Next(0, 8) == 0)
        {
            Add("softmax", [Last], shapes[Last]);
        }
    }

    private string Last => layers.Count == 0 ? RandomNetwork.InputName : layers[^1].Name;

    private string Any() => shapes.Keys.ElementAt(random.Next(shapes.Count));

    /// <summary>What nothing reads meets in a dense layer.</summary>
    private void Gather()
    {
        string[] loose = Loose();
        List<string> rows = [];
        foreach (string name in loose)
        {
            if (shapes[name].Length > 1)
            {
                Add("flatten", [name], [Volume.Size(shapes[name])]);
            }

            rows.Add(shapes[name].Length > 1 ? Last : name);
        }

        if (rows.Count > 1)
        {
            Add("concat", [.. rows], [rows.Sum(r => shapes[r][0])]);
        }

        if (rows.Count == 1 && rows[0] == Last && random.Next(0, 3) == 0)
        {
            return;
        }

        int outputs = random.Next(1, 5);
        Add("linear", [Last], [outputs], [("out", outputs), .. Bias()]);
    }

    private string[] Loose() => [.. layers.Select(l => l.Name).Where(n => !layers.Any(l => l.Inputs.Contains(n)))];

    private void LeaveOutWhatNothingReads()
    {
        string last = Last;
        while (Loose().Where(n => n != last).ToArray() is { Length: > 0 } loose)
        {
            layers.RemoveAll(l => loose.Contains(l.Name));
        }

        foreach (string gone in shapes.Keys.Where(k => k != RandomNetwork.InputName && !layers.Any(l => l.Name == k)).ToArray())
        {
            shapes.Remove(gone);
        }
    }

    private void DrawLayer(string input)
    {
        int[] shape = shapes[input];
        int axes = shape.Length - 1;
        int choice = random.Next(0, 100);
        switch (choice)
        {
            case < 24 when axes == 0:
                int outputs = random.Next(0, 6) == 0 ? random.Next(15, 20) : random.Next(0, 5) == 0 ? shape[0] : random.Next(1, 9);
                Add("linear", [input], [outputs], [("out", outputs), .. Bias()]);
                break;
            case < 22:
                Convolution(input, shape, axes);
                break;
            case < 28:
                Transposed(input, shape, axes);
                break;
            case < 36:
                Add("batch_norm", [input], shape, random.Next(0, 2) == 0 ? [("eps", 0)] : []);
                break;
            case < 40:
                Add("scale", [input], shape, random.Next(0, 2) == 0 ? [("bias", "true")] : []);
                break;
            case < 42:
                Normalize(input, shape);
                break;
            case < 45:
                Add("layer_norm", [input], shape, [("eps", "0.1"), .. (random.Next(0, 2) == 0 ? [("affine", "false")] : Array.Empty<(string, object)>())]);
                break;
            case < 60:
                Activation(input, shape);
                break;
            case < 68 when axes > 0:
                Pool("max_pool", input, shape, axes);
                break;
            case < 73 when axes > 0:
                Pool("avg_pool", input, shape, axes);
                break;
            case < 75 when axes > 0:
                int[] sizes = [.. Enumerable.Range(0, axes).Select(_ => random.Next(1, 5))];
                Add($"adaptive_{Pooled()}_pool{axes}d", [input], [shape[0], .. sizes], [("output_size", Text(sizes))]);
                break;
            case < 77 when axes > 0:
                Add($"global_{Pooled()}_pool", [input], [shape[0], .. Enumerable.Repeat(1, axes)]);
                break;
            case < 82:
                Sum(input, shape);
                break;
            case < 85:
                Product(input, shape);
                break;
            case < 89:
                Concat(input, shape);
                break;
            case < 91:
                Slice(input, shape);
                break;
            case < 92:
                Add("dropout", [input], shape);
                break;
            case < 93 when axes > 0:
                Pad(input, shape, axes);
                break;
            case < 95:
                Add("flatten", [input], [Volume.Size(shape)]);
                break;
            case < 97:
                Reshape(input, shape);
                break;
            default:
                Upsample(input, shape, axes);
                break;
        }
    }

    private void Convolution(string input, int[] shape, int axes)
    {
        if (axes == 0)
        {
            return;
        }

        int[] kernel = Each(axes, () => random.Next(1, 4)), stride = Each(axes, () => random.Next(0, 3) == 0 ? 2 : 1), dilation = Each(axes, () => random.Next(0, 5) == 0 ? 2 : 1);
        int[] padding = Each(axes, a => random.Next(0, kernel[a]));
        (int outputs, int groups) = Channels(shape[0]);
        int[] sizes = Each(axes, a => Floor(shape[a + 1] + (2 * padding[a]) - (dilation[a] * (kernel[a] - 1)) - 1, stride[a]) + 1);
        Add($"conv{axes}d", [input], [outputs, .. sizes], [("out", outputs), ("kernel", Text(kernel)), ("stride", Text(stride)), ("padding", Text(padding)), ("dilation", Text(dilation)), ("groups", groups), .. Bias()]);
    }

    private void Transposed(string input, int[] shape, int axes)
    {
        if (axes == 0)
        {
            return;
        }

        int[] kernel = Each(axes, () => random.Next(1, 4)), stride = Each(axes, () => random.Next(1, 3)), dilation = Each(axes, () => random.Next(0, 5) == 0 ? 2 : 1);
        int[] padding = Each(axes, a => random.Next(0, kernel[a])), added = Each(axes, a => random.Next(0, Math.Max(stride[a], dilation[a])));
        (int outputs, int groups) = Channels(shape[0]);
        int[] sizes = Each(axes, a => ((shape[a + 1] - 1) * stride[a]) - (2 * padding[a]) + (dilation[a] * (kernel[a] - 1)) + added[a] + 1);
        Add($"conv_transpose{axes}d", [input], [outputs, .. sizes], [("out", outputs), ("kernel", Text(kernel)), ("stride", Text(stride)), ("padding", Text(padding)), ("output_padding", Text(added)), ("dilation", Text(dilation)), ("groups", groups), .. Bias()]);
    }

    /// <summary>Channels behind a convolution, and groups: one, one a channel, or two.</summary>
    private (int Outputs, int Groups) Channels(int inputs) => random.Next(0, 6) switch
    {
        0 => (inputs * random.Next(1, 3), inputs),
        1 => (inputs, inputs),
        2 when inputs % 2 == 0 => (random.Next(1, 4) * 2, 2),
        3 => (inputs, 1),
        _ => (random.Next(1, 7), 1),
    };

    private void Normalize(string input, int[] shape)
    {
        int count = random.Next(0, 2) == 0 ? 1 : shape[0];
        string Numbers(Func<double> one) => $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => one().ToString("R", CultureInfo.InvariantCulture)))}]";
        Add("normalize", [input], shape, [("mean", Numbers(() => random.Next(-4, 5) / 4.0)), ("std", Numbers(() => Math.Pow(2, random.Next(-1, 2))))]);
    }

    private void Activation(string input, int[] shape)
    {
        string op = Activations[random.Next(Activations.Length)];
        Add(op, [input], shape, op switch
        {
            "leaky_relu" when random.Next(0, 2) == 0 => [("negative_slope", random.Next(0, 2) == 0 ? "0.25" : "-0.5")],
            "elu" when random.Next(0, 2) == 0 => [("alpha", "1.5")],
            "clip" => random.Next(0, 3) switch { 0 => [("min", "-0.5")], 1 => [("max", "1.25")], _ => [("min", "-0.5"), ("max", "1.25")] },
            "prelu" when random.Next(0, 2) == 0 => [("num_parameters", shape[0])],
            "gelu" when random.Next(0, 2) == 0 => [("approximate", "\"tanh\"")],
            _ => [],
        });
    }

    private void Pool(string op, string input, int[] shape, int axes)
    {
        int[] kernel = Each(axes, () => random.Next(1, 4)), stride = Each(axes, () => random.Next(1, 4));
        int[] padding = Each(axes, a => random.Next(0, (kernel[a] / 2) + 1));
        bool ceil = random.Next(0, 3) == 0;
        int[] sizes = Each(axes, a =>
        {
            int room = shape[a + 1] + (2 * padding[a]) - kernel[a];
            if (room < 0 && !ceil)
            {
                return 0;
            }

            int count = (ceil ? -Floor(-room, stride[a]) : Floor(room, stride[a])) + 1;
            return count - (ceil && (count - 1) * stride[a] >= shape[a + 1] + padding[a] ? 1 : 0);
        });
        List<(string, object)> fields = [("kernel", Text(kernel)), ("stride", Text(stride)), ("padding", Text(padding))];
        if (ceil)
        {
            fields.Add(("ceil_mode", "true"));
        }

        if (op == "avg_pool" && random.Next(0, 2) == 0)
        {
            fields.Add(("count_include_pad", "false"));
        }

        Add($"{op}{axes}d", [input], [shape[0], .. sizes], [.. fields]);
    }

    private void Sum(string input, int[] shape)
    {
        // Twice the same where nothing else has its shape, which few do.
        string[] like = [.. shapes.Where(s => s.Value.SequenceEqual(shape) && (s.Key != input || random.Next(0, 10) == 0)).Select(s => s.Key)];
        if (like.Length > 0)
        {
            Add("add", [input, .. Enumerable.Range(0, random.Next(0, 5) == 0 ? 2 : 1).Select(_ => like[random.Next(like.Length)])], shape);
        }
    }

    /// <summary>A gate that has the signal's size along each axis, or 1. Products of huge numbers are none that float32 has.</summary>
    private void Product(string input, int[] shape)
    {
        string[] gates = [.. shapes.Where(s => s.Value.Length == shape.Length && s.Value.Zip(shape).All(size => size.First == 1 || size.First == size.Second)).Select(s => s.Key)];
        if (values is { InputScale: 1, WeightScale: 1 })
        {
            Add("mul", [input, gates[random.Next(gates.Length)]], shape);
        }
    }

    private void Pad(string input, int[] shape, int axes)
    {
        int[] before = Each(axes, () => random.Next(0, 3)), behind = Each(axes, () => random.Next(0, 3));
        int[] pad = [.. Enumerable.Range(0, axes).Reverse().SelectMany(a => new[] { before[a], behind[a] })];
        Add($"constant_pad{axes}d", [input], [shape[0], .. Each(axes, a => before[a] + shape[a + 1] + behind[a])], ("pad", Text(pad)), ("value", random.Next(0, 2) == 0 ? "0" : "-0.5"));
    }

    private string Pooled() => random.Next(0, 2) == 0 ? "max" : "avg";

    private void Concat(string input, int[] shape)
    {
        int axis = random.Next(shape.Length);
        string[] like = [.. shapes.Where(s => s.Value.Length == shape.Length && s.Value.Select((size, a) => a == axis || size == shape[a]).All(x => x)).Select(s => s.Key)];
        string[] parts = [input, .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => like[random.Next(like.Length)])];
        Add("concat", parts, [.. shape.Select((size, a) => a == axis ? parts.Sum(p => shapes[p][a]) : size)], axis == 0 ? [] : [("axis", axis + 1)]);
    }

    private void Slice(string input, int[] shape)
    {
        int axis = random.Next(shape.Length);
        int start = random.Next(0, shape[axis]), end = random.Next(start + 1, shape[axis] + 1), step = random.Next(1, 3);
        int[] sizes = [.. shape.Select((size, a) => a == axis ? ((end - start - 1) / step) + 1 : size)];
        Add("slice", [input], sizes, ("axis", axis + 1), ("start", random.Next(0, 2) == 0 ? start : start - shape[axis]), ("end", end), ("step", step));
    }

    private void Reshape(string input, int[] shape)
    {
        int size = Volume.Size(shape);
        int channels = Divisor(size), height = Divisor(size / channels);
        int[] to = random.Next(0, 4) switch
        {
            0 => [size],
            1 => [channels, size / channels],
            2 => [channels, height, size / channels / height],
            _ => [size / channels, channels],
        };
        Add("reshape", [input], to, ("shape", Text(to)));
    }

    private int Divisor(int size)
    {
        int[] divisors = [.. Enumerable.Range(1, size).Where(d => size % d == 0)];
        return divisors[random.Next(divisors.Length)];
    }

    private void Upsample(string input, int[] shape, int axes)
    {
        if (axes == 0)
        {
            return;
        }

        int[] scale = Each(axes, () => random.Next(1, 4));
        bool bilinear = axes == 2 && random.Next(0, 2) == 0;
        List<(string, object)> fields = [("scale", Text(scale))];
        if (bilinear)
        {
            fields.Add(("mode", "\"bilinear\""));
            if (random.Next(0, 2) == 0)
            {
                fields.Add(("align_corners", "true"));
            }
        }

        Add("upsample", [input], [shape[0], .. Each(axes, a => shape[a + 1] * scale[a])], [.. fields]);
    }

    private (string, object)[] Bias() => random.Next(0, 3) == 0 ? [("bias", "false")] : [];

    private static int[] Each(int axes, Func<int> one) => [.. Enumerable.Range(0, axes).Select(_ => one())];

    private static int[] Each(int axes, Func<int, int> one) => [.. Enumerable.Range(0, axes).Select(one)];

    private static int Floor(int a, int b) => (int)Math.Floor((double)a / b);

    private static string Text(int[] numbers) => $"[{string.Join(", ", numbers)}]";

    /// <summary>Adds a layer, if its output is neither empty nor too large.</summary>
    private void Add(string op, string[] inputs, int[] shape, params (string Key, object Value)[] fields)
    {
        if (shape.Any(size => size < 1) || (Volume.Size(shape) > MaxSize && op is not ("concat" or "flatten")))
        {
            return;
        }

        string name = $"{op}.{layers.Count}";
        layers.Add(new RandomLayer(name, op, inputs, shape, fields.ToDictionary(f => f.Key, f => Convert.ToString(f.Value, CultureInfo.InvariantCulture)!)));
        shapes[name] = shape;
    }
}
