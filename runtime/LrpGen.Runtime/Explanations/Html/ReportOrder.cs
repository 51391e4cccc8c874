namespace LrpGen.Runtime;

/// <summary>The order of texts on a page of many.</summary>
public enum ReportOrder
{
    /// <summary>As they come.</summary>
    AsGiven,

    /// <summary>The surest predictions first.</summary>
    MostConfident,

    /// <summary>The least sure predictions first.</summary>
    LeastConfident,

    /// <summary>The largest errors first: texts whose true label has the smallest probability.</summary>
    LargestError,
}
