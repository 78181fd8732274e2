#!/usr/bin/env bash
# Backs up a folder to a remote host.
#
# Usage: sample.sh [-n] SOURCE HOST

set -euo pipefail

readonly RETRIES=3

# Doubles the delay after each failure,
# up to a minute.
#
# Arguments:
#   $1  number of the attempt
backoff() {
  local attempt=$1
  echo $(( attempt < 6 ? 2 ** attempt : 60 ))
}

# Prints a message to standard error.
# shellcheck disable=SC2317
function log::warn {
  printf 'warning: %s\n' "$*" >&2
}

function upload-file () {
  # Not its documentation.
  retry() {
    for ((i = 0; i < RETRIES; i++)); do
      "$@" && return 0
      sleep "$(backoff "$i")"
    done
    return 1
  }

  local file=$1 host=$2
  retry scp -- "$file" "$host:"
}

##############################################
# Länge der 😀 Überschrift.
# Globals: none
##############################################
größe() { echo "${#1}"; }

# Runs in a process of its own.
in_subshell() (
  cd "$1" && tar cf - .
)

is_root() [[ $EUID -eq 0 ]]

usage() { cat <<'EOF'
fake() { not a function; }
EOF
}

main()
{
  if [[ ${1-} == -n ]]; then
    dry_run() { :; }
    shift
  fi
  case ${1-} in
    '') usage ;;
    *) while read -r file; do upload-file "$file" "$2"; done < <(find "$1" -type f) ;;
  esac
}

trap 'log::warn "interrupted"; exit 130' INT

if ! is_root; then
  # Asks for the password first.
  run_as_root() { sudo "$@"; }
else
  run_as_root() { "$@"; }
fi

main "$@"
