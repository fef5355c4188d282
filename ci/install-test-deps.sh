#!/bin/bash
# install-test-deps.sh: what the tests and checks need besides the build: Debian packages, and under build/ Python packages in a
# virtual environment, a validator of SARIF and a language server for YAML.
# usage: install-test-deps.sh [--bench]
set -eu
cd "$(dirname "$0")/.."
ci/install-build-deps.sh
ci/install-packages.sh clang clang-format-14 libclang-rt-dev valgrind python3 python3-venv util-linux bsdutils diffutils dpkg-dev git lintian patch \
	fish libxml2-utils mandoc mariadb-client-core mariadb-server-core mydumper openssl shellcheck strace zsh
[ "${1-}" != --bench ] || ci/install-packages.sh hyperfine yamllint time
venv=build/venv
if ! cmp -s ci/python-packages.txt "$venv/installed.txt"; then
	rm -rf "$venv"
	mkdir -p build
	python3 -m venv "$venv"
	"$venv/bin/pip" install --quiet --disable-pip-version-check -r ci/python-packages.txt
	cp ci/python-packages.txt "$venv/installed.txt"
fi

# npm_package NAME@VERSION WHAT: where it does not arrive the other tests can be made without it, and theirs says that it was not.
npm_package() {
	local mark=build/npm/${1##*/}.installed
	[ ! -e "$mark" ] || return 0
	command -v npm >/dev/null || ci/install-packages.sh npm
	if npm install --silent --no-audit --no-fund --prefix build/npm "$1"; then
		: >"$mark"
	else
		echo "install-test-deps: $1 is missing: $2" >&2
	fi
}
npm_package @microsoft/sarif-multitool-linux@5.7.0 "SARIF will not be validated" # 104 MB
npm_package yaml-language-server@1.19.2 "the JSON Schemas will not be tried in an editor"

ci/install-test-servers.sh
