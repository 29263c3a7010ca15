#!/usr/bin/env bash
# Builds OpenTofu and the OpenStack provider from Go modules, once per content of their go.sum, and prints the folder:
#   <folder>/tofu       the program
#   <folder>/mirror     a provider mirror for `tofu init -plugin-dir`, for OpenTofu and for Terraform
# Cold on two cores: about 4 minutes and 2 GB of Go's build cache; with that cache seconds; when built already nothing.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/postgres-paas/openstack
PROVIDER=github.com/terraform-provider-openstack/terraform-provider-openstack/v3
VERSION=3.4.0 # as in tools/provider/go.mod
export CGO_ENABLED=0 GOFLAGS=-mod=readonly

key=$(cat "$HERE"/tools/*/go.mod "$HERE"/tools/*/go.sum "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
out=$CACHE/$key
if [ ! -e "$out/complete" ]; then
  mkdir -p "$out"
  # OpenTofu appends -dev to its version unless told that this is none.
  (cd "$HERE/tools/tofu" && nice go build -trimpath -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' \
    -o "$out/tofu" github.com/opentofu/opentofu/cmd/tofu) >&2
  (cd "$HERE/tools/provider" && nice go build -trimpath -ldflags '-s -w' -o "$out/provider" "$PROVIDER") >&2
  # The two programs look below different host names.
  for host in registry.opentofu.org registry.terraform.io; do
    folder=$out/mirror/$host/terraform-provider-openstack/openstack/$VERSION/$(go env GOOS)_$(go env GOARCH)
    mkdir -p "$folder"; ln -f "$out/provider" "$folder/terraform-provider-openstack_v$VERSION"
  done
  touch "$out/complete"
fi
echo "$out"
