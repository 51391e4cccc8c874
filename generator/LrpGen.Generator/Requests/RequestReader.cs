using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Requests;

/// <summary>What an item asks for, and what is wrong with its metadata. Without errors there is a request, and only then.</summary>
internal sealed record RequestResult(ModelRequest? Request, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Checks the metadata of an item and fills in what it leaves out.</summary>
internal static class RequestReader
{
    public static RequestResult Read(ModelItem item)
    {
        List<DiagnosticInfo> diagnostics = [];
        string path = item.File.Path;

        void Refuse(string name, string value, string needed) =>
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.BadMetadata, path, name, value, needed));

        string className = item.ClassName.Length > 0 ? item.ClassName : ClassNames.FromPath(path);
        if (!ClassNames.IsIdentifier(className))
            Refuse("ClassName", className, "expected a C# identifier that is no keyword, such as \"" + ClassNames.Nearest(className) + "\"");
        else if (!ClassNames.IsClass(className))
            Refuse("ClassName", className, "expected at most 200 characters and no name that a member of the class has, such as \"" + ClassNames.Nearest(className) + "\"");

        string space = item.Namespace.Length > 0 ? item.Namespace : ClassNames.ToNamespace(item.RootNamespace);
        if (space.Length > 0 && !ClassNames.IsNamespace(space))
            Refuse("Namespace", space, "expected a C# namespace, such as \"" + ClassNames.ToNamespace(space) + "\"");

        string visibility = item.Visibility.Length > 0 ? item.Visibility : "public";
        if (visibility is not ("public" or "internal"))
            Refuse("Visibility", visibility, "expected \"public\" or \"internal\"");

        bool Flag(string name, string value)
        {
            bool isTrue = value.Equals("true", StringComparison.OrdinalIgnoreCase);
            if (!isTrue && value.Length > 0 && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
                Refuse(name, value, "expected \"true\" or \"false\"");
            return isTrue;
        }

        bool embed = Flag("EmbedWeights", item.EmbedWeights);
        bool allRows = Flag("AllRows", item.AllRows);

        string relative = RelativePath.From(item.ProjectDirectory, path);
        return diagnostics.Count > 0
            ? new RequestResult(null, diagnostics.ToEquatableArray())
            : new RequestResult(new ModelRequest(relative, className, space, item.Methods, visibility, embed, path, allRows), []);
    }
}
