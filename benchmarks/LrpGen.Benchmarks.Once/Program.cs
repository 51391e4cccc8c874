using System.Globalization;
using LrpGen.Benchmarks.Encoders;

// Arguments: forward, attnlrp or cplrp; the folder with the weights or the file of packed ones; tokens; threads.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
WholeProcess.Run(args[0], args[1], storage: null, int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
