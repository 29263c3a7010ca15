# Certificates and kubeconfigs. Kept in $CACHE, so that a second `up` does not make them again.

keys() {
  [ -e "$KEYS/done" ] && return
  mkdir -p "$KEYS"
  chmod 700 "$KEYS"
  authority ca
  authority front-proxy-ca
  certificate apiserver /CN=kube-apiserver "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost,IP:10.96.0.1,IP:127.0.0.1,IP:$NODE_IP"
  certificate apiserver-kubelet /O=system:masters/CN=kube-apiserver-kubelet-client
  certificate front-proxy /CN=front-proxy-client "" front-proxy-ca
  certificate admin /O=system:masters/CN=lab-admin
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  certificate kubelet "/O=system:nodes/CN=system:node:$NODE" "DNS:$NODE,IP:$NODE_IP"
  openssl ecparam -name prime256v1 -genkey -noout -out "$KEYS/service-accounts.key"
  openssl ec -in "$KEYS/service-accounts.key" -pubout -out "$KEYS/service-accounts.pub" 2>/dev/null
  touch "$KEYS/done"
}

NEW_KEY=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# authority NAME
authority() {
  openssl req -x509 "${NEW_KEY[@]}" -keyout "$KEYS/$1.key" -out "$KEYS/$1.crt" -days 3650 -subj "/CN=$1" \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature' 2>/dev/null
}

# certificate NAME SUBJECT [ALTERNATIVE-NAMES] [AUTHORITY]
certificate() {
  local signer=$KEYS/${4:-ca}
  openssl req "${NEW_KEY[@]}" -keyout "$KEYS/$1.key" -out "$KEYS/$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$KEYS/$1.csr" -CA "$signer.crt" -CAkey "$signer.key" -CAcreateserial -days 3650 -out "$KEYS/$1.crt" -extfile <(
    printf 'extendedKeyUsage=serverAuth,clientAuth\nkeyUsage=critical,digitalSignature\n'
    [ -n "${3:-}" ] && echo "subjectAltName=$3"
  ) 2>/dev/null
  rm -f "$KEYS/$1.csr"
}

# kubeconfig_file IDENTITY SERVER FILE
kubeconfig_file() {
  local IDENTITY=$1 SERVER=$2 AUTHORITY CERTIFICATE KEY
  AUTHORITY=$(base64 -w0 "$KEYS/ca.crt") CERTIFICATE=$(base64 -w0 "$KEYS/$1.crt") KEY=$(base64 -w0 "$KEYS/$1.key")
  (umask 077 && render kubeconfig >"$3")
}
