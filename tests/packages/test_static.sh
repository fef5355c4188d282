#!/bin/bash
# The static program: it needs no library, is hardened, and finds what the other one finds.
. "$(dirname "$0")/../cli/lib.sh"
root=$here/../..
packages=$(dirname "$dmlint")/packages
run --version
for program in dmlint dmlint-static; do
	check "$program is hardened" "$root/ci/check-hardening.sh" "$packages/one/$program"
done
dmlint=$packages/one/dmlint-static
check "it needs no library" equals "$(readelf -dW "$dmlint" | grep NEEDED)" ""
check "and no loader" equals "$(readelf -lW "$dmlint" | grep INTERP)" ""
run --version --verbose
check "it says that it is static" equals "$(grep -c '^build *static without live checks;' <<<"$out")" 1
# Were it to ask all the same, then nobody but this machine.
sed 's/^  host: .*/  host: 127.0.0.1/; s/^  port: .*/  port: 1/' "$root/tests/cli/good.yaml" >task.yaml
run --live task.yaml
check "it refuses to ask servers" is_code 2
check "and says why" has "$err" "this is a static program"
# With libcrypto inside, it reads and writes ciphertexts without loading anything.
cipher=$(printf 'tiger\n' | LD_LIBRARY_PATH=/nonexistent strace -f -o calls -e trace=openat "$dmlint" encrypt)
check "it encrypts" equals "$(grep -cE '^[A-Za-z0-9+/=]{28,}$' <<<"$cipher")" 1
check "and loads nothing for it" equals "$(grep -c '\.so' calls)" 0
sed -i "s|password: .*|password: \"$cipher\"|" task.yaml
run --dm-version 7.5 task.yaml
check "it takes its own ciphertext" is_code 0
check "all golden tests hold for it" bash -c "'$root/tests/run.sh' '$dmlint' >golden.tap"
check "and there were many" [ "$(grep -c '^ok' golden.tap)" -gt 100 ]
finish
