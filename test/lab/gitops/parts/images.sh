# Container images: this repository's Dockerfiles by buildah, and the add-ons' programs, each alone on nothing.
BUILDAH_STORE=$CACHE/buildah

# chroot, because a container in a container may not mount what a full one wants
in_buildah() { buildah --storage-driver overlay --root "$BUILDAH_STORE/store" --runroot "$BUILDAH_STORE/run" "$@"; }

base_image() { in_buildah inspect --type image "localhost/base/$1" >/dev/null 2>&1 || make_base_image "$1"; }
make_base_image() {
  printf 'FROM scratch\nCOPY . /\n' >"$LAB/base.Dockerfile"
  in_buildah bud --isolation chroot --timestamp 0 --quiet -t "localhost/base/$1" -f "$LAB/base.Dockerfile" "$CACHE/bases/$1" >/dev/null || die "making the base image $1 failed"
}

# build_image DOCKERFILE RUNTIME-BASE NAME:TAG [MORE-ARGS...]: from this checkout, as `docker build -f DOCKERFILE .` would
build_image() {
  local file=$1 runtime=$2 image=$3; shift 3
  base_images "$CACHE/bases"
  base_image build
  base_image "$runtime"
  printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nprefer-offline=true\n' >"$LAB/npmrc"
  in_buildah bud --isolation chroot --timestamp 0 --layers "$@" --secret "id=npmrc,src=$LAB/npmrc" --volume "$(npm config get cache):/root/.npm" \
    --build-arg BUILD_IMAGE=localhost/base/build --build-arg "RUNTIME_IMAGE=localhost/base/$runtime" \
    --ignorefile "$REPOSITORY/$file.dockerignore" -f "$REPOSITORY/$file" -t "$image" "$REPOSITORY" >"$LAB/log/build-$(basename "${image%%:*}").log" 2>&1 ||
    { tail -n 20 "$LAB/log/build-$(basename "${image%%:*}").log"; die "building $image failed"; }
}

# image_digest NAME:TAG: prints "DIGEST COMPRESSED-BYTES", as the workflow pushes it to a registry
image_digest() {
  local out; out=$(mktemp -d "$LAB/oci.XXXXXX")
  in_buildah push --quiet --compression-format zstd --compression-level 9 "$1" "oci:$out:x" >/dev/null
  node -e 'const { readFileSync } = require("node:fs");
    const read = (path) => JSON.parse(readFileSync(`${process.argv[1]}/${path}`, "utf8"));
    const { digest } = read("index.json").manifests[0];
    console.log(digest, read(`blobs/${digest.replace(":", "/")}`).layers.reduce((sum, { size }) => sum + size, 0));' "$out"
  rm -rf "$out"
}

# image_into_node NAME:TAG
image_into_node() {
  rm -f "$LAB/image.tar"
  in_buildah push --quiet "$1" "docker-archive:$LAB/image.tar:$1"
  containerd_ctl images import "$LAB/image.tar" >/dev/null
  rm -f "$LAB/image.tar"
}

# program_image NAME: localhost/NAME:lab, in the node
program_image() {
  local root; root=$(mktemp -d "$LAB/root.XXXXXX")
  install -D -m 755 "$(addon "$1")" "$root/bin/$1"
  mkdir -m 1777 "$root/tmp"
  image_load "$root" "localhost/$1:lab" "{\"User\":\"65534:65534\",\"Entrypoint\":[\"/bin/$1\"]}"
  rm -rf "$root"
}

build_api() { build_image api/Dockerfile runtime localhost/postgres-paas/api:lab "$@"; }
build_ui() { build_image web-components/Dockerfile nginx localhost/postgres-paas/ui:lab "$@"; }
