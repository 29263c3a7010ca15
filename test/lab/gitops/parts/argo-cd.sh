# Argo CD beside the cluster, without its image: the same programs with an administrator's kubeconfig, in the node, where
# cluster names resolve. Dex and the web pages are left out.

argo_cd() {
  local folder=$LAB/argo-cd
  mkdir -p "$folder"/{tls,ssh,gpg,tmp,bin}
  : >"$folder/ssh/ssh_known_hosts"
  printf '[safe]\n  directory = *\n' >"$folder/.gitconfig"
  # the repository server asks this for every commit, also when signatures are not wanted
  printf '#!/bin/sh\ngit verify-commit "$1" 2>&1\nexit 0\n' >"$folder/bin/git-verify-wrapper.sh"
  chmod +x "$folder/bin/git-verify-wrapper.sh"
  ln -sf "$(addon helm)" "$(addon kustomize)" "$folder/bin/"
  run_service argo-redis redis-server --port 6379 --bind 127.0.0.1 --save '' --appendonly no --dir "$folder/tmp"
  argo_cd_program repo-server --address 127.0.0.1 --port 8081 --metrics-address 127.0.0.1 --metrics-port 8084 --disable-tls --client-ca-path ''
  argo_cd_program application-controller --kubeconfig "$LAB/admin.kubeconfig" --namespace argocd --repo-server 127.0.0.1:8081 \
    --repo-server-plaintext --metrics-port 8082 --app-resync 20
}

# argo_cd_program ROLE ARGS...
argo_cd_program() {
  local role=$1 folder=$LAB/argo-cd; shift
  run_service "argo-$role" env ARGOCD_BINARY_NAME="argocd-$role" HOME="$folder" KUBECONFIG="$LAB/admin.kubeconfig" TMPDIR="$folder/tmp" PATH="$folder/bin:$PATH" \
    ARGOCD_GPG_ENABLED=false ARGOCD_FAKE_IN_CLUSTER=true ARGOCD_TLS_DATA_PATH="$folder/tls" ARGOCD_SSH_DATA_PATH="$folder/ssh" \
    ARGOCD_GNUPGHOME="$folder/gpg" "$(addon argocd)" "$@" --redis 127.0.0.1:6379
}
