#!/usr/bin/env bash
# Runs simdgen.sbatch on a Slurm cluster of two nodes on this machine: an array of 8, of which one task is killed and one is
# requeued while they render. Then joins the shards, and compares every byte with a run on one machine.
#
# usage: tools/cluster/slurm.sh [PROJECT [EDITIONS]]
#
# The program is $SIMDGEN, or that of target/release. The project is the demo, unless it is given; it is not written into.
# Everything is in a folder of its own, which is removed. Needs root, and Debian's slurm-wlm and munge; says so and ends where
# they are not there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export SIMDGEN=${SIMDGEN:-$here/../../target/release/simdgen}
project=${1:-}
editions=${2:-4000}
shards=8

skip() { echo "slurm: skipped, $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip "only root can start its daemons"
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null 2>&1 || skip "$program is not there (apt-get install slurm-wlm munge)"
done
[ -x "$SIMDGEN" ] || { echo "slurm: $SIMDGEN is not there: build it, or name it in \$SIMDGEN" >&2; exit 1; }

work=$(mktemp -d)
chmod 711 "$work"
mkdir "$work"/{state,n1,n2,munge}
stop() {
  local pid
  for pid in "$work"/*.pid "$work/munge/pid"; do
    if [ -s "$pid" ]; then kill "$(cat "$pid")" 2>/dev/null || true; fi
  done
  sleep 1
  rm -rf "$work"
}
fail() {
  echo "slurm: $1" >&2
  tail -n 6 "$work"/*.log "$work"/task-* >&2 || true
  exit 1
}
trap stop EXIT
# Ports that nothing else listens on.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 status=none
chmod 600 "$work/munge/key"
munged --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
  --log-file="$work/munge/log" --seed-file="$work/munge/seed" 2>/dev/null
host=$(hostname -s)
cat >"$work/slurm.conf" <<CONF
ClusterName=simdgen
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
MinJobAge=3600
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
slurmctld -f "$SLURM_CONF"
slurmd -N n1 -f "$SLURM_CONF"
slurmd -N n2 -f "$SLURM_CONF"
for _ in $(seq 60); do
  [ "$(sinfo --noheader --format=%D --states=idle)" = 2 ] && break
  sleep 1
done
[ "$(sinfo --noheader --format=%D --states=idle)" = 2 ] || fail "the nodes did not come up"

if [ -n "$project" ]; then
  cp -r "$project" "$work/art"
  chmod -R u+w "$work/art"
else
  "$SIMDGEN" demo "$work/art" >/dev/null 2>&1
fi
rm -rf "$work/art/build"
options=(--count "$editions" --seed cluster)
# Shards that start together need not all make the pack and learn the same.
"$SIMDGEN" prepare "$work/art" "${options[@]}" >/dev/null 2>&1 || fail "prepare failed"

started=$SECONDS
job=$(sbatch --parsable --array=1-$shards --output="$work/task-%a" "$here/simdgen.sbatch" "$work/art" "$work/out" "${options[@]}")
# The state of a task, such as RUNNING.
state() { squeue --noheader --states=all --array --job="${job}_$1" --format=%T; }
# Waits until a task has written some pictures that are not a whole shard yet.
renders() {
  for _ in $(seq 3000); do
    local part="$work/out/.simdgen-shards/$1-of-$shards/.simdgen-partial/images"
    [ -d "$part" ] && [ "$(find "$part" -type f | head -n 20 | wc -l)" -ge 20 ] && [ "$(state "$1")" = RUNNING ] && return
    case $(state "$1") in FAILED | COMPLETED) fail "task $1 ended before it was seen rendering" ;; esac
    sleep 0.1
  done
  fail "task $1 did not render"
}
# The process of a task: the one of this cluster that has its number.
process() {
  { grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null || true; } |
    { xargs -r grep -lzxF "SLURM_ARRAY_TASK_ID=$1" 2>/dev/null || true; } | cut -d / -f 3
}
# Puts a task into the queue again, without the pause before its next start.
requeue() {
  scontrol requeue "${job}_$1"
  for _ in $(seq 600); do [ "$(state "$1")" = PENDING ] && break; sleep 0.1; done
  scontrol update JobId="${job}_$1" StartTime=now
}
renders 1
killed=$(process 1)
[ -n "$killed" ] || fail "the process of task 1 is not found"
# Words, because there may be more than one.
kill -KILL $killed
for _ in $(seq 600); do [ "$(state 1)" = FAILED ] && break; sleep 0.1; done
[ "$(state 1)" = FAILED ] || fail "the killed task is $(state 1)"
requeue 1
renders 3
requeue 3

for _ in $(seq 3600); do
  left=$(for task in $(seq $shards); do state "$task"; done | grep -vc COMPLETED || true)
  [ "$left" = 0 ] && break
  for task in $(seq $shards); do case $(state "$task") in FAILED | CANCELLED) fail "task $task is $(state "$task")" ;; esac; done
  sleep 0.5
done
[ "$left" = 0 ] || fail "the tasks did not end"
nodes=$(for task in $(seq $shards); do squeue --noheader --states=all --array --job="${job}_$task" --format=%N; done | sort -u | paste -sd ' ')
[ "$nodes" = "n1 n2" ] || fail "only $nodes had tasks"
merge=$(sbatch --parsable --dependency="afterany:$job" --output="$work/task-merge" --wrap "$SIMDGEN merge $work/out --project $work/art")
for _ in $(seq 600); do
  merged=$(squeue --noheader --states=all --job="$merge" --format=%T)
  case $merged in COMPLETED | FAILED | CANCELLED) break ;; esac
  sleep 0.5
done
[ "$merged" = COMPLETED ] || fail "the merge is $merged"
seconds=$((SECONDS - started))

"$SIMDGEN" generate "$work/art" --out "$work/once" "${options[@]}" --quiet
diff -r "$work/once" "$work/out" || fail "the shards make other files than one machine"
echo "slurm: $editions editions in $shards tasks on 2 nodes, one killed and one requeued, joined in $seconds s: every byte equal"
