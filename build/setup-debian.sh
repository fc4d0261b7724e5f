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
# (with webkit2gtk-driver, see below)
browsers='firefox-esr'
# the checks of the package
package_checks='lintian systemd'
# bench: the camera server for the comparison
bench='ustreamer'

# the same tests of pages in half of the processor time; a system without it, or with another Chromium, uses chromium
faster='chromium-headless-shell'
faster_missing=''

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

missing=''
for package in $server $wall $proxy $tests $browsers $package_checks $bench; do
  is_installed "$package" || missing="$missing $package"
done
is_installed "$faster" || faster_missing="$faster"

# The newest releases call this package webkitgtk-webdriver. The program has the same name everywhere.
webkit=''
command -v WebKitWebDriver >/dev/null || webkit='webkit2gtk-driver'

if [ -z "$missing$webkit$faster_missing" ]; then
  echo 'All Debian packages are installed.'
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  if [ -z "$missing$webkit" ]; then
    echo "All Debian packages are installed, but $faster, with which the tests of pages are faster."
    exit 0
  fi
  echo "These Debian packages are missing:$missing $webkit" >&2
  echo "Run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends$missing $webkit" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# Only what is needed needs a server that answers.
apt-get update || [ -z "$missing$webkit" ]
if [ -n "$webkit" ] && ! apt-cache show "$webkit" >/dev/null 2>&1; then webkit='webkitgtk-webdriver'; fi
# shellcheck disable=SC2086 # a list of words on purpose
[ -z "$missing$webkit" ] || apt-get install --yes --no-install-recommends $missing $webkit
# Not in place of anything: Raspberry Pi OS has a Chromium of its own.
[ -z "$faster_missing" ] || apt-get install --yes --no-install-recommends --no-remove "$faster_missing" ||
  echo "There is no $faster_missing for this system. The tests of pages use chromium."
