# The node: a process tree with mount, pid, network, ipc, uts and cgroup namespaces of its own. Ending its process 1 ends it.

# still in the machine's namespaces: a child cgroup of its own in each hierarchy, below the caller's
node_outer() {
  local name folder
  for name in "${CGROUPS_V1[@]}" systemd; do
    folder=/sys/fs/cgroup/$name$(own_cgroup "$name")
    folder=${folder%/}/$CGROUP_NAME
    mkdir -p "$folder"
    if [ "$name" = cpuset ]; then
      cat "${folder%/*}/cpuset.cpus" >"$folder/cpuset.cpus"
      cat "${folder%/*}/cpuset.mems" >"$folder/cpuset.mems"
    fi
    echo $BASHPID >"$folder/cgroup.procs"
    echo "$folder" >>"$LAB/cgroups"
  done
  exec unshare --mount --uts --ipc --net --cgroup --pid --fork --kill-child --propagation private "$SELF" __inner
}
own_cgroup() { awk -F: -v name="$1" '$2 == name || $2 == "name=" name { print $3 }' /proc/self/cgroup; }

# inside: process 1, a small supervisor that takes the names of services from a FIFO; bash also reaps orphans
node_inner() {
  local name
  node_mounts
  node_network
  mkfifo "$LAB/control"
  exec 7<>"$LAB/control"
  touch "$LAB/inner.up"
  while :; do read -r -u 7 name && { supervise "$name" & }; done
}

node_mounts() {
  local name setting file
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  for name in "${CGROUPS_V1[@]}"; do
    mkdir "/sys/fs/cgroup/$name"
    mount -t cgroup -o "$name" cgroup "/sys/fs/cgroup/$name"
  done
  mkdir /sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/netns /run/containerd /run/lock /var/lib/cni
  mount -t tmpfs tmpfs /var/lib/cni
  mount -t tmpfs tmpfs /var/log # kubelet links container logs in /var/log/containers whatever it is told
  [ -f /etc/resolv.conf ] && mount --bind "$LAB/resolv.node" /etc/resolv.conf
  # kubelet insists on these values and would write them machine-wide: in this node it sees fixed copies
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    file=/run/sysctl.$(tr / . <<<"${setting%=*}")
    echo "${setting#*=}" >"$file"
    mount --bind "$file" "/proc/sys/${setting%=*}"
  done
  mount --make-rshared /
}

node_network() {
  hostname $NODE
  ip link set lo up
  ip link add node0 type bridge # not every kernel has dummy devices: an empty bridge holds the node's address
  ip addr add "$NODE_IP/24" dev node0
  ip link set node0 up
  ip route add $SERVICE_NET dev node0 # service addresses need a route before NAT can catch them
  sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=1 net.bridge.bridge-nf-call-iptables=1
}

supervise() {
  local status
  mkdir "$LAB/service/$1.supervised" 2>/dev/null || return 0 # asked for twice: one loop is enough
  while :; do
    if [ -e "$LAB/service/$1.off" ]; then
      rm -f "$LAB/service/$1.pid"
      sleep 0.2
      continue
    fi
    "$LAB/service/$1" >>"$LAB/log/$1.log" 2>&1 7<&- &
    echo $! >"$LAB/service/$1.pid"
    status=0
    wait $! || status=$?
    echo "$(date +%T) $1 ended with $status" >>"$LAB/log/supervisor.log"
    sleep 0.5
  done
}

start_node() {
  : >"$LAB/cgroups"
  rm -f "$LAB/inner.up" "$LAB/control"
  setsid "$SELF" __outer </dev/null >"$LAB/log/node.log" 2>&1 9>&- &
  echo $! >"$LAB/node.pid"
  wait_for 10 test -e "$LAB/inner.up" || { tail -n 5 "$LAB/log/node.log"; die "the node did not come up"; }
}

# the machine's id of the node's process 1
node_pid() {
  local outer; outer=$(cat "$LAB/node.pid" 2>/dev/null) && [ -d "/proc/$outer" ] || return 1
  pgrep -P "$outer" | head -1
}

# in_node COMMAND...: joins the node's cgroups too; nsenter alone would leave it outside them
in_node() {
  local pid; pid=$(node_pid) || die "the node does not run; bring it up with: $SELF up"
  (
    while read -r folder; do echo $BASHPID >"$folder/cgroup.procs" || true; done <"$LAB/cgroups"
    exec nsenter -t "$pid" -m -u -i -n -p -C --wdns="$PWD" -- "$@"
  )
}
containerd_ctl() { in_node ctr -a "$CONTAINERD" -n k8s.io "$@"; }

# run_service NAME COMMAND...: from now on, and again 0.5 s after it ends
run_service() {
  local name=$1; shift
  { echo '#!/bin/sh'; printf 'exec'; printf ' %q' "$@"; echo; } >"$LAB/service/$name"
  chmod +x "$LAB/service/$name"
  rm -f "$LAB/service/$name.off"
  echo "$name" >"$LAB/control"
}

# service stop|start|kill NAME [SIGNAL]
service() {
  local file=$LAB/service/$2
  case $1 in
    start) rm -f "$file.off" ;;
    kill) in_node kill "-${3:-KILL}" "$(cat "$file.pid")" ;;
    stop)
      touch "$file.off"
      service kill "$2" "${3:-TERM}" 2>/dev/null || true
      wait_for 5 test ! -e "$file.pid" || service kill "$2" KILL || true
      ;;
    *) die "service stop|start|kill NAME" ;;
  esac
}
