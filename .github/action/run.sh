#!/bin/sh
# The steps of action.yml. What the user set comes in the environment, never in
# the text of a command, so that nothing in it is run.
#
# The checkout may be a pull request of others. What the workflow says is
# trusted; what stands in the checkout is not, be it a configuration, a link or
# the name of a file:
# - a configuration is held to the rules of one that is found, also where the
#   workflow names it, since its text is that of the checkout;
# - the SARIF file is not written through a link of the checkout;
# - paths stand after "--", so that none of them is a flag.
set -eu

tools=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/metacheck-action
metacheck=$tools/metacheck
newline='
'

fail() {
  echo "metacheck action: $1" >&2
  exit 2
}

install() {
  mkdir -p "$tools"
  if [ -n "${INPUT_VERSION:-}" ]; then
    GOBIN=$tools go install "github.com/metacheck/metacheck/cmd/metacheck@$INPUT_VERSION"
  else
    (cd "$ACTION_PATH" && CGO_ENABLED=0 go build -trimpath -o "$tools/" ./cmd/metacheck)
  fi
  "$metacheck" version
}

# output NAME VALUE
output() {
  case $2 in
  *"$newline"*) fail "the value of $1 has several lines" ;;
  esac
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

# count prints how many findings count, by the last line of the JSON lines.
count() {
  [ -s "$1" ] || return 0
  tail -n 1 "$1" | tr ',{}' '[\n*]' | awk -F: '
    /^"(errors|warnings|infos)":[0-9]+$/ { n += $2; seen = 1 }
    END { if (seen) print n }'
}

# no_links PATH fails where a part of the path below the working folder is a
# link.
no_links() {
  rest=$1
  at=
  case $rest in
  "$PWD"/*) rest=${rest#"$PWD"/} ;;
  /*) return 0 ;; # a folder of the runner, which the workflow names
  esac
  while [ -n "$rest" ]; do
    part=${rest%%/*}
    at=$at${at:+/}$part
    if [ -L "./$at" ]; then fail "sarif is $1, and $at is a link of the checkout; name a file without links"; fi
    case $rest in
    */*) rest=${rest#*/} ;;
    *) rest= ;;
    esac
  done
}

lint() {
  lines=$tools/findings.jsonl
  summary=$tools/summary.md
  rm -f "$lines" "$summary"
  set -- lint --output "jsonl=$lines" --output "markdown=$summary"
  case ${INPUT_ANNOTATIONS:-true} in
  true) set -- "$@" --format github ;;
  false) set -- "$@" --format text ;;
  *) fail "annotations is true or false, not $INPUT_ANNOTATIONS" ;;
  esac
  if [ -n "${INPUT_CONFIG:-}" ]; then set -- "$@" --config "$INPUT_CONFIG" --untrusted-config; fi
  if [ -n "${INPUT_BASELINE:-}" ]; then set -- "$@" --baseline "$INPUT_BASELINE"; fi
  if [ -n "${INPUT_FAIL_ON:-}" ]; then set -- "$@" --fail-on "$INPUT_FAIL_ON"; fi
  sarif=
  if [ -n "${INPUT_SARIF:-}" ]; then
    no_links "$INPUT_SARIF"
    mkdir -p -- "$(dirname "$INPUT_SARIF")"
    sarif=$(cd "$(dirname "$INPUT_SARIF")" && pwd)/$(basename "$INPUT_SARIF")
    set -- "$@" --output "sarif=$sarif"
  fi
  # No patterns: metacheck reads its own.
  set -f
  for word in ${INPUT_ARGS:-}; do set -- "$@" "$word"; done
  set -- "$@" --
  saved=$IFS
  IFS=$newline
  for path in ${INPUT_PATHS:-.}; do set -- "$@" "$path"; done
  IFS=$saved
  set +f

  code=0
  "$metacheck" "$@" || code=$?

  if [ -s "$summary" ]; then cat "$summary" >>"$GITHUB_STEP_SUMMARY"; fi
  output findings "$(count "$lines")"
  if [ -n "$sarif" ] && [ -f "$sarif" ]; then output sarif-file "$sarif"; else output sarif-file ""; fi
  output exit-code "$code"
  exit "$code"
}

case ${1:-} in
install) install ;;
lint) lint ;;
*) fail "run.sh takes install or lint" ;;
esac
