#!/usr/bin/env bash
# A real, small OpenStack control plane (Zed, from Debian 12) on 127.0.0.1, to apply and destroy stacks against.
#
#   real : keystone, placement, glance, neutron (ML2, L3), nova (API, scheduler, conductor, compute), cinder (API,
#          scheduler, volume), PostgreSQL under all of them
#   faked: the hypervisor (nova's FakeDriver), the disks (cinder's fake driver) and the data plane (python/labnet.py
#          binds every port and reports it active)
#
# Six Python processes and one PostgreSQL; no message broker, no agents. Root is needed for `install` alone.
#
#   lab.sh install   the Debian packages (root; about 214 MB on a bare Debian 12)
#   lab.sh up        databases, services, one project with flavors, an image and an external network
#   lab.sh env       OS_* exports of the project's user; `env admin` those of the administrator
#   lab.sh status    process ids
#   lab.sh down      stops by process id, keeps the data
#   lab.sh wipe      down, then removes the work folder
#
# Settings: WORK (work folder, default .data/openstack-lab), PORT_BASE (first of seven ports, default 35000).
set -euo pipefail
set +m # keeps $! the daemon's own process id under setsid
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=${WORK:-$PWD/.data/openstack-lab}
PORT_BASE=${PORT_BASE:-35000}
REGION=RegionOne
ADMIN_PW=lab-admin LAB_PW=lab-secret # they guard nothing: everything listens on loopback and is thrown away
P_KEYSTONE=$((PORT_BASE)) P_PLACEMENT=$((PORT_BASE + 1)) P_GLANCE=$((PORT_BASE + 2)) P_NEUTRON=$((PORT_BASE + 3))
P_NOVA=$((PORT_BASE + 4)) P_PG=$((PORT_BASE + 5)) P_CINDER=$((PORT_BASE + 6))
H=127.0.0.1
PY=/usr/bin/python3 # Debian's: an interpreter from pyenv or conda lacks the packages
DATABASES="keystone placement glance neutron nova_api nova_cell0 nova_cell1 cinder"
SERVICES="nova cinder neutron glance placement keystone"
PACKAGES="python3-keystone python3-placement python3-glance python3-nova python3-neutron python3-cinder python3-psycopg2
  python3-sqlalchemy-ext python3-openstackclient uwsgi-core uwsgi-plugin-python3 postgresql-15"
PGBIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
export PYTHONPATH=$HERE/python XDG_CACHE_HOME=$WORK/cache PYTHONWARNINGS=ignore PYTHONDONTWRITEBYTECODE=1
export PATH=/usr/bin:/bin:/usr/sbin:/sbin

START=$(date +%s%N)
say() { printf '[%6.1fs] %s\n' "$(awk -v a="$START" -v b="$(date +%s%N)" 'BEGIN{printf "%.1f",(b-a)/1e9}')" "$*"; }

# ---------------------------------------------------------------- packages
installed() { dpkg-query -W -f '${Status}\n' $PACKAGES 2>/dev/null | grep -c '^install ok installed$' || true; }

do_install() {
  [ "$(installed)" != "$(wc -w <<<"$PACKAGES")" ] || { say "packages are there"; return; }
  # Only the libraries: the service packages add debconf questions and init scripts. A policy-rc.d keeps maintainer
  # scripts from starting anything; ours is removed again.
  local made= debs rc=0
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; made=1
  fi
  # A download folder of its own: container images often carry an apt hook that empties the shared one after any run of
  # apt, so an `apt-get update` next door would pull the files from under dpkg.
  debs=$(mktemp -d); mkdir "$debs/partial"; chmod 755 "$debs"
  # A list of some other source that cannot be had is no obstacle; a missing package tells itself.
  apt-get -qq -o DPkg::Lock::Timeout=600 update || echo "apt-get update had faults; going on with the lists that are there"
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Dir::Cache::archives="$debs" \
    install -y --no-install-recommends $PACKAGES >"$debs/log" 2>&1 || { rc=$?; tail -20 "$debs/log"; }
  rm -rf -- "$debs"
  [ -z "$made" ] || rm -f /usr/sbin/policy-rc.d
  [ "$rc" = 0 ] || exit "$rc"
  say "packages installed"
}

# ---------------------------------------------------------------- PostgreSQL
as_pg() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
pg_start() {
  [ "$(id -u)" != 0 ] || chown postgres "$WORK/sock" "$WORK/log"
  if [ ! -d "$WORK/pg" ]; then
    install -d -m 700 "$WORK/pg"; [ "$(id -u)" != 0 ] || chown postgres "$WORK/pg"
    as_pg "$PGBIN/initdb" -D "$WORK/pg" -U lab -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$WORK/log/initdb.log"
    # Throw-away data: no fsync. A socket only, no TCP port.
    printf '%s\n' "listen_addresses=''" "unix_socket_directories='$WORK/sock'" "port=$P_PG" fsync=off \
      synchronous_commit=off full_page_writes=off max_connections=200 jit=off >>"$WORK/pg/postgresql.conf"
  fi
  as_pg "$PGBIN/pg_ctl" -D "$WORK/pg" -l "$WORK/log/postgres.log" -w -s start
}

# ---------------------------------------------------------------- configuration
# The files in etc/ are shell templates: they use the variables above and these parts, which all services repeat.
identity() {
  printf '%s\n' "auth_url = http://$H:$P_KEYSTONE/v3" 'auth_type = password' 'username = admin' "password = $ADMIN_PW" \
    'project_name = admin' 'user_domain_id = default' 'project_domain_id = default' "region_name = $REGION"
}
authtoken() {
  printf '%s\n' '[keystone_authtoken]' "www_authenticate_uri = http://$H:$P_KEYSTONE/v3" 'service_token_roles = admin' \
    'service_token_roles_required = true'
  identity
}
client() { printf '[%s]\n' "$1"; identity; }
dburl() { printf 'postgresql+psycopg2://lab@/%s?host=%s&port=%s' "$1" "$WORK/sock" "$P_PG"; }
database() { printf '[database]\nconnection = %s\nmax_pool_size = 5\nmax_overflow = 20\n' "$(dburl "$1")"; }
rpcnone() { printf '[oslo_messaging_notifications]\ndriver = noop\n'; }

write_config() {
  local template
  mkdir -p "$WORK"/{etc,log,run,sock,cache,tmp,state/{nova,neutron,cinder,glance/images,lock,fernet,credential}}
  chmod 711 "$WORK"; chmod 700 "$WORK/state/fernet" "$WORK/state/credential"
  for template in "$HERE"/etc/*; do
    eval "cat <<TEMPLATE
$(cat "$template")
TEMPLATE" >"$WORK/etc/$(basename "$template")"
  done
}

# ---------------------------------------------------------------- schemas
# Runs an OpenStack console script by its module: the python3-* packages ship few scripts.
tool() { local module=$1; shift; "$PY" -c "import sys; sys.argv[0]='lab'; from $module import main; sys.exit(main())" "$@"; }
nova_manage() { tool nova.cmd.manage --config-file "$WORK/etc/nova.conf" "$@"; }

migrate_identity() {
  local keystone=(tool keystone.cmd.manage --config-file "$WORK/etc/keystone.conf") url=http://$H:$P_KEYSTONE/v3
  "${keystone[@]}" db_sync
  # Named, or the keys go to a `keystone` user that does not exist here.
  "${keystone[@]}" fernet_setup --keystone-user "$(id -un)" --keystone-group "$(id -gn)"
  "${keystone[@]}" bootstrap --bootstrap-password "$ADMIN_PW" --bootstrap-region-id $REGION \
    --bootstrap-admin-url "$url" --bootstrap-internal-url "$url" --bootstrap-public-url "$url"
  tool placement.cmd.manage --config-file "$WORK/etc/placement.conf" db sync
  tool glance.cmd.manage --config-file "$WORK/etc/glance-api.conf" db_sync
}
migrate_nova() {
  nova_manage api_db sync
  # Templates that nova fills in from [database] at run time.
  nova_manage cell_v2 map_cell0 --database_connection '{scheme}://{username}@/nova_cell0?{query}'
  nova_manage db sync
  nova_manage cell_v2 create_cell --name cell1 --transport-url 'fake:///' \
    --database_connection '{scheme}://{username}@/nova_cell1?{query}'
}
migrate_cinder() { tool cinder.cmd.manage --config-file "$WORK/etc/cinder.conf" db sync; }
migrate_neutron() { tool neutron.db.migration.cli --config-file "$WORK/etc/neutron.conf" upgrade heads; }

make_databases() {
  local name chain pids=()
  for name in $DATABASES; do as_pg "$PGBIN/createdb" -h "$WORK/sock" -p "$P_PG" -U lab "$name"; done
  set -- identity cinder nova neutron
  for chain; do (set -e; "migrate_$chain") >"$WORK/log/migrate-$chain.log" 2>&1 & pids+=($!); done
  for chain in "${pids[@]}"; do
    wait "$chain" || { echo "The migration of $1 failed:"; tail -20 "$WORK/log/migrate-$1.log"; exit 1; }
    shift
  done
}

# ---------------------------------------------------------------- processes
wsgi() { # NAME PORT THREADS
  OS_KEYSTONE_CONFIG_FILES=$WORK/etc/keystone.conf OS_PLACEMENT_CONFIG_DIR=$WORK/etc OS_GLANCE_CONFIG_DIR=$WORK/etc \
    setsid uwsgi --plugin python3 --http-socket "$H:$2" --module "wsgi_$1" --callable application --pythonpath "$PYTHONPATH" \
    --enable-threads --threads "$3" --need-app --die-on-term --add-header 'Connection: close' --buffer-size 65535 \
    --log-5xx --disable-logging >"$WORK/log/$1.log" 2>&1 </dev/null &
  echo $! >"$WORK/run/$1.pid"; disown
}
daemon() { # NAME SCRIPT
  setsid "$PY" "$HERE/python/$2" --config-file "$WORK/etc/$1.conf" >"$WORK/log/$1.log" 2>&1 </dev/null &
  echo $! >"$WORK/run/$1.pid"; disown
}
answers() ( # PORT: any HTTP reply will do
  exec 3<>"/dev/tcp/$H/$1" && printf 'GET / HTTP/1.0\r\nHost: lab\r\n\r\n' >&3 && IFS= read -t 60 -r line <&3 && [ "${line:0:5}" = HTTP/ ]
) 2>/dev/null
wait_for() { # NAME PORT
  local i
  for i in $(seq 1 900); do
    if answers "$2"; then say "$1 answers"; return; fi
    kill -0 "$(cat "$WORK/run/$1.pid")" 2>/dev/null || { echo "$1 died:"; tail -20 "$WORK/log/$1.log"; exit 1; }
    sleep 0.2
  done
  echo "$1 did not answer within 3 minutes"; exit 1
}
seed() {
  LAB_KEYSTONE=http://$H:$P_KEYSTONE/v3 LAB_PLACEMENT=http://$H:$P_PLACEMENT LAB_GLANCE=http://$H:$P_GLANCE \
    LAB_NEUTRON=http://$H:$P_NEUTRON LAB_NOVA=http://$H:$P_NOVA LAB_CINDER=http://$H:$P_CINDER LAB_REGION=$REGION \
    LAB_ADMIN_PASSWORD=$ADMIN_PW LAB_PASSWORD=$LAB_PW "$PY" "$HERE/python/seed.py" "$1"
}

do_up() {
  [ -n "$PGBIN" ] || { echo "There is no PostgreSQL server in /usr/lib/postgresql; run: lab.sh install"; exit 1; }
  trap 'echo "The lab did not come up; its logs are in $WORK/log"; do_down' ERR EXIT
  [ -e "$WORK/ready" ] || { do_down; rm -rf -- "$WORK/pg" "$WORK/state"; }
  local fresh=; [ -d "$WORK/pg" ] || fresh=1
  write_config; pg_start
  [ -z "$fresh" ] || { make_databases; say "schemas"; }
  wsgi keystone "$P_KEYSTONE" 6; wsgi placement "$P_PLACEMENT" 4; wsgi glance "$P_GLANCE" 4; daemon neutron neutron_api.py
  wait_for keystone "$P_KEYSTONE"; wait_for placement "$P_PLACEMENT"; wait_for glance "$P_GLANCE"
  [ -z "$fresh" ] || seed catalog
  daemon cinder cinder_all.py; daemon nova nova_all.py # they need the catalogue
  wait_for neutron "$P_NEUTRON"; wait_for cinder "$P_CINDER"; wait_for nova "$P_NOVA"
  if [ -n "$fresh" ]; then
    nova_manage cell_v2 discover_hosts >"$WORK/log/discover.log" 2>&1
    seed tenant
  fi
  : >"$WORK/ready"
  trap - ERR EXIT
  say "OpenStack is up"
}

do_down() {
  local name
  for name in $SERVICES; do [ ! -f "$WORK/run/$name.pid" ] || kill -TERM "$(cat "$WORK/run/$name.pid")" 2>/dev/null || true; done
  for name in $SERVICES; do stop "$WORK/run/$name.pid"; done
  [ ! -f "$WORK/pg/postmaster.pid" ] || as_pg "$PGBIN/pg_ctl" -D "$WORK/pg" -m fast -w -s stop
}
stop() { # PIDFILE
  local i
  [ -f "$1" ] || return 0
  for i in $(seq 1 50); do kill -0 "$(cat "$1")" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$(cat "$1")" 2>/dev/null || true; rm -f "$1"
}

do_env() {
  local user=${1:-lab} password=$LAB_PW
  [ "$user" != admin ] || password=$ADMIN_PW
  printf 'export %s\n' "OS_AUTH_URL=http://$H:$P_KEYSTONE/v3 OS_REGION_NAME=$REGION OS_IDENTITY_API_VERSION=3" \
    "OS_USERNAME=$user OS_PASSWORD=$password OS_PROJECT_NAME=$user OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default"
}
do_status() { local name; for name in $SERVICES; do echo "$name: $(cat "$WORK/run/$name.pid" 2>/dev/null || echo stopped)"; done; }
do_wipe() { do_down; case $WORK in /?*/?*) rm -rf -- "$WORK" ;; esac; }

case "${1:-}" in
  install | up | down | status | wipe) "do_$1" ;;
  env) do_env "${2:-lab}" ;;
  *) sed -n '2,21p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
