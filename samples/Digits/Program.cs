using System.Collections.Immutable;
using Digits;

return SampleProgram.Run(() => new CommandLine().Run(args, Explain));

static int Explain(Settings settings)
{
    using DigitsCnn model = SampleProgram.Load(settings.Arrays.Model, path => DigitsCnn.Load(path));
    ImmutableArray<ExplainedImage>.Builder digits = ImmutableArray.CreateBuilder<ExplainedImage>(settings.Files.Length);
    foreach (string file in settings.Files)
    {
        Drawing drawing = Drawing.Load(file, settings.Ink);
        digits.Add(new ExplainedImage(drawing.Name, drawing.Changes, settings.Arrays.Explain(model, drawing.Values, settings.Pictures.Explain)));
    }

    new ImageResults(settings.Arrays, settings.Pictures).Write(digits.MoveToImmutable(), "the digit that was read");
    return ExitCode.Success;
}
