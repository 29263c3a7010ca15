# Container images, made here because there is no registry: each a root folder packed as an OCI archive in $CACHE/images.

images() {
  has_image pause || image_of_program pause 1 "$(tool pause)" /pause '{"User":"65535:65535","Entrypoint":["/pause"]}'
  has_image cloudnative-pg "$(tool manager)" || image_operator
  if ! has_image postgresql-15 || ! has_image postgresql-17; then images_of_postgresql; fi
}

# has_image NAME [NEWER-THAN]
has_image() { [ -s "$CACHE/images/$1.tar" ] && { [ -z "${2:-}" ] || [ "$CACHE/images/$1.tar" -nt "$2" ]; }; }

# pack ROOT NAME:TAG CONFIG-JSON ARCHIVE
pack() {
  "$NODE_JS" "$HERE/oci-archive.ts" "$1" "localhost/$2" "$3" "$CACHE/images/$4.tar" || die "packing $2 failed"
  say "packed $2, $(($(stat -c %s "$CACHE/images/$4.tar") >> 20)) MB"
}

# image_of_program NAME TAG PROGRAM PATH-INSIDE CONFIG-JSON: one static binary on nothing
image_of_program() {
  local root; root=$(mktemp -d "$LAB/root.XXXXXX")
  install -D -m 755 "$3" "$root$4"
  pack "$root" "$1:$2" "$5" "$1"
  rm -rf "$root"
}

# the operator, laid out as its own Dockerfile does
image_operator() {
  local root; root=$(mktemp -d "$LAB/root.XXXXXX")
  install -D -m 755 "$(tool manager)" "$root/operator/manager_amd64"
  ln -s operator/manager_amd64 "$root/manager"
  pack "$root" "cloudnative-pg:$CNPG_VERSION" '{"User":"65532:65532","WorkingDir":"/","Entrypoint":["/manager"]}' cloudnative-pg
  rm -rf "$root"
}

# image_load ROOT NAME:TAG [CONFIG-JSON]: into this copy's node only
image_load() {
  "$NODE_JS" "$HERE/oci-archive.ts" "$1" "$2" "${3:-{\}}" "$LAB/image.tar"
  containerd_ctl images import "$LAB/image.tar"
  rm -f "$LAB/image.tar"
}

# postgres_image MAJOR: its name and tag; the minor is whatever the packages had when it was made
postgres_image() { tar -xOf "$CACHE/images/postgresql-$1.tar" index.json | grep -oE '"io.containerd.image.name":"[^"]+' | cut -d'"' -f4; }

# containerd's store with every image unpacked, kept as a master copy: a new node takes it by hard links in a blink.
# Layers and blobs are never written in place (overlay copies up), so links are safe; the small databases are copied.
take_golden_store() {
  local golden=$CACHE/golden file
  if [ ! -e "$golden/done" ] || [ -n "$(find "$CACHE/images" -name '*.tar' -newer "$golden/done")" ]; then make_golden_store; fi
  rm -rf "$LAB/state"
  cp -al "$golden" "$LAB/state" 2>/dev/null || { rm -rf "$LAB/state"; cp -a "$golden" "$LAB/state"; }
  (cd "$golden" && find . -name '*.db' -print0) | while IFS= read -r -d '' file; do
    rm -f "$LAB/state/$file"
    cp -a "$golden/$file" "$LAB/state/$file"
  done
}

make_golden_store() {
  local archive golden=$CACHE/golden
  rm -rf "$golden" "$golden.part" "$LAB/state"
  run_service containerd containerd --config "$LAB/containerd.toml"
  wait_for 20 containerd_ctl version || die "containerd did not come up, see $LAB/log/containerd.log"
  for archive in "$CACHE"/images/*.tar; do
    containerd_ctl images import "$archive" >/dev/null
    say "imported $(basename "$archive" .tar)"
  done
  service stop containerd
  mv "$LAB/state" "$golden.part"
  touch "$golden.part/done"
  mv "$golden.part" "$golden"
}
