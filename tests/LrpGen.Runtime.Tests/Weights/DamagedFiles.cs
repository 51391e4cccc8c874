using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Ways to damage a valid file with a safetensors header.</summary>
/// <param name="valid">The file.</param>
/// <param name="rounds">Damaged files to try in each way.</param>
/// <param name="check">Throws where a damaged file is neither refused nor read as documented.</param>
internal sealed class DamagedFiles(byte[] valid, int rounds, Action<byte[]> check)
{
    private readonly int _headerEnd = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(valid);

    // Behind the text there may be blanks.
    private int TextEnd => Encoding.UTF8.GetString(valid, 0, _headerEnd).TrimEnd().Length;

    public void ChangeBytes() => Change(Gen.Select(Gen.Int[0, TextEnd - 1], Gen.Byte));

    public void ChangeCharacters() => Change(Gen.Select(
        Gen.Int[8, TextEnd - 1], Gen.Char["{}[]\":,0123456789-.eE F1aB\\u_"].Select(character => (byte)character)));

    public void CutOutAndPutIn(int mostCut, int mostPut) =>
        Gen.Select(Gen.Int[0, valid.Length], Gen.Int[0, mostCut], Gen.Byte.Array[0, mostPut], Gen.Bool).Sample(
            (at, count, added, fixLength) =>
            {
                int end = Math.Min(at + count, valid.Length);
                byte[] file = [.. valid[..at], .. added, .. valid[end..]];
                if (fixLength && at >= 8 && end <= _headerEnd)
                    BinaryPrimitives.WriteInt64LittleEndian(file, _headerEnd - 8 - (end - at) + added.Length);
                check(file);
            },
            iter: rounds, threads: 1);

    public void ChangeNumbers() =>
        Gen.Select(Gen.Int[0, 60], Gen.OneOf(Gen.Long, Gen.Long[-2, 4000], Gen.Long[-2, 40], Gen.Const(long.MaxValue), Gen.Const(1L << 62))).Array[1, 3].Sample(
            changes =>
            {
                string header = Encoding.UTF8.GetString(valid, 8, _headerEnd - 8);
                foreach ((int which, long number) in changes)
                    header = ReplaceNumber(header, which, number);
                byte[] text = Encoding.UTF8.GetBytes(header);
                check([.. BitConverter.GetBytes((long)text.Length), .. text, .. valid[_headerEnd..]]);
            },
            iter: rounds, threads: 1);

    private void Change(Gen<(int At, byte Value)> change) =>
        change.Array[1, 4].Sample(
            changes =>
            {
                byte[] file = [.. valid];
                foreach ((int at, byte value) in changes)
                    file[at] = value;
                check(file);
            },
            iter: rounds, threads: 1);

    private static string ReplaceNumber(string header, int which, long number)
    {
        MatchCollection numbers = Regex.Matches(header, @"(?<=[\[,])-?\d+(?=[\],])");
        Match match = numbers[which % numbers.Count];
        return string.Concat(header.AsSpan(0, match.Index), $"{number}", header.AsSpan(match.Index + match.Length));
    }
}
