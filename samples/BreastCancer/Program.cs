using System.Collections.Immutable;
using BreastCancer;

return SampleProgram.Run(() => new CommandLine().Run(args, settings =>
{
    using BreastCancerMlp model = SampleProgram.Load(settings.Arrays.Model, path => BreastCancerMlp.Load(path));
    PatientTable patients = PatientTable.Load(settings.File, BreastCancerMlp.Model.Values!.FeatureNames);
    IEnumerable<int> rows = settings.Patient is { } one ? [patients.Index(one)] : Enumerable.Range(0, patients.Rows.Length);
    ImmutableArray<ExplainedPatient> explained =
        [.. rows.Select(row => new ExplainedPatient(row + 1, settings.Arrays.Explain(model, patients.Rows[row])))];
    new Results(settings).Write(explained);
    return ExitCode.Success;
}));
