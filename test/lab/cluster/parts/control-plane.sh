# Kubernetes itself: etcd, API server, kubelet, controllers, scheduler, proxy, DNS, storage.

up() {
  local began=$EPOCHREALTIME
  node_pid >/dev/null 2>&1 && die "already up; end it with: $SELF down"
  mkdir -p "$LAB"/{cni,volumes,podlogs,etcd}
  (flock 9; keys) 9>"$CACHE/lock"
  write_configs
  start_node
  start_api_server
  (flock 9; take_golden_store) 9>"$CACHE/lock"
  run_service containerd containerd --config "$LAB/containerd.toml"
  run_service relay "$NODE_JS" "$HERE/relay.ts" "$LAB/relay.sock"
  forward_api_server
  wait_for 60 kube get --raw /readyz || { tail -n 5 "$LAB/log/apiserver.log"; die "the API server did not become ready"; }
  say "API server ready"
  start_rest
  render storage-classes.yaml | kube apply --server-side -f - >/dev/null
  [ "${1:-}" = --bare ] || apply_operator
  start_controller_manager
  wait_for 60 kube wait --for=condition=Ready "node/$NODE" --timeout=1s || { tail -n 5 "$LAB/log/kubelet.log"; die "the node did not become Ready"; }
  say "node ready"
  [ "${1:-}" = --bare ] || wait_for_operator
  say "up in $(since "$began") s: export KUBECONFIG=$KUBECONFIG"
}

kube() { "$(tool kubectl)" "$@"; }

write_configs() {
  local RESERVED_GIB total identity
  total=$(awk '/MemTotal/ { print int($2 / 1048576) }' /proc/meminfo)
  RESERVED_GIB=$((total > NODE_MEMORY_GIB ? total - NODE_MEMORY_GIB : 0))
  printf 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver %s\noptions ndots:5\n' $NODE_IP >"$LAB/resolv.node"
  : >"$LAB/resolv.empty"
  render containerd.toml >"$LAB/containerd.toml"
  render 10-lab.conflist >"$LAB/cni/10-lab.conflist"
  render kubelet.yaml >"$LAB/kubelet.yaml"
  render proxy.yaml >"$LAB/proxy.yaml"
  render Corefile >"$LAB/Corefile"
  for identity in admin controller-manager scheduler kubelet proxy; do
    kubeconfig_file $identity https://$NODE_IP:6443 "$LAB/$identity.kubeconfig"
  done
}

start_api_server() {
  run_service etcd "$(tool etcd)" --name lab --data-dir "$LAB/etcd" --listen-client-urls http://127.0.0.1:2379 \
    --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster lab=http://127.0.0.1:2380 --unsafe-no-fsync --auto-compaction-retention=10m --log-level warn
  run_service apiserver "$(tool kube-apiserver)" --etcd-servers http://127.0.0.1:2379 --advertise-address $NODE_IP --secure-port 6443 \
    --service-cluster-ip-range $SERVICE_NET --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
    --client-ca-file "$KEYS/ca.crt" --tls-cert-file "$KEYS/apiserver.crt" --tls-private-key-file "$KEYS/apiserver.key" \
    --kubelet-client-certificate "$KEYS/apiserver-kubelet.crt" --kubelet-client-key "$KEYS/apiserver-kubelet.key" \
    --kubelet-certificate-authority "$KEYS/ca.crt" --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$KEYS/service-accounts.pub" --service-account-signing-key-file "$KEYS/service-accounts.key" \
    --requestheader-client-ca-file "$KEYS/front-proxy-ca.crt" --requestheader-allowed-names front-proxy-client \
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$KEYS/front-proxy.crt" --proxy-client-key-file "$KEYS/front-proxy.key" --profiling=false
}

start_rest() {
  local admin=$LAB/admin.kubeconfig config=$LAB/scheduler.kubeconfig
  run_service kubelet "$(tool kubelet)" --config "$LAB/kubelet.yaml" --kubeconfig "$LAB/kubelet.kubeconfig" --hostname-override $NODE \
    --node-ip $NODE_IP --root-dir "$LAB/kubelet"
  run_service scheduler "$(tool kube-scheduler)" --kubeconfig "$config" --authentication-kubeconfig "$config" \
    --authorization-kubeconfig "$config" --leader-elect=false --bind-address 127.0.0.1 --profiling=false
  run_service proxy "$(tool kube-proxy)" --config "$LAB/proxy.yaml"
  run_service coredns "$(tool coredns)" -conf "$LAB/Corefile"
  run_service storage "$NODE_JS" "$HERE/storage.ts" "$admin" $NODE "$LAB/volumes"
}

# after the operator's definitions are there: it looks for new kinds each 30 s, and until then no quota counts them
start_controller_manager() {
  local config=$LAB/controller-manager.kubeconfig
  # by default it makes its 40 service accounts at 20 requests a second, which alone takes 4 s
  run_service controller-manager "$(tool kube-controller-manager)" --kubeconfig "$config" --authentication-kubeconfig "$config" \
    --authorization-kubeconfig "$config" --root-ca-file "$KEYS/ca.crt" --service-account-private-key-file "$KEYS/service-accounts.key" \
    --cluster-signing-cert-file "$KEYS/ca.crt" --cluster-signing-key-file "$KEYS/ca.key" --use-service-account-credentials \
    --kube-api-qps 200 --kube-api-burst 400 --leader-elect=false --bind-address 127.0.0.1 --profiling=false
}
