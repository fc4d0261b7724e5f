#!/bin/sh
# Installs the Debian packages that rpicam-kiosk needs on this machine. Installed packages are left alone. Run it as
# root; as another user it prints the command to run.
set -eu

# the server: ffmpeg reads the cameras, v4l2-ctl (v4l-utils) lists and sets them
server='ffmpeg v4l-utils'
# the wall on this machine's own screen, where there is no Electron; the browser tests use it too
wall='chromium'
# one LAN port per camera through a proxy ("port_mode": "nginx")
proxy='nginx-light'
# tests: a screen without a monitor and what switches it, a compiler for the fake cameras, certificates, another reader
# of recordings, an RTSP server, names in Chinese, Japanese and Korean
tests='xvfb x11-utils x11-xserver-utils gcc make libc6-dev openssl mkvtoolnix
  python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
  fonts-droid-fallback'
# tests of the pages in the other two engines: 110 MB to load, 450 MB on the disk, about 20 seconds to install
browsers='firefox-esr webkit2gtk-driver'
# the checks of the package
package_checks='lintian systemd'
# bench: the camera server for the comparison
bench='ustreamer'

missing=''
for package in $server $wall $proxy $tests $browsers $package_checks $bench; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done

if [ -z "$missing" ]; then
  echo 'All Debian packages are installed.'
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  echo "These Debian packages are missing:$missing" >&2
  echo "Run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends$missing" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
# shellcheck disable=SC2086 # a list of words on purpose
apt-get install --yes --no-install-recommends $missing
