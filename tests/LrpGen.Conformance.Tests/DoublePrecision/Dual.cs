namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>A number with its derivative along one direction. Forward differentiation takes no step, so it is exact.</summary>
internal readonly record struct Dual(double Value, double Slope = 0)
{
    public static implicit operator Dual(double value) => new(value);

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Slope + b.Slope);

    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Slope - b.Slope);

    public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, (a.Slope * b.Value) + (a.Value * b.Slope));

    public static Dual operator /(Dual a, Dual b) => new(a.Value / b.Value, ((a.Slope * b.Value) - (a.Value * b.Slope)) / (b.Value * b.Value));

    /// <summary>f(x), from f and its derivative at this number.</summary>
    public Dual Through(double value, double derivative) => new(value, derivative * Slope);

    public Dual Exp() => Through(Math.Exp(Value), Math.Exp(Value));

    public Dual Sqrt() => Through(Math.Sqrt(Value), 0.5 / Math.Sqrt(Value));
}
