#!/bin/bash
# fuzz.sh: runs a libFuzzer target for so many seconds, seeded with the committed corpus and the cases of the tests. New inputs
# stay under build/; one that breaks dmlint is written there, too, and belongs into tests/fuzz/corpus once it is mended.
# usage: fuzz.sh TARGET SECONDS
set -eu
target=$(realpath "$1")
seconds=$2
cd "$(dirname "$0")/../.."
seeds=build/fuzz-seeds found=build/fuzz-found
mkdir -p "$seeds" "$found"
# A seed is a byte of options and a configuration: E is 8.5, H a task for 1.0, U a source for 8.5, g any version with --compat.
for file in tests/cases/*/*.yaml tests/conformance/data/bases/*.yaml tests/example/*.yaml; do
	[ ! -f "$file" ] || for options in E H U g; do
		{ printf %s "$options"; cat "$file"; } >"$seeds/$options-$(basename "$(dirname "$file")")-$(basename "$file")"
	done
done
# And a task with what its servers answered, and its source.
for file in tests/cases/*/*.facts.yaml; do
	task=${file%.facts.yaml}
	{ printf O; cat "$task.yaml"; echo "==="; cat "$file"; echo "==="; cat "$task.source.yaml" 2>/dev/null || :; } \
		>"$seeds/O-$(basename "$(dirname "$file")")-$(basename "$task")"
done
exec "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=20000 -print_final_stats=1 \
	-dict=tests/fuzz/dm.dict -artifact_prefix="$found/" "$found" "$seeds" tests/fuzz/corpus
