using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("LrpGen.Explanations.Tests")]
