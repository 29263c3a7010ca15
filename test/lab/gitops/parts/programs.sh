# The programs of the add-ons, pinned in tools/*/go.sum. Some ask for a newer Go than the lab's, one must not have it.
ARGO_CD_VERSION=v3.6.1
NEWER_GO=go1.27.3

build_addons() {
  mkdir -p "$CACHE" "$LAB/log"
  (
    flock 9 # copies share the cache
    debian_packages redis-server nginx-light git buildah mmdebstrap prometheus
    build_programs
  ) 9>"$CACHE/addons.lock"
}

build_programs() {
  local name
  for name in kustomize kubeconform helm argocd; do "build_$name"; done
  # what a sync does without; the tests of each say so when it is not there
  for name in metrics-server cert-manager prometheus prometheus-operator; do within_time "$name"; done
}

# within_time NAME: builds it, but gives up at ADDON_DEADLINE (seconds since 1970); the compiler keeps what it has done
within_time() {
  local left=999999
  if [ -x "$(addon "$1")" ]; then return; fi
  [ -z "${ADDON_DEADLINE:-}" ] || left=$((ADDON_DEADLINE - $(date +%s)))
  if [ "$left" -gt 0 ] && LIMIT="timeout $left" "build_${1//-/_}"; then return; fi
  say "NOT BUILT in the time that there was: $1"
}

build_kustomize() { compile kustomize kustomize sigs.k8s.io/kustomize/kustomize/v5 "-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1"; }
build_kubeconform() { compile kubeconform kubeconform github.com/yannh/kubeconform/cmd/kubeconform; }

# without the versions it takes itself for one of Kubernetes 1.20 and refuses the charts of today
build_helm() {
  local chart=helm.sh/helm/v3/pkg/chartutil lint=helm.sh/helm/v3/pkg/lint/rules
  compile helm helm helm.sh/helm/v3/cmd/helm "-X helm.sh/helm/v3/internal/version.version=v3.22.0 -X $chart.k8sVersionMajor=1 -X $chart.k8sVersionMinor=35 -X $lint.k8sVersionMajor=1 -X $lint.k8sVersionMinor=35"
}

build_argocd() {
  GOTOOLCHAIN=$NEWER_GO compile argocd argocd . "-X github.com/argoproj/argo-cd/v3/common.version=${ARGO_CD_VERSION#v}"
}

# built with Go 1.27 its OpenAPI document has names of Go fields in it, and the API server's own then answers 503
build_metrics_server() { GOTOOLCHAIN=local compile metrics-server metrics-server sigs.k8s.io/metrics-server/cmd/metrics-server; }
build_cert_manager() { GOTOOLCHAIN=$NEWER_GO compile cert-manager cert-manager ./controller; }

# Debian's, which is there for promtool, discovers no pods; here the SDKs of clouds are left out: discovery is by Kubernetes alone
build_prometheus() {
  GOTOOLCHAIN=$NEWER_GO GOFLAGS=-tags=remove_all_sd,enable_kubernetes_sd \
    compile prometheus prometheus github.com/prometheus/prometheus/cmd/prometheus "-X github.com/prometheus/common/version.Version=3.16.0"
}

build_prometheus_operator() {
  local program
  for program in operator prometheus-config-reloader; do
    GOTOOLCHAIN=$NEWER_GO compile prometheus-operator "$program" "github.com/prometheus-operator/prometheus-operator/cmd/$program"
  done
}

# addon PROGRAM: its path
addon() {
  case $1 in
    prometheus-operator) echo "$(tool_folder prometheus-operator)/operator" ;;
    prometheus-config-reloader) echo "$(tool_folder prometheus-operator)/prometheus-config-reloader" ;;
    kubectl) tool kubectl ;;
    *) echo "$(tool_folder "$1")/$1" ;;
  esac
}

# module_source NAME MODULE
module_source() {
  local go=local
  grep -q '^go 1.27' "$ADDON_TOOLS/$1/go.mod" && go=$NEWER_GO
  (cd "$ADDON_TOOLS/$1" && GOTOOLCHAIN=$go go list -m -f '{{.Dir}}' "$2")
}
