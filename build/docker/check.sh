#!/bin/bash
# Builds the image and tries it, without Docker, a registry or a running engine. In a folder with Debian 13 (made by
# debootstrap, or a copy of --base DIR), buildah executes the Dockerfile on an image of Debian and the Node of this
# project. Then the image's own ENTRYPOINT runs as its own user, and its HEALTHCHECK is called in good and in bad times.
# Not tried here: the node image of Docker Hub, compose.yaml's networks and limits, an arm64 image. Needs root,
# debootstrap and node_modules; takes some minutes and 4 GB below TMPDIR.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
base=''
[ "${1:-}" != --base ] || base=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/rpicam-docker-XXXXXX")
unset TMPDIR # it is not there inside of the folder
builder=$work/builder
server=''
mounts=()
port=18765
image=localhost/rpicam-kiosk

clean_up() {
  if [ "$server" ]; then
    # shellcheck disable=SC2046 # tini and the server below it, one word each
    kill -KILL "$server" $(cat "/proc/$server/task/$server/children") || true # it may have ended
    wait "$server" || true
  fi
  local mounted
  for mounted in "${mounts[@]}"; do umount --recursive "$mounted"; done
  if grep -qF " $work/" /proc/mounts; then
    echo "left as it is, because something is still mounted there: $work" >&2
  else
    rm -rf --one-file-system "$work"
  fi
}
trap clean_up EXIT

step() { printf '\n== %s\n' "$*"; }
passed() { printf 'ok  %s\n' "$*"; }
failed() {
  printf 'FAILED  %s\n' "$*" >&2
  exit 1
}
# Devices and processes of this machine, in a folder that is a system.
bind_system() {
  local each
  for each in dev proc; do
    mount --rbind "/$each" "$1/$each"
    mounts=("$1/$each" "${mounts[@]}")
    mount --make-rslave "$1/$each"
  done
}
in_builder() { chroot "$builder" env BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs "$@"; }

step 'Debian 13'
if [ "$base" ]; then cp --archive --one-file-system "$base" "$builder"; else
  debootstrap --variant=minbase trixie "$builder" >"$work/debootstrap.log" || failed "debootstrap: $work/debootstrap.log"
fi

step 'an image of Debian and our Node in place of the one from Docker Hub'
node_base=$work/node-base
cp --archive --one-file-system "$builder" "$node_base"
install "$root/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin/node" "$node_base/usr/local/bin/node"
mkdir -p "$node_base/usr/local/lib/node_modules"
cp --archive "$(npm root --global)/npm" "$node_base/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$node_base/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$node_base/usr/local/bin/npx"
# On a machine behind a proxy, npm needs the certificate authority of the proxy.
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$node_base/etc/ssl/certs/ca-certificates.crt"
install -D -m 644 /dev/stdin "$node_base/usr/local/etc/npmrc" <<<'cafile=/etc/ssl/certs/ca-certificates.crt'
tar --create --file "$builder/node-base.tar" --directory "$node_base" .
rm -rf "$node_base"

step 'buildah'
mkdir "$builder/source"
tar --create --directory "$root" --exclude=./node_modules --exclude=./dist --exclude=./.git . |
  tar --extract --directory "$builder/source"
# buildah remounts its root, so it has to be a mount.
mount --bind "$builder" "$builder"
mounts=("$builder")
bind_system "$builder"
cp /etc/resolv.conf "$builder/etc/resolv.conf"
DEBIAN_FRONTEND=noninteractive chroot "$builder" sh -c \
  'apt-get update && apt-get install --yes --no-install-recommends buildah netavark ca-certificates' >"$work/apt.log" 2>&1 ||
  failed "buildah could not be installed: $(tail -n 30 "$work/apt.log")"
printf '{"default":[{"type":"insecureAcceptAnything"}]}' >"$builder/etc/containers/policy.json"
printf 'FROM scratch\nADD node-base.tar /\n' >"$builder/Containerfile"
in_builder buildah build --quiet --tag localhost/node-base --file /Containerfile /
rm "$builder/node-base.tar"

step 'every step of the Dockerfile'
in_builder buildah build --format docker --pull=never --ulimit "nofile=$(ulimit -Sn):$(ulimit -Hn)" --ulimit "nproc=$(ulimit -Su):$(ulimit -Hu)" \
  --build-arg NODE_IMAGE=localhost/node-base \
  --ignorefile /source/build/docker/Dockerfile.dockerignore \
  --file /source/build/docker/Dockerfile --tag "$image" /source
container=$(in_builder buildah from --pull=never "$image")
rootfs=$builder$(in_builder buildah mount "$container")
passed "built; $(du --summarize --human-readable --one-file-system "$rootfs" | cut -f1) unpacked, Debian and Node included"
inspect() { in_builder buildah inspect --type image "$image" | node -e "
  const { Docker } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  console.log(($1).join('\n'));"; }
mapfile -t entrypoint < <(inspect '[...Docker.config.Entrypoint, ...Docker.config.Cmd]')
mapfile -t healthcheck < <(inspect 'Docker.config.Healthcheck.Test.slice(1)')
mapfile -t variables < <(inspect 'Docker.config.Env')
[ "$(inspect '[Docker.config.User]')" = node ] || failed 'the image does not run as the user node'

# Runs a program of the image as the user of the image.
bind_system "$rootfs"
in_image() { exec chroot --userspec=node "$rootfs" env --ignore-environment "${variables[@]}" APP_PORT=$port "$@"; }

start_server() {
  # The user writes the file: root must not follow links in another user's folder.
  printf '%s' "$1" | (in_image sh -c 'cat >/data/cameras.json')
  (in_image "${entrypoint[@]}") >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    ! grep -q 'listens on' "$work/server.log" || return 0
    kill -0 $server 2>/dev/null || break
    sleep 0.1
  done
  failed "the server does not listen: $(tail -n 5 "$work/server.log")"
}

stop_server() {
  kill -TERM "$server"
  local code=0
  wait "$server" || code=$?
  server=''
  [ $code -eq 0 ] || failed "the server ended with code $code"
}

expect_health() {
  local said code=0
  said=$(in_image "${healthcheck[@]}") || code=$?
  [ "$code" -eq "$1" ] || failed "HEALTHCHECK gave $code instead of $1: $said"
  [[ "$said" == *"$2"* ]] || failed "HEALTHCHECK did not say \"$2\": $said"
  passed "HEALTHCHECK gives $1: $said"
}

step 'the entrypoint as the user node'
expect_health 1 'no answer at port'
start_server '{"port_mode":"off","cameras":[{"id":"demo","name":"Demo","device":"test"},{"id":"gone","name":"Gone","device":"/dev/video99"}]}'
passed "listens as user $(stat --format %u "/proc/$server") ($(tr '\0' ' ' <"/proc/$server/cmdline"))"
curl --fail --silent --output "$work/demo.jpg" "http://127.0.0.1:$port/cam/demo/snapshot?width=320"
[ "$(head --bytes 3 "$work/demo.jpg" | od -An -tx1 | tr -d ' \n')" = ffd8ff ] || failed 'the snapshot is no JPEG'
passed "a snapshot of the test pattern, scaled by sharp ($(stat --format %s "$work/demo.jpg") bytes)"
curl --silent --output /dev/null "http://127.0.0.1:$port/cam/gone/snapshot"
expect_health 0 'gone: no-device'
(in_image rpicam-kiosk --base-url "http://127.0.0.1:$port" health) >/dev/null
passed 'the command line works in the container'
kill -STOP "$(cat "/proc/$server/task/$server/children")"
expect_health 1 'no answer at port'
kill -CONT "$(cat "/proc/$server/task/$server/children")"
expect_health 0 '1 of 2 cameras in order'
stop_server
passed 'ends with code 0 at SIGTERM'
start_server '{"cameras":'
expect_health 0 'cameras.json'
stop_server
printf '\nAll passed.\n'
