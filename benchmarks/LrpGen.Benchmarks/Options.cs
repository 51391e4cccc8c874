using System.Collections.Immutable;
using System.Globalization;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        --list               names the cases
        --all                runs all of them
        --case NAME          runs one
        --tokens N[,N…]      lengths of the sequences, where a case has some
        --batch N[,N…]       sequences a call
        --threads N[,N…]     threads
        --rounds N           rounds of a race (9)
        --data FOLDER        folder with an eval.jsonl of more texts
        --once WHAT          a single run in this process: forward, attnlrp, cplrp or ort; start-up and memory
        --packed             with --once: loads packed weights (model.lrpw) and not safetensors
        --storage TYPE       with --once: stores dense weights as F32, BF16 or F16
        --profile            instead of racing, prints where the time goes, kernel by kernel
        --write              writes the tables to benchmarks/results
        """;

    /// <summary>Names the cases.</summary>
    public bool List { get; init; }

    /// <summary>Runs all cases.</summary>
    public bool All { get; init; }

    /// <summary>The case to run.</summary>
    public string? Case { get; init; }

    /// <summary>Prints where the time goes.</summary>
    public bool Profile { get; init; }

    /// <summary>The run to do once, with start-up and memory.</summary>
    public string? Once { get; init; }

    /// <summary>Loads packed weights.</summary>
    public bool Packed { get; init; }

    /// <summary>How dense weights are stored.</summary>
    public WeightType Storage { get; init; }

    /// <summary>Writes the tables to a file.</summary>
    public bool Write { get; init; }

    /// <summary>Lengths of the sequences, or none for the case's own.</summary>
    public ImmutableArray<int> Tokens { get; init; } = [];

    /// <summary>Sequences a call, or none for the case's own.</summary>
    public ImmutableArray<int> Batches { get; init; } = [];

    /// <summary>Threads, or none for the case's own.</summary>
    public ImmutableArray<int> Threads { get; init; } = [];

    /// <summary>Vector widths, or all that the machine has.</summary>
    public ImmutableArray<VectorWidth> Widths { get; init; } = [.. Vectors.Available.Reverse()];

    /// <summary>Rounds of a race.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Folder with more data.</summary>
    public string? Data { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It asks for something that is not there.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        Options options = new();
        while (!arguments.IsEmpty)
        {
            string name = arguments[0];
            string value = arguments.Length > 1 ? arguments[1] : string.Empty;
            bool isFlag = name is "--list" or "--all" or "--profile" or "--packed" or "--write";
            options = name switch
            {
                "--list" => options with { List = true },
                "--all" => options with { All = true },
                "--profile" => options with { Profile = true },
                "--packed" => options with { Packed = true },
                "--write" => options with { Write = true },
                "--case" => options with { Case = value },
                "--storage" => options with { Storage = Enum.Parse<WeightType>(value, ignoreCase: true) },
                "--tokens" => options with { Tokens = Numbers(name, value) },
                "--batch" => options with { Batches = Numbers(name, value) },
                "--threads" => options with { Threads = Numbers(name, value) },
                "--width" => options with { Widths = [.. Numbers(name, value).Select(bits => (VectorWidth)bits)] },
                "--rounds" => options with { Rounds = Numbers(name, value)[0] },
                "--once" => options with { Once = value },
                "--data" => options with { Data = value },
                _ => throw new FormatException($"There is no option '{name}'."),
            };
            arguments = arguments[Math.Min(arguments.Length, isFlag ? 1 : 2)..];
        }

        return options;
    }

    /// <summary>What was asked for, or else the case's own values.</summary>
    public static ImmutableArray<int> Or(ImmutableArray<int> asked, params ImmutableArray<int> own) => asked.IsEmpty ? own : asked;

    private static ImmutableArray<int> Numbers(string name, string value)
        => [.. value.Split(',').Select(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new FormatException($"{name}: expected numbers from 1 on, found '{value}'."))];
}
