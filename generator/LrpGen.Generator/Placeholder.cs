namespace LrpGen.Generator; internal static class Placeholder;
