# From the machine into the node, and the end of it all.

# service_address NAMESPACE/SERVICE:PORT
service_address() {
  local namespace=${1%%/*} rest=${1#*/}
  echo "${rest%%:*}.$namespace.svc.cluster.local:${rest#*:}"
}

# the API server on a free loopback port of the machine, for as long as the lab is up
forward_api_server() {
  setsid "$NODE_JS" "$HERE/forward.ts" "$LAB/relay.sock" $NODE_IP:6443 0 </dev/null >"$LAB/api.address" 2>"$LAB/log/forward.log" 9>&- &
  echo $! >"$LAB/forward.pid"
  wait_for 10 test -s "$LAB/api.address" || die "no loopback port for the API server, see $LAB/log/forward.log"
  kubeconfig_file admin "https://$(cat "$LAB/api.address")" "$KUBECONFIG"
}

down() {
  local pid inner folder device
  pid=$(cat "$LAB/forward.pid" 2>/dev/null) && is_running "$pid" forward.ts && kill "$pid"
  if pid=$(cat "$LAB/node.pid" 2>/dev/null) && is_running "$pid" __inner; then
    inner=$(pgrep -P "$pid" | head -1)
    [ -z "$inner" ] || kill -KILL "$inner" 2>/dev/null || true # process 1 of the node: all its processes end with it
    wait_for 20 test ! -d "/proc/$pid" || kill -KILL "$pid"
  fi
  if [ -s "$LAB/cgroups" ]; then
    while read -r folder; do wait_for 5 remove_cgroup "$folder" || true; done <"$LAB/cgroups"
  fi
  for device in $(losetup -nlO NAME,BACK-FILE 2>/dev/null | awk -v folder="$LAB/volumes/" 'index($2, folder) == 1 { print $1 }'); do losetup -d "$device" || true; done
  [ ! -d "$LAB/service" ] || rm -rf "$LAB" # only a folder that the lab made
  rmdir "$LAB" 2>/dev/null || true # one that was made for a lab which never came up
  echo down
}
# is_running PID WORD: whether that process still is the one it was
is_running() { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -q "$2"; }
remove_cgroup() {
  [ -d "$1" ] || return 0
  find "$1" -depth -type d -exec rmdir {} \;
  [ ! -d "$1" ]
}

status() {
  local pid name
  pid=$(node_pid) || { echo down; return 1; }
  echo "node pid $pid, API $(cat "$LAB/api.address")"
  for name in "$LAB"/service/*.pid; do
    pid=$(cat "$name")
    printf '%-20s %5s MB\n' "$(basename "$name" .pid)" "$(in_node awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null || echo stopped)"
  done
  [ ! -e "$LAB/log/supervisor.log" ] || { echo "restarts:"; cat "$LAB/log/supervisor.log"; }
  kube get nodes,pods -A -o wide
}
