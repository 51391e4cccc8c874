using System.Collections.Immutable;

namespace LrpGen.Generator.Reading;

/// <summary>
/// Reads JSON into a tree that knows where everything stands. It never throws: what is wrong is reported, and reading
/// goes on behind it, so that one build shows all mistakes. A generator cannot use System.Text.Json, whose version is
/// the host's; and that one knows no positions of a document's values.
/// </summary>
internal sealed class JsonReader
{
    private const string GitLfsPointer = "version https://git-lfs";

    private readonly JsonScanner scanner;
    private readonly JsonOptions options;

    private JsonReader(string text, JsonOptions options)
    {
        scanner = new JsonScanner(text, options);
        this.options = options;
    }

    public static JsonReadResult Read(string text, JsonOptions options)
    {
        // What git leaves in the place of a large file that was not fetched.
        if (text.StartsWith(GitLfsPointer, StringComparison.Ordinal))
        {
            SourceSpan start = new LineMap(text).Span(0, GitLfsPointer.Length);
            return new JsonReadResult(null, [new JsonError(start, "the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull")]);
        }

        JsonReader reader = new(text, options);
        JsonNode? root = reader.ReadDocument();
        return new JsonReadResult(root, reader.scanner.Errors.ToEquatableArray());
    }

    private JsonNode? ReadDocument()
    {
        scanner.SkipTrivia();
        if (scanner.AtEnd)
        {
            scanner.Report(scanner.Offset, scanner.Offset, "the file is empty; expected a JSON value");
            return null;
        }

        JsonNode? root = ReadValue(depth: 0);
        scanner.SkipTrivia();
        if (!scanner.AtEnd && scanner.Errors.Count == 0)
            scanner.Report(scanner.Offset, scanner.Offset + 1, $"found {Describe()} behind the end of the JSON value");
        return root;
    }

    /// <summary>A value, or null where there is none; then the error is reported.</summary>
    private JsonNode? ReadValue(int depth)
    {
        int start = scanner.Offset;
        switch (scanner.Current)
        {
            case '{' or '[' when depth >= options.MaxDepth:
                scanner.Report(start, start + 1, $"values are nested deeper than {options.MaxDepth} levels");
                SkipNested();
                return null;
            case '{':
                return ReadObject(depth);
            case '[':
                return ReadArray(depth);
            case '"':
                string value = scanner.ReadString();
                return JsonNode.Scalar(JsonKind.String, scanner.SpanFrom(start), value);
            case '-' or '+' or '.' or (>= '0' and <= '9'):
                string number = scanner.ReadNumber();
                return JsonNode.Scalar(JsonKind.Number, scanner.SpanFrom(start), number);
            default:
                return ReadLiteral(start);
        }
    }

    private JsonNode? ReadLiteral(int start)
    {
        string word = scanner.ReadWord();
        JsonKind? kind = word switch
        {
            "true" or "false" => JsonKind.Boolean,
            "null" => JsonKind.Null,
            // Python writes these, and Hugging Face's files are written by Python.
            "NaN" or "Infinity" => JsonKind.Number,
            _ => null,
        };
        if (kind is { } known)
            return JsonNode.Scalar(known, scanner.SpanFrom(start), word);
        string found = word.Length > 0 ? $"'{word}'" : Describe();
        scanner.Report(start, Math.Max(scanner.Offset, start + 1), $"found {found}; expected a value");
        return null;
    }

    private JsonNode ReadArray(int depth)
    {
        int start = scanner.Offset;
        ImmutableArray<JsonNode>.Builder items = ImmutableArray.CreateBuilder<JsonNode>();
        ReadSequence(start, ']', () =>
        {
            if (ReadValue(depth + 1) is not { } item)
                return false;
            items.Add(item);
            return true;
        });
        return new JsonNode(JsonKind.Array, scanner.SpanFrom(start), "", items.ToImmutable(), []);
    }

    private JsonNode ReadObject(int depth)
    {
        int start = scanner.Offset;
        List<JsonMember> members = [];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        ReadSequence(start, '}', () =>
        {
            if (ReadMember(depth) is not { } member)
                return false;
            if (places.TryGetValue(member.Key, out int place))
            {
                scanner.Report(
                    member.KeySpan.Start,
                    member.KeySpan.Start + member.KeySpan.Length,
                    $"first given in line {members[place].KeySpan.From.Line + 1}",
                    duplicateKey: member.Key);
                members[place] = member;
            }
            else
            {
                places.Add(member.Key, members.Count);
                members.Add(member);
            }

            return true;
        });
        return new JsonNode(JsonKind.Object, scanner.SpanFrom(start), "", [], [.. members]);
    }

    private JsonMember? ReadMember(int depth)
    {
        int start = scanner.Offset;
        if (scanner.Current != '"')
        {
            scanner.Report(start, start + 1, $"found {Describe()}; expected a key in double quotes");
            return null;
        }

        string key = scanner.ReadString();
        SourceSpan keySpan = scanner.SpanFrom(start);
        scanner.SkipTrivia();
        if (scanner.Current != ':')
        {
            scanner.Report(scanner.Offset, scanner.Offset + 1, $"found {Describe()}; expected ':' behind the key '{key}'");
            return null;
        }

        scanner.Advance();
        scanner.SkipTrivia();
        return ReadValue(depth + 1) is { } value ? new JsonMember(key, keySpan, value) : null;
    }

    /// <summary>Elements between brackets, separated by commas. After an element that is wrong, goes on at the next comma.</summary>
    private void ReadSequence(int start, char close, Func<bool> readElement)
    {
        scanner.Advance();
        scanner.SkipTrivia();
        if (scanner.Current == close)
        {
            scanner.Advance();
            return;
        }

        while (true)
        {
            if (scanner.AtEnd)
            {
                scanner.Report(start, start + 1, $"the bracket is not closed; expected '{close}' before the end of the file");
                return;
            }

            if (!readElement())
                SkipToSeparator();
            scanner.SkipTrivia();
            if (scanner.Current == close)
            {
                scanner.Advance();
                return;
            }

            if (scanner.AtEnd)
                continue;
            int separator = scanner.Offset;
            if (scanner.Current == ',')
            {
                scanner.Advance();
                scanner.SkipTrivia();
                if (scanner.Current != close)
                    continue;
                if (!options.CommentsAndTrailingCommas)
                    scanner.Report(separator, separator + 1, $"found a comma before '{close}'");
                scanner.Advance();
                return;
            }

            scanner.Report(separator, separator + 1, $"found {Describe()}; expected ',' or '{close}'");
            if (scanner.Current is ']' or '}')
            {
                // The wrong bracket: most likely a slip, so it closes this one.
                scanner.Advance();
                return;
            }

            // A missing comma before a key or a value: go on as if it were there. Anything else is skipped.
            if (scanner.Current is not ('"' or '{' or '['))
                SkipToSeparator();
            if (scanner.Current == ',')
                scanner.Advance();
            scanner.SkipTrivia();
            if (scanner.Current == close)
            {
                scanner.Advance();
                return;
            }
        }
    }

    /// <summary>Goes on to the next comma or closing bracket of this level. Loops, so that depth costs no stack.</summary>
    private void SkipToSeparator()
    {
        int open = 0;
        while (!scanner.AtEnd)
        {
            char character = scanner.Current;
            if (open == 0 && character is (',' or ']' or '}'))
                return;
            if (character is ']' or '}')
            {
                open--;
            }
            else if (character is '[' or '{')
            {
                open++;
            }
            else if (character == '"')
            {
                SkipString();
                continue;
            }

            scanner.Advance();
        }
    }

    private void SkipNested()
    {
        scanner.Advance();
        int open = 1;
        while (!scanner.AtEnd && open > 0)
        {
            if (scanner.Current == '"')
            {
                SkipString();
                continue;
            }

            open += scanner.Current switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
            scanner.Advance();
        }
    }

    /// <summary>Passes over a string in a part that is not read, without checking it.</summary>
    private void SkipString()
    {
        scanner.Advance();
        while (!scanner.AtEnd && scanner.Current is not ('"' or '\n' or '\r'))
        {
            if (scanner.Current == '\\')
                scanner.Advance();
            scanner.Advance();
        }

        if (scanner.Current == '"')
            scanner.Advance();
    }

    private string Describe() => scanner.AtEnd
        ? "the end of the file"
        : scanner.Current < ' ' || char.IsSurrogate(scanner.Current)
            ? $"U+{(int)scanner.Current:X4}"
            : $"'{scanner.Current}'";
}
