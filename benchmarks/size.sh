#!/usr/bin/env bash
# What the bytes of a native program are: its sections, and what the compiler made of every assembly.
#
#   benchmarks/size.sh [sample]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
sample=${1:-HateSpeech}
out=$root/artifacts/benchmarks/size
dotnet publish "$root/samples/$sample" -c Release -o "$out/$sample" --nologo -v quiet --use-current-runtime -p:PublishAot=true -p:IlcGenerateMapFile=true
map=$(find "$root/samples/$sample/obj/Release" -name "$sample.map.xml")

printf '| %-32s | %9s |\n|----------------------------------|----------:|\n' "$sample" kB
printf '| %-32s | %9.0f |\n' "the program" "$(($(stat -c %s "$out/$sample/$sample") / 1000))"
size -A "$out/$sample/$sample" | awk '
    function row(what, kb) { printf "| %-32s | %9.0f |\n", what, kb / 1000 }
    { section[$1] = $2 }
    END {
        row("compiled methods", section["__managedcode"] + section["__unbox"])
        row("runtime written in C++", section[".text"])
        row("data, texts, types", section[".rodata"] + section[".data"] + section[".data.rel.ro"])
        row("tables for exceptions and the GC", section[".eh_frame"] + section[".eh_frame_hdr"] + section[".dotnet_eh_table"])
        row("relocations and the like", section[".rela.dyn"] + section[".rela.plt"] + section[".dynsym"] + section[".plt"])
    }'

# The owner of a method is the assembly that its mangled name begins with; instances of generic methods count to who wrote them.
printf '\n| %-32s | %7s | %9s |\n|----------------------------------|--------:|----------:|\n' "compiled methods of" methods kB
awk -F'"' -v sample="$sample" '
    $1 ~ /<MethodCode Name=/ {
        name = $2
        owner = "other"
        if (match(name, /^(S_P_[A-Za-z]+|System_[A-Za-z_]+_System_|LrpGen_[A-Za-z]+_|[A-Z][A-Za-z]+_)/)) {
            owner = substr(name, 1, RLENGTH)
            sub(/_System_.*/, "", owner)
            sub(/_$/, "", owner)
            gsub(/_/, ".", owner)
            sub(/^S[.]P[.]/, "System.Private.", owner)
            if (owner !~ /[.]/ && owner != sample) owner = "System.Private.CoreLib"
        }
        count[owner]++
        bytes[owner] += $4
    }
    END { for (owner in bytes) printf "| %-32s | %7d | %9.0f |\n", owner, count[owner], bytes[owner] / 1000 }
' "$map" | sort -t'|' -k4 -rn
