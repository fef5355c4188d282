#!/bin/bash
# install-test-deps.sh: what the tests and checks need besides the build: Debian packages, and under build/ Python packages in a
# virtual environment and a validator of SARIF. usage: install-test-deps.sh [--bench]
set -eu
cd "$(dirname "$0")/.."
ci/install-build-deps.sh
ci/install-packages.sh clang clang-format-14 valgrind python3 python3-venv util-linux bsdutils diffutils dpkg-dev git lintian patch \
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

sarif=@microsoft/sarif-multitool-linux@5.7.0
if [ "$(cat build/npm/installed.txt 2>/dev/null)" != "$sarif" ]; then
	command -v npm >/dev/null || ci/install-packages.sh npm
	# 104 MB: where it does not arrive the other tests can be made without it, and theirs says that it was not.
	if npm install --silent --no-save --no-audit --no-fund --prefix build/npm "$sarif"; then
		echo "$sarif" >build/npm/installed.txt
	else
		echo "install-test-deps: $sarif is missing: SARIF will not be validated" >&2
	fi
fi

ci/install-test-servers.sh
