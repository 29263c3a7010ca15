#!/usr/bin/env bash
# machine.sh: a Debian 12 that boots (systemd as PID 1, real cloud-init and sshd) in namespaces of its own, without a hypervisor.
#
#   machine.sh root                 builds what a cloud image has, once a machine, and prints the folder
#   machine.sh start FOLDER NAME    boots a copy of it that lies in FOLDER; further arguments go to systemd-nspawn
#   machine.sh leader NAME          process id of its PID 1, for nsenter
#   machine.sh stop NAME
#
# Needs root on Debian 12. The network of a machine is its loopback alone.
set -euo pipefail
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/postgres-paas/machine
RUN=${TMPDIR:-/tmp}
# What cloud-init is asked to install is there already: the machine reaches no mirror, only the signed folders it is given.
PACKAGES=systemd,systemd-sysv,dbus,openssh-server,iproute2,cloud-init,ca-certificates,sudo,curl,gnupg,kmod,procps,e2fsprogs
PACKAGES+=,containerd,apt-transport-https,nftables,socat,conntrack

root() {
  local missing=() name root
  for name in mmdebstrap systemd-container; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get -o DPkg::Lock::Timeout=300 -qq update >&2
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}" >&2
  fi
  root=$CACHE/$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-12)
  if [ ! -e "$root/complete" ]; then
    rm -rf "$root"
    mkdir -p "$root"
    local sources=/etc/apt/sources.list.d/debian.sources
    [ -e $sources ] || sources=/etc/apt/sources.list
    mmdebstrap --quiet --mode=root --variant=minbase --aptopt='APT::Install-Recommends "false"' \
      --aptopt='Acquire::Check-Valid-Until "false"' --include="$PACKAGES" bookworm "$root/tree" "$sources" >&2
    rm -rf "$root/tree/etc/apt/sources.list" "$root/tree"/etc/apt/sources.list.d/*
    printf 'datasource_list: [NoCloud]\n' >"$root/tree/etc/cloud/cloud.cfg.d/99-lab.cfg"
    # a cloud image asks its cloud for a mirror; this one has the folders it was given
    printf 'apt_preserve_sources_list: true\n' >>"$root/tree/etc/cloud/cloud.cfg.d/99-lab.cfg"
    printf '127.0.0.1 localhost\n' >"$root/tree/etc/hosts"
    touch "$root/complete"
  fi
  echo "$root/tree"
}

start() { # it joins cgroups of its own first, so that the machine sees them as its root
  local folder=$1 name=$2 controller
  shift 2
  (
    for controller in /sys/fs/cgroup/*/cgroup.procs; do
      controller=${controller%/cgroup.procs}
      [ -d "$controller" ] && [ "${controller##*/}" != unified ] || continue
      mkdir -p "$controller/$name" 2>/dev/null || continue
      if [ "${controller##*/}" = cpuset ]; then
        for file in cpus mems; do cat "$controller/cpuset.$file" >"$controller/$name/cpuset.$file"; done
      fi
      echo "$BASHPID" >"$controller/$name/cgroup.procs" 2>/dev/null || true
    done
    echo "$BASHPID" >"$RUN/$name.pid"
    exec setsid systemd-nspawn --quiet -D "$folder" -b --register=no --keep-unit --machine="$name" --private-network --console=pipe \
      --resolv-conf=off --timezone=off --link-journal=no --capability=all "$@" </dev/null >"$RUN/$name.log" 2>&1
  ) 3>&- &
  until leader "$name" >/dev/null 2>&1; do
    sleep 0.1
    [ ! -e "$RUN/$name.pid" ] || kill -0 "$(cat "$RUN/$name.pid")" 2>/dev/null || { cat "$RUN/$name.log" >&2; exit 1; }
  done
}

leader() { pgrep -P "$(cat "$RUN/$1.pid")" | head -1 | grep .; }

stop() {
  local pid name=$1
  pid=$(cat "$RUN/$name.pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || true
  for ((try = 0; try < 100; try++)); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  kill -9 "$pid" 2>/dev/null || true
  for folder in /sys/fs/cgroup/*/"$name"; do find "$folder" -depth -type d -exec rmdir {} \; 2>/dev/null || true; done
  rm -f "$RUN/$name.pid" "$RUN/$name.log"
}

command=${1:-}; shift || true
case $command in root | start | leader | stop) "$command" "$@" ;; *) sed -n '2,9p' "${BASH_SOURCE[0]}"; exit 2 ;; esac
