# CloudNativePG: its release manifest with four changes: image name, no pull, more CPU, a start probe each second.

# operator_manifest: the release and its settings, on standard output
operator_manifest() {
  local image=localhost/cloudnative-pg:$CNPG_VERSION
  sed -e "s#image: .*/cloudnative-pg/cloudnative-pg:.*#image: $image#" -e "s#value: .*/cloudnative-pg/cloudnative-pg:.*#value: $image#" \
    -e 's/imagePullPolicy: Always/imagePullPolicy: IfNotPresent/' -e '/^          limits:/,/memory:/s/cpu: 100m/cpu: "1"/' \
    -e 's/^          failureThreshold: 6$/          failureThreshold: 60/' -e 's/^          periodSeconds: 5$/          periodSeconds: 1/' \
    "$(tool cnpg.yaml)"
  local DEFAULT_IMAGE POOLER_IMAGE
  DEFAULT_IMAGE=$(postgres_image "$PG") POOLER_IMAGE=$(postgres_image 17)
  render operator-config.yaml
}

apply_operator() {
  operator_manifest >"$LAB/cnpg.yaml"
  # server-side, because the definitions are too large for the annotation that client-side apply keeps
  kube apply --server-side --force-conflicts -f "$LAB/cnpg.yaml" >"$LAB/log/cnpg-apply.log" 2>&1 ||
    { tail -n 3 "$LAB/log/cnpg-apply.log"; die "applying CloudNativePG failed"; }
  say "CloudNativePG $CNPG_VERSION applied"
}

wait_for_operator() {
  wait_for 120 kube -n cnpg-system wait --for=condition=Available deployment/cnpg-controller-manager --timeout=1s || die "the operator did not become available"
  # the first admitted object proves that the webhook answers
  wait_for 60 kube create --dry-run=server -f "$HERE/config/probe.yaml" || die "the operator's webhook does not answer"
  image_catalog | kube apply --server-side -f - >/dev/null
  say "operator available"
}

image_catalog() {
  printf 'apiVersion: postgresql.cnpg.io/v1\nkind: ClusterImageCatalog\nmetadata: { name: postgresql }\nspec:\n  images:\n'
  postgres_images | sed -E 's/(.*) (.*)/    - { major: \1, image: "\2" }/'
}

postgres_images() {
  local archive major
  for archive in "$CACHE"/images/postgresql-*.tar; do
    major=$(basename "${archive##*-}" .tar)
    echo "$major $(postgres_image "$major")"
  done
}
