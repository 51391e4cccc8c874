using System.Runtime.CompilerServices;
using System.Security;

namespace LrpGen.Packaging.Tests;

/// <summary>
/// Packs the five packages, once, into a folder of its own, and makes projects that take them from there. Nothing is
/// written into the repository or into the machine's package folder.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    public const string Version = "0.1.0-packaging-test";

    public PackageFeed()
    {
        Root = Directory.CreateTempSubdirectory("lrpgen-packaging-").FullName;
        foreach (string project in (string[])["generator/LrpGen.Generator", "runtime/LrpGen.Runtime", "runtime/LrpGen.Text", "runtime/LrpGen.Images", "runtime/LrpGen.Text.Images"])
        {
            CommandResult result = DotNet.Run(
                Repository, "pack", project, "-c", "Release", "-o", Feed, "--artifacts-path", Path.Combine(Root, "artifacts"), $"-p:Version={Version}");
            Assert.True(result.ExitCode == 0, result.Output);
        }
    }

    public static string Repository { get; } = FindRepository();

    public string Root { get; }

    public string Feed => Path.Combine(Root, "feed");

    /// <summary>A project as a user writes it, with the model that ships and the items given.</summary>
    public string CreateProject(string name, string items) => CreateProjectOf(name, $"""
        <ItemGroup>
          <PackageReference Include="LrpGen" Version="{Version}" />
          {items}
        </ItemGroup>
        """);

    /// <summary>A project as a user writes it, with the model that ships and what else the project file says.</summary>
    public string CreateProjectOf(string name, string content)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, "projects", name)).FullName;
        string model = Directory.CreateDirectory(Path.Combine(folder, "models", "hate-xlmr-mini")).FullName;
        File.Copy(Path.Combine(Repository, "models", "hate-xlmr-mini", "config.json"), Path.Combine(model, "config.json"));
        File.Copy(Path.Combine(Repository, "global.json"), Path.Combine(folder, "global.json"));
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              {content}
            </Project>
            """);

        // The machine's sources stay. Its package folder is read only, so that no test version is left behind there.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{SecurityElement.Escape(Path.Combine(Root, "packages"))}" />
              </config>
              <fallbackPackageFolders>
                <add key="machine" value="{SecurityElement.Escape(MachinePackages())}" />
              </fallbackPackageFolders>
              <packageSources>
                <add key="lrpgen-packaging-test" value="{SecurityElement.Escape(Feed)}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string MachinePackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string FindRepository([CallerFilePath] string here = "")
    {
        DirectoryInfo? folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LrpGen.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{here} is not in the repository.");
    }
}
