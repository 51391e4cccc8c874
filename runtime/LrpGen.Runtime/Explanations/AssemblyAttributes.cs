using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("LrpGen.Explanations.Tests")]
[assembly: InternalsVisibleTo("LrpGen.Images")]
[assembly: InternalsVisibleTo("LrpGen.Images.Tests")]
[assembly: InternalsVisibleTo("LrpGen.Text")]
[assembly: InternalsVisibleTo("LrpGen.Text.Images")]
[assembly: InternalsVisibleTo("LrpGen.Text.Images.Tests")]
