using System.Text;

namespace LrpGen.Runtime;

/// <summary>What names of tensors have in common: <c>encoder.layer.*.output</c>.</summary>
internal static class NamePattern
{
    /// <summary>The name with a star for every number in it.</summary>
    public static string Of(string name)
    {
        StringBuilder pattern = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiDigit(name[i]))
                pattern.Append(name[i]);
            else if (i == 0 || !char.IsAsciiDigit(name[i - 1]))
                pattern.Append('*');
        }

        return pattern.ToString();
    }

    /// <summary>The first parts of a name's pattern; a last star stands for what follows.</summary>
    public static string Of(string name, int parts)
    {
        string[] all = Of(name).Split('.');
        return all.Length <= parts ? string.Join('.', all) : string.Join('.', all.Take(parts)) + ".*";
    }
}
