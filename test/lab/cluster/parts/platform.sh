# The platform's own image: a Node, the libraries it is linked to, and the bundled API with the files it reads.

# image_of_platform NAME:TAG: into this copy's node
image_of_platform() {
  local root file
  root=$(mktemp -d "$LAB/root.XXXXXX")
  "$NODE_JS" "$REPOSITORY/scripts/build-console.ts" && "$NODE_JS" "$REPOSITORY/scripts/build-api.ts" || die "building the platform failed"
  install -D -m 755 "$(readlink -f "$NODE_JS")" "$root/usr/local/bin/node"
  ldd "$NODE_JS" "$REPOSITORY"/node_modules/@node-rs/*/*.node | grep -oE '/lib[^ ]+' | sort -u | while read -r file; do install -D "$(readlink -f "$file")" "$root$file"; done
  (cd "$REPOSITORY" && tar -cf - package.json api/dist api/store/migrations web-components/dist node_modules/@node-rs) | tar -xf - -C "$root" --one-top-level=app
  image_load "$root" "localhost/$1" '{"User":"65532:65532","WorkingDir":"/app","Entrypoint":["/usr/local/bin/node","api/dist/main.js"]}'
  rm -rf "$root"
}
