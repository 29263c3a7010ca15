# Base images for the Dockerfiles, made by hand from Debian because there is no registry: what the images named in them hold
# of what is used. The Dockerfiles take them as build arguments, as somebody with a registry of their own would.

# base_images FOLDER: build (Node, npm, binutils), runtime (C++ libraries, certificates, time zones), nginx
base_images() {
  local folder=$1 root=$1/build
  [ -e "$folder/done" ] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  debian_suite trixie binutils,ca-certificates,tzdata,libstdc++6,nginx-light "$root"
  nginx_base "$root" "$folder/nginx"
  runtime_base "$root" "$folder/runtime"
  install -m 755 "$(readlink -f "$NODE_JS")" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -r "$(npm root -g)/npm" "$root/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  # a network that signs its own certificates is trusted as this machine trusts it
  install -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  touch "$folder/done"
}

# debian_suite SUITE PACKAGES ROOT
debian_suite() {
  sed "s/bookworm/$1/g" /etc/apt/sources.list.d/debian.sources >"$LAB/$1.sources"
  mmdebstrap --quiet --mode=root --variant=minbase --include="$2" --aptopt='APT::Install-Recommends "false"' \
    "$1" "$3" "$LAB/$1.sources" 2>"$LAB/log/mmdebstrap-bases.log" || die "mmdebstrap failed, see $LAB/log/mmdebstrap-bases.log"
  rm -rf "$3"/var/cache/apt/* "$3"/var/lib/apt/lists/*
}

# with_libraries ROOT PROGRAM TARGET: the program and what it is linked to
with_libraries() {
  local file
  { echo "$2"; chroot "$1" ldd "$2" | grep -oE '/[^ ]+'; } | sort -u | while read -r file; do
    install -D "$1$(chroot "$1" readlink -f "$file")" "$3$file"
  done
}

accounts() {
  install -d "$1/etc" "$1/tmp"
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/root:/sbin/nologin\n%s:x:%s:%s::/nonexistent:/sbin/nologin\n' "$2" "$3" "$3" >"$1/etc/passwd"
  printf 'root:x:0:\n%s:x:%s:\n' "$2" "$3" >"$1/etc/group"
}

# as distroless cc: nothing that runs, no shell
runtime_base() {
  local name
  accounts "$2" nonroot 65532
  for name in libstdc++.so.6 libgcc_s.so.1 libm.so.6 libc.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libnss_dns.so.2 libnss_files.so.2; do
    install -D "$(readlink -f "$1/usr/lib/x86_64-linux-gnu/$name")" "$2/usr/lib/x86_64-linux-gnu/$name"
  done
  install -D "$(readlink -f "$1/usr/lib64/ld-linux-x86-64.so.2")" "$2/usr/lib64/ld-linux-x86-64.so.2"
  ln -s usr/lib "$2/lib"
  ln -s usr/lib64 "$2/lib64"
  install -D -m 644 "$1/etc/ssl/certs/ca-certificates.crt" "$2/etc/ssl/certs/ca-certificates.crt"
  mkdir -p "$2/usr/share"
  cp -r "$1/usr/share/zoneinfo" "$2/usr/share/"
}

nginx_base() {
  accounts "$2" nginx 101
  with_libraries "$1" /usr/sbin/nginx "$2"
  install -d "$2/var/log/nginx" "$2/var/lib/nginx" "$2/usr/share/nginx"
  ln -s /dev/stderr "$2/var/log/nginx/error.log"
}
