#!/bin/bash
# test_config.sh: .dmlint.yaml: where it is found, what overrides what, what it leaves out, and what happens when it is broken.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
unset XDG_CONFIG_HOME
export HOME=$work/home
mkdir -p repo/.git repo/conf/deep home
cp "$here/good.yaml" repo/conf/deep/good.yaml
# A task with one warning (a placeholder) and nothing else.
sed 's/10.0.0.9/"${TIDB_HOST}"/' "$here/good.yaml" >repo/conf/deep/warn.yaml
task=repo/conf/deep/warn.yaml

run --format short $task
check "a warning to begin with" has "$out" "[unfilled-placeholder DML0004]"
check "which does not fail" is_code 0

# Lookup.
echo 'rules: {unfilled-placeholder: error}' >repo/conf/.dmlint.yaml
run $task
check "a configuration above the file is found" is_code 1
(cd repo/conf/deep && "$dmlint" warn.yaml >/dev/null)
check "from inside of the folder as well" equals $? 1
(cd repo/conf/deep && "$dmlint" - <warn.yaml >/dev/null)
check "and for standard input, whose place is the folder" equals $? 1
run --stdin-filename $task - <$task
check "or the one of --stdin-filename" is_code 1
run "$work/$task"
check "and by an absolute name" is_code 1
mkdir repo/conf/deep/.git
run $task
check "a folder with .git ends the search" is_code 0
rmdir repo/conf/deep/.git
echo 'rules: {unfilled-placeholder: off}' >repo/conf/deep/.dmlint.yaml
run $task
check "the nearest one holds alone" is_code 0
check "and off is silent" has "$out" "nothing found"
rm repo/conf/deep/.dmlint.yaml
echo 'rules: {unfilled-placeholder: note}' >other.yaml
run --config other.yaml --format short $task
check "--config takes the place of what is found" has "$out" ": note: "
run --config /dev/null --format short $task
check "--config /dev/null is none" has "$out" ": warning: "
rm repo/conf/.dmlint.yaml
mkdir -p home/.config/dmlint xdg/dmlint
echo 'rules: {unfilled-placeholder: error}' >home/.config/dmlint/config.yaml
echo 'rules: {unfilled-placeholder: off}' >xdg/dmlint/config.yaml
run $task
check "the user's configuration is the last resort" is_code 1
XDG_CONFIG_HOME=$work/xdg run $task
check "and stands where XDG_CONFIG_HOME says" has "$out" "nothing found"
echo '{}' >repo/.dmlint.yaml
run $task
check "not beside one that was found" is_code 0
rm home/.config/dmlint/config.yaml

# Overrides.
printf 'rules:\n  DML0004: error\nfail-on: never\ndm-version: "6.5"\n' >repo/.dmlint.yaml
run $task
check "fail-on of the configuration" is_code 0
run --fail-on error $task
check "the command line wins over fail-on" is_code 1
run --rule unfilled-placeholder=note --fail-on warning $task
check "and over severities" is_code 0
run --format json $task
check "dm-version of the configuration" has "$out" '"dm_version": "6.5", "dm_version_from": "config"'
run --dm-version 2.0 --format json $task
check "the command line wins over dm-version" has "$out" '"dm_version": "2.0", "dm_version_from": "option"'
run --dm-version auto --format json $task
check "also with auto" has "$out" '"dm_version": "8.5", "dm_version_from": "inferred"'
cat >repo/.dmlint.yaml <<'END'
dm-version: 7.5
dm-versions:
  - {files: conf/, version: 5.4}
  - {files: "good.*", version: auto}
END
(cd repo/conf && "$dmlint" --format json deep) >"$work/.out"
out=$(cat "$work/.out")
check "dm-versions: a folder" has "$out" '"path": "deep/warn.yaml", "kind": "task", "dm_version": "5.4", "dm_version_from": "config"'
check "of several globs the last counts" has "$out" '"path": "deep/good.yaml", "kind": "task", "dm_version": "8.5"'

# Two configurations in one run, each for its own files.
mkdir -p repo/other
cp $task repo/other/
echo 'rules: {unfilled-placeholder: error}' >repo/other/.dmlint.yaml
run --format short repo
check "one configuration for each folder" count "$out" ': error: ' 1
check "and the other one for the rest" count "$out" ': warning: ' 1
check "an error under any of them fails" is_code 1
echo 'fail-on: warning' >repo/.dmlint.yaml
echo 'fail-on: never' >repo/other/.dmlint.yaml
run repo/other
check "fail-on is each file's own: never" is_code 0
run repo
check "fail-on is each file's own: warning" is_code 1
rm -r repo/other

# Exclude.
printf 'exclude: [warn.*]\n' >repo/.dmlint.yaml
run repo
check "excluded files are not checked" has "$out" "nothing found in 1 file, 1 file excluded"
run $task
check "named or not" has "$out" "nothing found in 0 files, 1 file excluded"

# Sources.
cat >repo/source.yaml <<'END'
source-id: other-01
from: {host: 10.0.0.1, port: 3306, user: dm, password: ""}
END
printf 'sources: [source.yaml]\n' >repo/.dmlint.yaml
run --format short repo/conf/deep/good.yaml
check "tasks are compared with the sources of the configuration" has "$out" "[undefined-source DML4101]"
check "which are not checked themselves" lacks "$out" "repo/source.yaml"
run --format short repo
check "unless they are among the files" has "$out" "repo/source.yaml:1:"
sed 's/other-01/mysql-01/' repo/source.yaml >mine.yaml
run --format short --source mine.yaml repo/conf/deep/good.yaml
check "the command line wins over sources" lacks "$out" "DML4101"
printf 'sources: [absent.yaml]\n' >repo/.dmlint.yaml
run $task
check "a source that is not there is trouble" is_code 2
check "told with its place" has "$err" "repo/.dmlint.yaml:1: cannot open repo/absent.yaml: No such file or directory"
printf '\nsecret-key-file: absent.key\n' >repo/.dmlint.yaml
run $task
check "so is a key" is_code 2
check "told with its place, too" has "$err" "repo/.dmlint.yaml:2: "

# Asking servers.
printf 'live:\n  timeout: 7\n  jobs: 2\n  master-addr: ["dm:8261", "[::1]:8261"]\n' >repo/.dmlint.yaml
run --print-config $task
check "live" has "$out" 'live:
  timeout: 7 # repo/.dmlint.yaml:2
  jobs: 2 # repo/.dmlint.yaml:3
  master-addr:
    - "dm:8261" # repo/.dmlint.yaml:4
    - "[::1]:8261" # repo/.dmlint.yaml:4'
run --print-config --live --timeout 9 --jobs 3 --master-addr "[::2]:1" $task
check "the command line wins over live" has "$out" 'live:
  timeout: 9 # --timeout
  jobs: 3 # --jobs
  master-addr:
    - "[::2]:1" # --master-addr'
echo 'live: {timeout: 0, jobs: 1.5, master-addr: [dm, "dm:0", "dm:65536", "::1:3", ":1", "dm:99999999999", "dm:1x"]}' >repo/.dmlint.yaml
run --format short repo/.dmlint.yaml
check "what is no number of seconds" has "$out" '.dmlint.yaml:1:17: error: "timeout" is a whole number from 1 to 86400 [invalid-setting DML9003]'
check "or connections" has "$out" '"jobs" is a whole number from 1 to 10000'
check "or no address" count "$out" "is no address" 7
echo 'live: {timeout: 86401, jobs: 10001, wait: 1}' >repo/.dmlint.yaml
run --format short repo/.dmlint.yaml
check "numbers that are too large" count "$out" "is a whole number" 2
check "unknown keys" has "$out" 'unknown key "wait"'
run $task
check "nothing is checked with any of them" is_code 2

# Other commands.
sed 's/other-01/mysql-01/' repo/source.yaml >repo/mine.yaml
printf 'sources: [mine.yaml]\ndm-version: 1.0\n' >repo/.dmlint.yaml
run tables --format json $task
check "tables: dm-version" has "$out" '"dm_version": "1.0"'
run tables --dm-version 7.5 --format json $task
check "the command line wins" has "$out" '"dm_version": "7.5"'
run tables --config /dev/null --format json $task
check "or another configuration" has "$out" '"dm_version": "8.5"'
run explain --task $task binlog-over-4gb
check "explain: dm-version" has "$out" "For this task, with DM 1.0"
check "and the sources" lacks "$out" "none of the sources given belongs to this task"
printf 'sources: [source.yaml]\n' >repo/.dmlint.yaml
run explain --task $task binlog-over-4gb
check "others" has "$out" "none of the sources given belongs to this task"
printf 'sources: [mine.yaml]\ndm-version: 1.0\n' >repo/.dmlint.yaml
run explain --config /dev/null --task $task binlog-over-4gb
check "nothing of it without" has "$out" "For this task, with DM 8.5"
run explain --config /dev/null binlog-over-4gb
check "a configuration goes with a task" is_code 2
run migrate --diff $task
check "migrate: dm-version is what it comes from" has "$out" "from DM 1.0 (which rejects it) to 8.5"
run migrate --diff --from 6.5 $task
check "the command line wins here, too" has "$out" "from DM 6.5 to 8.5"
run migrate --diff --to 2.0 --config /dev/null $task
check "another one here, too" has "$out" "(the oldest that takes it"
echo 'dm-version: 8.5' >repo/.dmlint.yaml
run migrate --diff $task
check "the version it goes to is not the one it comes from" has "$out" "(the oldest that takes it"
printf 'secret-key-file: absent.key\n' >repo/.dmlint.yaml
for command in tables migrate "explain binlog-over-4gb --task"; do
	# shellcheck disable=SC2086 # words
	run $command $task
	check "$command: settings that cannot be used" is_code 2
	check "$command: are told" has "$err" "repo/.dmlint.yaml:1: "
done
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >repo/key
cipher=$(printf 'hunter2' | "$dmlint" encrypt --dm-version 8.5 --secret-key-file repo/key)
sed "s|^\(  password: \).*|\1$cipher|" "$here/good.yaml" >repo/sealed.yaml
printf 'secret-key-file: key\n' >repo/.dmlint.yaml
run migrate --diff repo/sealed.yaml
check "migrate: the key" lacks "$out" "secret-key-path"
with=$out
run migrate --diff --config /dev/null repo/sealed.yaml
check "makes a difference" test "$with" != "$out"
rm repo/sealed.yaml repo/mine.yaml

# --print-config.
cat >repo/.dmlint.yaml <<'END'
dm-version: 6.5
dm-versions: [{files: warn.yaml, version: 2.0}]
fail-on: warning
sources: [source.yaml]
exclude: ["gen/"]
rules: {unknown-key: note, unfilled-placeholder: off}
END
run --print-config --rule unknown-key=error $task
check "--print-config" equals "$out" '# "repo/conf/deep/warn.yaml" has the settings of repo/.dmlint.yaml
dm-version: "2.0" # repo/.dmlint.yaml:2
fail-on: warning # repo/.dmlint.yaml:3
sources:
  - "repo/source.yaml" # repo/.dmlint.yaml:4
exclude:
  - "gen/" # repo/.dmlint.yaml:5
rules:
  unfilled-placeholder: off # repo/.dmlint.yaml:6
  unknown-key: error # --rule'
check "and nothing else" is_code 0
run --print-config repo
check "--print-config of a folder" has "$out" '  - {files: "warn.yaml", version: "2.0"} # repo/.dmlint.yaml:2'
(cd home && "$dmlint" --print-config --config /dev/null) >"$work/.out"
out=$(cat "$work/.out")
check "--print-config without any" equals "$out" '# "." has the settings of /dev/null
dm-version: "auto" # default
fail-on: error # default'

# What is broken is exit code 2, with its place, and nothing is checked.
printf 'ruels: {}\n' >repo/.dmlint.yaml
run $task
check "an unknown key" is_code 2
check "with its place and a suggestion" has "$out" 'repo/.dmlint.yaml:1:1: error: unknown key "ruels", did you mean "rules"?'
check "nothing else is said of the files" lacks "$out" "warn.yaml"
check "the reason is told" has "$err" "nothing was checked"
run --diff $task
check "also with --diff" has "$out" 'unknown key "ruels"'
run --format json $task
check "also in JSON" has "$out" '"kind": "config"'
run --print-config $task
check "also with --print-config" is_code 2
run repo/.dmlint.yaml
check "checked itself it is a finding like others" is_code 1
check "and nothing else is to be said" is_empty "$err"
printf 'rules: {unknown-key: off}\nruels: {}\n' >repo/.dmlint.yaml
run $task
check "it does not switch off what it is checked by" is_code 2
printf 'rules: [\n' >repo/.dmlint.yaml
run $task
check "no YAML" is_code 2
head -c 3000 /dev/urandom >repo/.dmlint.yaml
run $task
check "no text" is_code 2
rm repo/.dmlint.yaml
mkdir repo/.dmlint.yaml
run $task
check "a folder" is_code 2
check "is told" has "$err" "it is a folder"
rmdir repo/.dmlint.yaml
run --config absent.yaml $task
check "no such file" is_code 2
: >repo/.dmlint.yaml
run $task
check "an empty one is fine" is_code 0
cp other.yaml repo/ci.yaml
run --kind config repo/ci.yaml
check "another name is checked with --kind config" is_code 0

# Each is read once, however many files it holds for.
mkdir repo/many
for i in $(seq 50); do cp "$here/good.yaml" "repo/many/$i.yaml"; done
if command -v strace >/dev/null; then
	strace -f -e trace=openat,open -o trace "$dmlint" repo/many >/dev/null
	check "one reading for fifty files" equals "$(grep -c '\.dmlint\.yaml"' trace)" 1
fi
finish
