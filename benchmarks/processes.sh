#!/usr/bin/env bash
# Whole processes: start-up, peak memory and binary size of the sample, just-in-time and ahead of time, and of one run of
# XLM-R-base in a process of its own, against ONNX Runtime. Needs /usr/bin/time (GNU) and, for NativeAOT, a C compiler.
#
#   benchmarks/processes.sh [runs]
set -euo pipefail

runs=${1:-7}
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/artifacts/benchmarks/processes
text="You people are disgusting and should all be thrown out of this country."

mkdir -p "$out"
dotnet publish "$root/samples/HateSpeech" -c Release -o "$out/jit" --nologo -v quiet
dotnet publish "$root/samples/HateSpeech" -c Release -o "$out/r2r" --nologo -v quiet --use-current-runtime --self-contained false -p:PublishReadyToRun=true
dotnet publish "$root/samples/HateSpeech" -c Release -o "$out/aot" --nologo -v quiet --use-current-runtime -p:PublishAot=true
dotnet publish "$root/benchmarks/LrpGen.Benchmarks.Once" -c Release -o "$out/once" --nologo -v quiet --use-current-runtime -p:PublishAot=true
dotnet build "$root/benchmarks/LrpGen.Benchmarks" -c Release --nologo -v quiet

# The middle one of the numbers on standard input.
middle() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

# Seconds, processor seconds and peak kilobytes of each run of a command: one line a run.
measure() {
    for _ in $(seq "$runs"); do
        /usr/bin/time -f '%e %U %M' -o "$out/time" "$@" > /dev/null < /dev/null
        cat "$out/time"
    done
}

row() {
    local name=$1 size=$2
    shift 2
    local lines
    lines=$(measure "$@")
    printf '| %-34s | %8s | %7s | %7s | %8s |\n' "$name" "$size" \
        "$(cut -d' ' -f1 <<< "$lines" | middle)" "$(cut -d' ' -f2 <<< "$lines" | middle)" \
        "$(($(cut -d' ' -f3 <<< "$lines" | middle) / 1024))"
}

megabytes() { du -cb "$@" | awk 'END { printf "%.1f", $1 / 1e6 }'; }

cd "$root"
aot_size=$(megabytes "$out/aot/HateSpeech")
jit_size=$(megabytes "$out"/jit/*.dll)
r2r_size=$(megabytes "$out"/r2r/*.dll)
printf '| %-34s | %8s | %7s | %7s | %8s |\n' "sample, whole process" "code, MB" "s" "cpu s" "peak, MB"
printf '|%s|---------:|--------:|--------:|---------:|\n' "$(printf -- '-%.0s' {1..36})"
row "NativeAOT: print the help" "$aot_size" "$out/aot/HateSpeech" --help
row "NativeAOT: explain a text" "$aot_size" "$out/aot/HateSpeech" --plain "$text"
row "JIT: print the help" "$jit_size" "$out/jit/HateSpeech" --help
row "JIT: explain a text" "$jit_size" "$out/jit/HateSpeech" --plain "$text"
row "ReadyToRun: explain a text" "$r2r_size" "$out/r2r/HateSpeech" --plain "$text"
echo

benchmark=(dotnet "$root/benchmarks/LrpGen.Benchmarks/bin/Release/net10.0/LrpGen.Benchmarks.dll" --case xlmr-base --tokens 128)
echo "XLM-R-base, 128 tokens, one thread, each line a process of its own:"
echo
for how in "forward" "attnlrp" "cplrp" "forward --packed" "attnlrp --packed" "cplrp --packed" \
    "forward --packed --storage bf16" "attnlrp --packed --storage bf16" "forward --packed --storage f16" "attnlrp --packed --storage f16" "ort"; do
    read -ra once <<< "--once $how"

    # The first process finds the files in the cache of the system, as all others do.
    "${benchmark[@]}" "${once[@]}" > /dev/null
    for _ in 1 2 3; do
        echo "    $how: $("${benchmark[@]}" "${once[@]}")"
    done
done

echo
echo "The same ahead of time:"
echo
for what in forward attnlrp cplrp; do
    for weights in xlmr-base xlmr-base-packed-F32 xlmr-base-packed-BF16; do
        for _ in 1 2 3; do
            echo "    $weights: $("$out/once/LrpGen.Benchmarks.Once" "$what" "$root/artifacts/benchmarks/$weights" 128 1)"
        done
    done
done
