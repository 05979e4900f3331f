#!/bin/sh
# How much faster two processes are than one, with one thread each: machines.sh PROGRAM [HOUSEHOLDS [ROUNDS]]
#
# The whole command is timed, by the wall: what each process does for itself counts against it. One
# process and two take turns, so that what else the machine does falls on both; medians are told.
set -eu
program=$1
households=${2:-0} # 0: everyone
rounds=${3:-1}

# Nothing leaves this machine.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_plm=isolated OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_MCA_rmaps_base_oversubscribe=1

milliseconds() {
    from=$(date +%s%N)
    mpirun -n "$1" "$program" simulate --households "$households" --threads 1 \
        --format json --out /dev/null 2>/dev/null
    echo $((($(date +%s%N) - from) / 1000000))
}

one=
two=
for _ in $(seq "$rounds"); do
    one="$one $(milliseconds 1)"
    two="$two $(milliseconds 2)"
done

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

# shellcheck disable=SC2086  # one word for each measurement
a=$(median $one) b=$(median $two)
printf 'two processes against one, %s households, one thread each: %s ms, %s ms, %s.%02d times (at least 1.9)\n' \
    "$households" "$a" "$b" $((a / b)) $((a * 100 / b % 100))
