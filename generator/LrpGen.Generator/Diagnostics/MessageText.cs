using LrpGen.Generator.Names;

namespace LrpGen.Generator.Diagnostics;

/// <summary>
/// Arguments of messages as a build prints them. Names in a file are as long as somebody wishes and hold any character, so
/// what does not show is spelled out, and the longest arguments are cut until the message can be read.
/// </summary>
internal static class MessageText
{
    /// <summary>Characters of all arguments together. Lists of what is known are long, and come out whole.</summary>
    public const int Most = 1000;

    // What is left of an argument that is cut.
    private const int Shortest = 120;

    public static string[] Arguments(IEnumerable<string> arguments)
    {
        string[] result = [.. arguments.Select(argument => CSharpText.Visible(argument))];
        while (result.Sum(argument => argument.Length) > Most)
        {
            int longest = Array.FindIndex(result, argument => argument.Length == result.Max(other => other.Length));
            if (result[longest].Length <= Shortest)
                break;
            result[longest] = CSharpText.Visible(result[longest], Shortest);
        }

        return result;
    }
}
