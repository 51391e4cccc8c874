using LrpGen.Benchmarks.Reports;

namespace LrpGen.Benchmarks.Cases;

/// <summary>Something that is measured. A new case is a file that implements this, and a line in <see cref="AllCases"/>.</summary>
internal interface ICase
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string Summary { get; }

    /// <summary>Measures and reports.</summary>
    void Run(Options options, Report report);
}
