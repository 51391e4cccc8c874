using System.Text;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Emit;

/// <summary>Names of generated files.</summary>
internal static class HintNames
{
    // File systems have 255 bytes for a name.
    private const int Longest = 230;

    /// <summary>The file of a model, or of a part of it.</summary>
    public static string Of(ModelRequest request, string part = "")
    {
        string name = part.Length == 0 ? request.FullName : $"{request.FullName}.{part}";
        if (Encoding.UTF8.GetByteCount(name) <= Longest)
        {
            return name + ".g.cs";
        }

        string hash = CanonicalJson.Sha256(name).Substring(0, 16);
        int end = name.Length;
        while (Encoding.UTF8.GetByteCount(name.Substring(0, end)) + hash.Length + 1 > Longest)
        {
            end--;
        }

        return $"{name.Substring(0, end)}.{hash}.g.cs";
    }
}
