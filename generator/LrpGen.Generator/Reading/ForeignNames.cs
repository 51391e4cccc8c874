namespace LrpGen.Generator.Reading;

/// <summary>
/// Words that mean something in PyTorch, ONNX, Keras or transformers. Whoever writes one means it: what LrpGen has under a
/// similar name computes something else.
/// </summary>
internal static class ForeignNames
{
    private static readonly HashSet<string> All = new(
        new[]
        {
            // Activations.
            "celu", "clip", "clipped_relu", "crelu", "gelu_10", "gelu_accurate", "gelu_fast", "gelu_new", "gelu_python", "glu", "hard_shrink", "hard_sigmoid", "hard_tanh",
            "hardshrink", "hardswish", "hardtanh", "identity", "laplace", "lecun_tanh", "linear", "log_sigmoid", "log_softmax", "mish", "prelu", "quick_gelu", "relu2", "relu6",
            "rrelu", "selu", "silu", "sine", "snake", "softmin", "softplus", "softshrink", "softsign", "swiglu", "swish", "tanh_shrink", "threshold", "geglu", "reglu",
            // Layers.
            "avg_unpool", "bilinear", "conv_lstm", "cross_norm", "depthwise_conv2d", "div", "embedding", "fold", "gather", "gemm", "group_norm", "gru", "instance_norm", "lp_pool",
            "lrn", "lstm", "matmul", "max_unpool", "mul", "mean", "max", "min", "pad", "permute", "pow", "rms_norm", "rnn", "separable_conv", "spectral_norm", "split", "sqrt",
            "square", "squeeze", "stack", "sub", "sum", "transpose", "unfold", "unsqueeze", "view", "weight_norm",
            // Model types.
            "albert", "bart", "bertweet", "big_bird", "bigbird", "camembert", "canine", "convbert", "data2vec", "deberta", "deberta-v2", "ernie", "esm", "flaubert", "fnet", "funnel",
            "gpt2", "herbert", "ibert", "layoutlm", "led", "longformer", "luke", "mbart", "megatron-bert", "mobilebert", "modernbert", "mpnet", "mra", "nezha", "nystromformer", "phobert",
            "qdqbert", "reformer", "rembert", "roberta-prelayernorm", "roc_bert", "roformer", "splinter", "squeezebert", "t5", "xlm", "xlm-roberta-xl", "xlnet", "xmod", "yoso",
        }.Select(Nearest.Fold),
        StringComparer.Ordinal);

    /// <summary>Whether a word, folded as <see cref="Nearest"/> does, is one of them.</summary>
    public static bool Contains(string folded) => All.Contains(folded);
}
