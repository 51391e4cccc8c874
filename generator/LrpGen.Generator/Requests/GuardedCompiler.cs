using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Requests;

/// <summary>
/// Compiles one model so that nothing in its description harms another one or the user's own code: what was not foreseen
/// becomes a diagnostic, and the class is there in any case, with the members that the user's code calls.
/// </summary>
internal static class GuardedCompiler
{
    public static CompileResult Compile(Model model, CancellationToken cancellation)
    {
        CompileResult result = Guard(
            model.Request.Path,
            () => model.Spec is UnreadSpec ? new CompileResult([], []) : Compiler.Compile(model.Request, model.Spec, cancellation),
            diagnostic => new CompileResult([], [diagnostic]));
        return result.Files.Count > 0
            ? result
            : result with { Files = [UnreadEmitter.Emit(model.Request, UnreadSpec.Of(model.Spec, model.Request.Methods))] };
    }

    /// <summary>What the function gives, or what becomes of its exception.</summary>
    public static T Guard<T>(string path, Func<T> function, Func<DiagnosticInfo, T> whenItThrows)
    {
        try
        {
            return function();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            string place = exception.StackTrace?.Split('\n').Select(line => line.Trim()).FirstOrDefault() ?? "an unknown place";
            return whenItThrows(DiagnosticInfo.Create(DiagnosticCatalog.GeneratorFailed, path, $"{exception.GetType().Name}: {exception.Message}", place));
        }
    }
}
