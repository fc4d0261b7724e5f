#!/bin/sh
# /usr/bin/rpicam-kiosk: a command, or --help, is answered in the terminal; anything else is the kiosk on the screen.
set -eu
program=/opt/rpicam-kiosk/rpicam-kiosk
# Limits V8's young generation: a fifth less memory at the same speed.
nursery=--max-semi-space-size=4

# Chooses the data folder: that of the person who calls, or that of the services when their user calls, e.g. with
# --quit.
own_data_folder() {
  [ -z "${RPICAM_DATA_DIR:-}" ] || return 0
  if [ "$(id -un)" = rpicam-kiosk ]; then
    export RPICAM_DATA_DIR=/var/lib/rpicam-kiosk
  else
    export RPICAM_DATA_DIR="${XDG_DATA_HOME:-$HOME/.local/share}/rpicam-kiosk"
  fi
}

# The same binary as plain Node, without any display.
in_terminal() {
  export ELECTRON_RUN_AS_NODE=1
  exec "$program" "$nursery" /opt/rpicam-kiosk/resources/app.asar/dist/server/cli.js "$@"
}

case "${1:-}" in
  serve)
    own_data_folder
    in_terminal "$@"
    ;;
  -h | --help | -V | --version | --base-url | --base-url=* | --ca | --ca=*) in_terminal "$@" ;;
  '' | -*) ;;
  *) in_terminal "$@" ;;
esac

own_data_folder
unset ELECTRON_RUN_AS_NODE
set -- --js-flags="$nursery" "$@"
# Electron looks for a Wayland session by itself only where XDG_SESSION_TYPE says so. Compositors set DISPLAY too, for
# programs that know X only.
if [ -n "${WAYLAND_DISPLAY:-}" ] || [ -z "${DISPLAY:-}" ]; then
  set -- --ozone-platform=wayland "$@"
fi
exec "$program" "$@"
