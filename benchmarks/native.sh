#!/usr/bin/env bash
# Ahead of time against just in time, one thread, in turn: x86-64-v3 against the JIT without AVX-512 (the same instructions),
# and where the processor has AVX-512, x86-64-v4 against the whole JIT. The best of all rounds.
#
#   benchmarks/native.sh [rounds]              builds and measures
#   benchmarks/native.sh --no-build [rounds]   measures what was built
#   PUBLISH="-p:OptimizationPreference=Size" benchmarks/native.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/artifacts/benchmarks/native
project=$root/benchmarks/LrpGen.Benchmarks.Native
model=$root/models/hate-xlmr-mini
sets=(v3)
grep -qw avx512f /proc/cpuinfo && sets+=(v4)

if [ "${1:-}" = --no-build ]; then
    shift
else
    for set in "${sets[@]}"; do
        # shellcheck disable=SC2086
        dotnet publish "$project" -c Release -o "$out/$set" --nologo -v quiet --use-current-runtime \
            -p:PublishAot=true -p:IlcInstructionSet=x86-64-$set ${PUBLISH:-}
    done
    dotnet build "$project" -c Release -o "$out/jit" --nologo -v quiet
fi
rounds=${1:-5}

rm -f "$out"/*.lines
for _ in 1 2 3; do
    for set in "${sets[@]}"; do
        "$out/$set/LrpGen.Benchmarks.Native" "$model" "$rounds" >> "$out/aot-$set.lines"
        DOTNET_EnableAVX512=$([ "$set" = v4 ] && echo 1 || echo 0) \
            dotnet "$out/jit/LrpGen.Benchmarks.Native.dll" "$model" "$rounds" >> "$out/jit-$set.lines"
    done
done

echo "A program that loads a model of two methods, explains texts and measures, in bytes:"
(cd "$out" && stat -c '    %n %s' v*/LrpGen.Benchmarks.Native)
echo

for set in "${sets[@]}"; do
    printf '| x86-64-%s, fastest run                | JIT, ms | NativeAOT, ms | AOT / JIT |\n' "$set"
    printf '|--------------------------------------|--------:|--------------:|----------:|\n'
    awk -F'\t' -v OFS='\t' '
        FNR == NR { if (!($1 in jit)) { order[++n] = $1; jit[$1] = $2 } else if ($2 < jit[$1]) jit[$1] = $2; next }
        { if (!($1 in aot) || $2 < aot[$1]) aot[$1] = $2 }
        END { for (i = 1; i <= n; i++) printf "| %-36s | %7.4f | %13.4f | %9.2f |\n", order[i], jit[order[i]], aot[order[i]], aot[order[i]] / jit[order[i]] }
    ' "$out/jit-$set.lines" "$out/aot-$set.lines"
    echo
done
