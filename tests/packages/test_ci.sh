#!/bin/bash
# The templates for continuous integration: the shell steps of each are taken out and run as its service would run them, on a
# folder without and with a wrong task. What only the service can do (upload, reports) is compared with the files that are there.
. "$(dirname "$0")/../cli/lib.sh"
root=$(realpath "$here/../..")
python=$root/build/venv/bin/python3
packages=$(dirname "$dmlint")/packages
unset MAKEFLAGS MAKELEVEL
for folder in right wrong; do
	mkdir -p "$folder/conf" "$folder/more conf"
	cp "$here/../cli/good.yaml" "$folder/conf/task.yaml"
	printf 'kind: Deployment\n' >"$folder/more conf/other.yaml"
done
cp "$here/../cli/bad.yaml" "wrong/more conf/task.yaml"

# step KIND FOLDER SHELL...: runs the script in script.sh there; $code, $out and $err as of `run`.
in_shell() {
	local folder=$1
	shift
	(cd "$folder" && "$@" "$work/script.sh") >"$work/.out" 2>"$work/.err" </dev/null
	code=$?
	out=$(cat "$work/.out")
}
template() { "$python" "$here/steps.py" "$@"; }
results() { "$python" -c 'import json, sys; print(len(eval(sys.argv[2], {"d": json.load(open(sys.argv[1]))})))' "$@"; }

# --- GitHub: the action builds dmlint from where the service has put it ---
mkdir -p action/tests
(cd "$root" && cp -r Makefile README.md LICENSE src include schemas ci "$work/action")
cp -r "$root/tests/cases" action/tests
action=$root/ci/github-action/action.yml
export GITHUB_ACTION_PATH=$work/action/ci/github-action GITHUB_PATH=$work/path GITHUB_ACTIONS=true
template github "$action" "Install dmlint" >script.sh
CFLAGS=-O0 in_shell right bash --noprofile --norc -e -o pipefail
check "GitHub: dmlint is installed" is_code 0
check "GitHub: where later steps find it" test -x "$(cat path)/dmlint"
PATH=$(cat path):$PATH
paths=$'paths=conf\nmore conf'
template github "$action" "Check the configurations" "$paths" >script.sh
in_shell right bash --noprofile --norc -e -o pipefail
check "GitHub: right files pass" is_code 0
check "GitHub: without a result" equals "$(results right/dmlint.sarif 'd["runs"][0]["results"]')" 0
in_shell wrong bash --noprofile --norc -e -o pipefail
check "GitHub: a wrong one fails" is_code 1
check "GitHub: with a remark at its line" has "$out" "::error file=more conf/task.yaml,line=2,"
check "GitHub: with one result" equals "$(results wrong/dmlint.sarif 'd["runs"][0]["results"]')" 1
check "GitHub: which is what is uploaded" has "$(template github "$action" "Upload the findings")" "sarif_file: dmlint.sarif"
template github "$action" "Check the configurations" "$paths" fail-on=never dm-version=6.5 sarif-file=other.sarif >script.sh
in_shell wrong bash --noprofile --norc -e -o pipefail
check "GitHub: its inputs reach dmlint" is_code 0
check "GitHub: so does the name of the file" test -s wrong/other.sarif
template github "$action" "Check the configurations" paths=absent >script.sh
in_shell wrong bash --noprofile --norc -e -o pipefail
check "GitHub: a folder that is not there is trouble" is_code 2
unset GITHUB_ACTIONS

# --- GitLab and Jenkins: dmlint is in the image, or on the agent ---
PATH=$packages/one:$PATH
gitlab=$root/ci/gitlab/dmlint.yml
template gitlab "$gitlab" script >script.sh
in_shell right sh -e
check "GitLab: right files pass" is_code 0
check "GitLab: without an issue" equals "$(results right/gl-code-quality-report.json d)" 0
in_shell wrong sh -e
check "GitLab: a wrong one fails" is_code 1
check "GitLab: with one issue" equals "$(results wrong/gl-code-quality-report.json d)" 1
check "GitLab: and the finding in the log" has "$out" "more conf/task.yaml:2:12: error:"
for report in $(template gitlab "$gitlab" reports); do
	check "GitLab: $report is there" test -s "wrong/$report"
done
template gitlab "$gitlab" script DMLINT_PATHS=conf >script.sh
in_shell wrong sh -e
check "GitLab: its variables reach dmlint" is_code 0

jenkinsfile=$root/ci/jenkins/Jenkinsfile
rm -f right/*.xml wrong/*.xml
template jenkins "$jenkinsfile" script >script.sh
failures() { "$python" -c 'import sys, junitparser
print(sum(s.failures + s.errors for s in junitparser.JUnitXml.fromfile(sys.argv[1])))' "$1"; }
in_shell right sh -xe
check "Jenkins: right files pass" is_code 0
check "Jenkins: without a failure" equals "$(failures "right/$(template jenkins "$jenkinsfile" reports)")" 0
in_shell wrong sh -xe
check "Jenkins: a wrong one fails" is_code 1
check "Jenkins: with one failure" equals "$(failures "wrong/$(template jenkins "$jenkinsfile" reports)")" 1

# --- the repository's own workflow calls scripts of ci/, and nothing that nobody can run at home ---
check "our own workflow only calls ci/" equals "$(sed -n 's/^ *- run: //p' "$root"/.github/workflows/*.yml |
	grep -v '^ci/[a-z-]*\.sh' | grep -v '^apt-get .* git$')" ""
finish
