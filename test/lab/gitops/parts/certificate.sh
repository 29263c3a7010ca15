# A certificate that the owner of the platform brings: an authority, and one for the host, in the Secret that the Ingress names.

own_certificate() {
  local host=$1 folder=$LAB/certificate
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=authority of the owner" \
    -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$host" -keyout "$folder/tls.key" -out "$folder/tls.csr" 2>/dev/null
  openssl x509 -req -in "$folder/tls.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial -days 30 -out "$folder/tls.crt" \
    -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$host") 2>/dev/null
  kube create namespace postgres-paas >/dev/null 2>&1 || true
  kube -n postgres-paas create secret generic postgres-paas-tls --type kubernetes.io/tls --dry-run=client -o yaml \
    --from-file="$folder/tls.crt" --from-file="$folder/tls.key" --from-file="$folder/ca.crt" | kube apply --server-side -f - >/dev/null
}
