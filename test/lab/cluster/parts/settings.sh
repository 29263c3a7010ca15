# Names, versions, addresses, and the few words the other parts are written in.
LAB=${LAB:-${TMPDIR:-/tmp}/postgres-paas-cluster}
CACHE=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/postgres-paas/cluster-lab}
PG=${PG:-17}
NODE_MEMORY_GIB=${NODE_MEMORY_GIB:-8} # what the scheduler may hand out, whatever the machine has

KUBE_VERSION=v1.35.4
CNPG_VERSION=1.30.0
NODE=lab-node
NODE_IP=10.200.0.1
POD_NET=10.244.0.0/24
POD_GATEWAY=10.244.0.1
SERVICE_NET=10.96.0.0/16
CONTAINERD=/run/containerd/containerd.sock
CGROUPS_V1=(cpu cpuacct cpuset memory devices freezer blkio pids)
CGROUP_NAME=postgres-paas-$(basename "$LAB")
KEYS=$CACHE/keys
ADDON_TOOLS=$(cd "$HERE/../gitops/tools" && pwd)
REPOSITORY=$(cd "$HERE/../../.." && pwd)
NODE_JS=$REPOSITORY/node_modules/.bin/node # the Node 24 that package.json pins: it runs TypeScript directly
[ -x "$NODE_JS" ] || NODE_JS=node
export KUBECONFIG=$LAB/kubeconfig LAB CACHE PG NODE_MEMORY_GIB

STARTED=$EPOCHREALTIME
since() { awk -v a="$EPOCHREALTIME" -v b="$1" 'BEGIN { printf "%.1f", a - b }'; }
say() { printf '[%6.1f s] %s\n' "$(since "$STARTED")" "$*"; }
die() { echo "cluster lab: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null; }

# wait_for SECONDS COMMAND...: until COMMAND succeeds
wait_for() {
  local tries=$(($1 * 5)); shift
  for _ in $(seq "$tries"); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done
  return 1
}

# render FILE: the template with its ${NAMES} filled in
render() { eval "cat <<END_OF_TEMPLATE
$(cat "$HERE/config/$1")
END_OF_TEMPLATE"; }

# supported: one sentence about the first thing this machine lacks
supported() {
  [ "$(uname -s)" = Linux ] || { echo "The cluster lab needs Linux: it makes a node out of Linux namespaces."; return 1; }
  [ "$(uname -m)" = x86_64 ] || { echo "The cluster lab needs x86_64: one of its PostgreSQL images exists for nothing else."; return 1; }
  [ "$(id -u)" = 0 ] || { echo "The cluster lab needs root: it mounts, makes network namespaces and runs containers."; return 1; }
  has go || { echo "The cluster lab needs Go 1.26 or newer: it builds Kubernetes from its modules."; return 1; }
  has apt-get || { echo "The cluster lab needs Debian: containerd and PostgreSQL come from its packages."; return 1; }
  [ -d /sys/fs/cgroup/memory ] || { echo "The cluster lab needs cgroup v1: this machine has v2 only, where it was never tried."; return 1; }
}
require_supported() { local why; why=$(supported) || die "$why"; }
