namespace LrpGen.Text;

/// <summary>A token that a model expects around a text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Piece">Its name, such as <c>[CLS]</c>.</param>
public readonly record struct SpecialToken(int Id, string Piece);
