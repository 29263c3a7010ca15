# The programs: built from Go modules that are pinned in tools/*/go.sum, kept under the hash of what they were built from.

# tool_folder MODULE: where the programs of tools/MODULE are; another go.sum is another folder
tool_folder() { echo "$CACHE/tools/$1-$(find "$(module_folder "$1")" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | sha256sum | cut -c1-12)"; }

# module_folder MODULE: its go.mod; those of the add-ons (test/lab/gitops) have a folder of their own
module_folder() { if [ -d "$HERE/tools/$1" ]; then echo "$HERE/tools/$1"; else echo "$ADDON_TOOLS/$1"; fi; }

# tool PROGRAM: its path
tool() {
  case $1 in
    etcd | coredns | pause) echo "$(tool_folder "$1")/$1" ;;
    manager | cnpg.yaml) echo "$(tool_folder cnpg)/$1" ;;
    *) echo "$(tool_folder kubernetes)/$1" ;;
  esac
}

build() {
  mkdir -p "$CACHE/images" "$LAB/log" "$LAB/service"
  (
    flock 9 # copies share the cache
    build_tools
    packages
    images
  ) 9>"$CACHE/lock"
}

build_tools() {
  local program version=k8s.io/component-base/version cnpg=github.com/cloudnative-pg/cloudnative-pg
  for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
    compile kubernetes "$program" "k8s.io/kubernetes/cmd/$program" \
      "-X $version.gitVersion=$KUBE_VERSION -X $version.gitMajor=1 -X $version.gitMinor=35"
  done
  compile etcd etcd go.etcd.io/etcd/server/v3
  compile coredns coredns .
  compile pause pause .
  compile cnpg manager $cnpg/cmd/manager "-X $cnpg/pkg/versions.buildVersion=$CNPG_VERSION"
  [ -s "$(tool cnpg.yaml)" ] ||
    install -m 644 "$(cd "$HERE/tools/cnpg" && go list -m -f '{{.Dir}}' $cnpg)/releases/cnpg-$CNPG_VERSION.yaml" "$(tool cnpg.yaml)"
}

# compile MODULE PROGRAM PACKAGE [LDFLAGS]; GOTOOLCHAIN and GOFLAGS of the caller hold, and LIMIT, a command before go's
compile() {
  local out began=$EPOCHREALTIME
  out=$(tool_folder "$1")/$2
  [ -x "$out" ] && return
  mkdir -p "${out%/*}"
  (cd "$(module_folder "$1")" && CGO_ENABLED=0 ${LIMIT:-} go build -trimpath -buildvcs=false -ldflags "-s -w ${4:-}" -o "$out.part" "$3") || { [ -z "${LIMIT:-}" ] || return 1; die "building $2 failed"; }
  mv "$out.part" "$out"
  say "built $2 in $(since "$began") s, $(($(stat -c %s "$out") >> 20)) MB"
}

# Debian's containerd and what a node needs around it; the one thing that is installed on the machine itself
packages() { debian_packages containerd runc containernetworking-plugins iptables nftables conntrack iproute2 mmdebstrap openssl xfsprogs; }

# debian_packages NAME...: those that are missing are installed; no service of theirs is started
debian_packages() {
  local missing=() name
  for name; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  apt-get -o DPkg::Lock::Timeout=300 -qq update
  apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}" >"$LAB/log/apt.log" 2>&1 ||
    die "apt-get failed, see $LAB/log/apt.log"
}
