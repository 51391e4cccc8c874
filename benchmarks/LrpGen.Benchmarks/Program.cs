using LrpGen.Benchmarks;
using LrpGen.Benchmarks.Cases;
using LrpGen.Benchmarks.Reports;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Options.Usage}");
    return 2;
}

ICase[] cases = [.. AllCases.List.Where(c => options.All || c.Name == options.Case)];
if (options.List || cases.Length == 0)
{
    foreach (ICase known in AllCases.List)
    {
        Console.WriteLine($"{known.Name,-16} {known.Summary}");
    }

    Console.WriteLine($"\n{Options.Usage}");
    return options.List ? 0 : 2;
}

#if DEBUG
Console.Error.WriteLine("This is a debug build: its figures mean nothing. Use dotnet run -c Release.");
#endif

if (options.Once is not null)
{
    cases[0].Run(options, new Report(string.Empty));
    return 0;
}

Report report = new($"dotnet run -c Release --project benchmarks/LrpGen.Benchmarks -- {string.Join(' ', args)}");
report.Begin();
foreach (ICase chosen in cases)
{
    chosen.Run(options, report);
}

if (options.Write)
{
    report.Write(Path.Combine(Folders.Root, "benchmarks", "results", Machine.FileName));
}

return 0;
