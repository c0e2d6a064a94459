#!/usr/bin/env bash
# This script puts two releases of njs, and of nginx with njs, into a cache folder. The system stays
# as it is. CloudFront Functions come from njs.
#
#   njs-0.8.9  stands for cloudfront-js-2.0   Debian 13 (trixie)
#   njs-0.7.9  is the nearest to 1.0          Debian 12 (bookworm)
#
# It needs apt-get, dpkg, and a Debian archive among the machine's apt sources. The archive's
# address, keyring and options are those of the source. POCKET_ENGINES names another folder.
set -euo pipefail

engines="${POCKET_ENGINES:-${XDG_CACHE_HOME:-$HOME/.cache}/pocket-spa-auth/engines}"

for tool in apt-config apt-get dpkg; do
  command -v "$tool" >/dev/null || {
    echo "install.sh: $tool is missing. njs comes from Debian's packages: run this on Debian." >&2
    exit 1
  }
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# apt itself says where its sources are, because its configuration can move them.
list='' parts=''
eval "$(apt-config shell list Dir::Etc::SourceList/f parts Dir::Etc::SourceParts/d)"

# Prints the files that apt reads, in apt's order.
source_files() {
  local LC_ALL=C file
  for file in "$list" "${parts%/}"/*; do
    case "$file" in
      "$list" | *.list | *.sources) if [ -f "$file" ]; then echo "$file"; fi ;;
    esac
  done
}

# Writes one file for each source of a release's "main" into a folder, in apt's order. Each file
# is that source with another suite, and keeps the source's options. A suite with "-" or "/" in
# its name, such as bookworm-security, bookworm-updates or bullseye/updates, is no release.
sources_of() {
  local suite="$1" folder="$2" file n=0
  mkdir -p "$folder"
  while read -r file; do
    n=$((n + 1))
    case "$file" in
      *.sources) deb822_sources "$file" "$suite" "$folder/$(printf %03d "$n")" ;;
      *) one_line_sources "$file" "$suite" "$folder/$(printf %03d "$n")" ;;
    esac
  done < <(source_files)
}

# deb [option=value ...] URI SUITE COMPONENT ...
one_line_sources() {
  awk -v suite="$2" -v prefix="$3" '
    { sub(/#.*/, "") }
    match($0, /^[ \t]*deb[ \t]+(\[[^]]*\][ \t]*)?/) {
      head = substr($0, 1, RLENGTH)
      count = split(substr($0, RLENGTH + 1), word, /[ \t]+/)
      if (word[2] ~ /[-\/]/) next
      for (i = 3; i <= count; i++) {
        if (word[i] != "main") continue
        file = sprintf("%s-%03d.list", prefix, ++n)
        printf "%s%s %s main\n", head, word[1], suite > file
        break
      }
    }
  ' "$1"
}

# Stanzas of "Field: value", with an empty line between them.
deb822_sources() {
  awk -v suite="$2" -v prefix="$3" '
    function has(name, pattern,   word, i) {
      for (i = split(value[name], word, /[ \t]+/); i > 0; i--) if (word[i] ~ pattern) return 1
      return 0
    }
    function finish(   file) {
      if (has("types", "^deb$") && has("suites", "^[^-/]+$") && has("components", "^main$") &&
          tolower(value["enabled"]) !~ /^[ \t]*(no|false|without|off|disable)[ \t]*$/) {
        file = sprintf("%s-%03d.sources", prefix, ++n)
        printf "%sTypes: deb\nSuites: %s\nComponents: main\n", kept, suite > file
      }
      split("", value)
      kept = name = ""
    }
    /^#/ { next }
    /^[ \t]*$/ { finish(); next }
    {
      text = $0
      if (/^[^ \t]/) {
        name = tolower($0)
        sub(/[ \t]*:.*/, "", name)
        sub(/^[^:]*:/, "", text)
      }
      value[name] = value[name] " " text
      if (name !~ /^(types|suites|components|enabled)$/) kept = kept $0 "\n"
    }
    END { finish() }
  ' "$1"
}

# Downloads njs, nginx and all that it needs, the C library included, from one source. The package list
# is a separate one, so that apt takes nothing as installed.
download() {
  local source="$1" apt="$2"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
  cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$source";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$apt/state";
Dir::State::Status "/dev/null";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Install-Recommends "false";
APT::Sandbox::User "";
// Without this, an archive that cannot be reached is only a warning.
APT::Update::Error-Mode "any";
Debug::NoLocking "true";
// Container images empty the system's own cache with it.
#clear APT::Update::Post-Invoke;
CONF
  # apt reads this file after the system's configuration, which may name a proxy.
  apt-get -c "$apt/apt.conf" -qq update &&
    apt-get -c "$apt/apt.conf" -qq --yes --download-only install njs nginx libnginx-mod-http-js
}

# Unpacks njs from the first source that serves it, into a folder.
unpack() {
  local suite="$1" root="$2" source apt package
  sources_of "$suite" "$work/$suite"
  for source in "$work/$suite"/*; do
    [ -e "$source" ] || no_source
    apt="$(mktemp -d -p "$work")"
    download "$source" "$apt" >>"$work/$suite.log" 2>&1 || continue
    mkdir -p "$root"
    for package in "$apt"/cache/archives/*.deb; do
      dpkg -x "$package" "$root"
    done
    return
  done
  {
    echo "install.sh: no apt source of this machine serves njs of Debian $suite. apt said:"
    sed 's/^/  /' "$work/$suite.log"
    echo "Each source of a release's \"main\" was asked for $suite. Make one of them serve $suite:"
    echo "check the network, the proxy, the mirror's releases and the source's keyring."
  } >&2
  exit 1
}

no_source() {
  cat >&2 <<TEXT
install.sh: apt has no source of Debian's packages on this machine. The script looked in
  $list
  ${parts%/}/*.list
  ${parts%/}/*.sources
for an enabled source of the type "deb" with the component "main" of a release, such as bookworm
or stable. A suite such as bookworm-security or bookworm-updates is not enough.
Add the Debian archive, or your mirror of it, to one of these files. Then run this script again.
TEXT
  exit 1
}

# A program runs on the libraries beside it, never on the system's.
wrap() {
  local root="$1" program="$2" file="$3" loader libraries
  loader="$(find "$root" -name 'ld-linux*.so.*' -type f -print -quit)"
  libraries="$(dirname "$(find "$root" -name 'libpcre2-8.so.0' -print -quit)")"
  libraries="$libraries:$(dirname "$(find "$root" -name 'libc.so.6' -print -quit)")"
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
    "$loader" "$libraries" "$root/$program" >"$file"
  chmod +x "$file"
}

is_there() {
  [ "$("$engines/njs-$1" -v 2>/dev/null)" = "$1" ] && "$engines/nginx-njs-$1" -v 2>/dev/null
}

install() {
  local version="$1" suite="$2"
  if ! is_there "$version"; then
    rm -rf "${engines:?}/$suite"
    unpack "$suite" "$engines/$suite"
    wrap "$engines/$suite" usr/bin/njs "$engines/njs-$version"
    wrap "$engines/$suite" usr/sbin/nginx "$engines/nginx-njs-$version"
    is_there "$version" || {
      echo "install.sh: njs of Debian $suite is not $version" >&2
      exit 1
    }
  fi
  echo "njs $version  $engines/njs-$version"
}

install 0.8.9 trixie
install 0.7.9 bookworm
