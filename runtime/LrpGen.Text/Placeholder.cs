namespace LrpGen.Text; internal static class Placeholder;
