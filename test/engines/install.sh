#!/usr/bin/env bash
# Puts two releases of njs, the engine that CloudFront Functions come from, into a cache folder; the system stays as it is.
#
#   njs-0.8.9  stands for cloudfront-js-2.0   Debian 13 (trixie)
#   njs-0.7.9  is the nearest to 1.0          Debian 12 (bookworm)
#
# Needs apt-get, dpkg and the Debian archive's keyring. POCKET_ENGINES names another folder.
set -euo pipefail

engines="${POCKET_ENGINES:-${XDG_CACHE_HOME:-$HOME/.cache}/pocket-spa-auth/engines}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The whole of what njs needs, the C library included: on a package list of its own, for apt takes nothing as installed.
unpack() {
  local suite="$1" root="$2" apt
  apt="$(mktemp -d)"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$root"
  echo "deb [signed-by=$keyring] http://deb.debian.org/debian $suite main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$apt/state";
Dir::State::Status "/dev/null";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Debug::NoLocking "true";
// Container images empty the system's own cache with it.
#clear APT::Update::Post-Invoke;
CONF
  # Read after the system's configuration, which may name a proxy.
  apt-get -c "$apt/apt.conf" -qq update
  apt-get -c "$apt/apt.conf" -qq --yes --download-only install njs >"$apt/log" || {
    cat "$apt/log" >&2
    return 1
  }
  for package in "$apt"/cache/archives/*.deb; do
    dpkg -x "$package" "$root"
  done
  rm -rf "$apt"
}

# The engine runs on the libraries beside it, never on the system's.
wrap() {
  local root="$1" file="$2" loader libraries
  loader="$(find "$root" -name 'ld-linux*.so.*' -type f -print -quit)"
  libraries="$(dirname "$(find "$root" -name 'libpcre2-8.so.0' -print -quit)")"
  libraries="$libraries:$(dirname "$(find "$root" -name 'libc.so.6' -print -quit)")"
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s/usr/bin/njs" "$@"\n' \
    "$loader" "$libraries" "$root" >"$file"
  chmod +x "$file"
}

is_there() {
  [ "$("$engines/njs-$1" -v 2>/dev/null)" = "$1" ]
}

install() {
  local version="$1" suite="$2"
  if ! is_there "$version"; then
    rm -rf "${engines:?}/$suite"
    unpack "$suite" "$engines/$suite"
    wrap "$engines/$suite" "$engines/njs-$version"
    is_there "$version" || {
      echo "install.sh: njs of Debian $suite is not $version" >&2
      exit 1
    }
  fi
  echo "njs $version  $engines/njs-$version"
}

install 0.8.9 trixie
install 0.7.9 bookworm
