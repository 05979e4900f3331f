#!/bin/sh
# How long whole simulations take, from the first letter read to the report written: whole.sh PROGRAM
# The report stands on standard error as one line, with the memory; times are by the wall.
set -eu
program=$1
reform=law/china/scenarios/03-coverage.md

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# milliseconds OPTION...: of one simulation; what it told of itself is left in $told.
told=$(mktemp)
trap 'rm -f "$told"' EXIT
milliseconds() {
    from=$(date +%s%N)
    "$program" simulate "$@" --out /dev/null --format json 2>"$told"
    echo $((($(date +%s%N) - from) / 1000000))
}

# A million households with one reform.
times=
for _ in 1 2 3 4 5; do times="$times $(milliseconds --households 1000000 --reform $reform)"; done
# shellcheck disable=SC2086  # one word for each time
printf 'a million households, one reform, standard report: %s ms (under 1000); %s\n' \
    "$(median $times)" "$(tail -n 1 "$told")"

# Twelve months that see those before them, and one. Both take turns, so that what else the machine
# does falls on both.
one=
year=
for _ in 1 2 3; do
    one="$one $(milliseconds --households 2000000 --sample 0)"
    year="$year $(milliseconds --households 2000000 --sample 0 --months 12)"
done
# shellcheck disable=SC2086
a=$(median $one) b=$(median $year)
printf 'twelve months against one, two million households: %s ms, %s ms, %s.%02d times (at most 12); %s\n' \
    "$b" "$a" $((b / a)) $((b * 100 / a % 100)) "$(tail -n 1 "$told")"

# Everyone.
all=$(milliseconds --households 0 --reform $reform)
printf 'everyone, one reform, standard report: %s.%s s (under 90, goal 50); %s\n' \
    $((all / 1000)) $((all % 1000 / 100)) "$(tail -n 1 "$told")"
