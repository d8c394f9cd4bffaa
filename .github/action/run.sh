#!/bin/sh
# The steps of action.yml. What the user set comes in the environment, never in
# the text of a command, so that nothing in it is run.
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
  if [ -n "${INPUT_CONFIG:-}" ]; then set -- "$@" --config "$INPUT_CONFIG"; fi
  if [ -n "${INPUT_BASELINE:-}" ]; then set -- "$@" --baseline "$INPUT_BASELINE"; fi
  if [ -n "${INPUT_FAIL_ON:-}" ]; then set -- "$@" --fail-on "$INPUT_FAIL_ON"; fi
  sarif=
  if [ -n "${INPUT_SARIF:-}" ]; then
    mkdir -p "$(dirname "$INPUT_SARIF")"
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
