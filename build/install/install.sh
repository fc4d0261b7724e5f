#!/bin/sh
# Installs rpicam-kiosk on a 64-bit Raspberry Pi OS or Debian and starts the service that fits this machine:
#   curl --proto '=https' --tlsv1.2 -fsSL https://github.com/rpicam-kiosk/rpicam-kiosk/releases/latest/download/install.sh | sudo sh
# Everything is in functions and the last line calls the first: half a download does nothing.
set -eu

# The release workflow fills these in.
repository='@REPOSITORY@'
version='@VERSION@'

name=rpicam-kiosk
kiosk_unit=$name.service
headless_unit=$name-headless.service
user_unit=/usr/lib/systemd/user/$kiosk_unit
# The link that "systemctl --user enable" makes in a home. That command does not work for a user who is not logged in.
enabled_link=.config/systemd/user/graphical-session.target.wants/$kiosk_unit
nginx=/etc/nginx
site=$nginx/sites-available/$name
replaces_stock='# in place of sites-enabled/default'

main() {
    mode='' assume_yes='' with_nginx='' uninstall='' purge='' dry_run='' deb='' desktop_user=''
    parse "$@"
    check_machine
    if [ "$uninstall" ]; then
        confirm "Remove $name from this machine?"
        remove_everything
        return
    fi
    choose_mode
    say "This is a $(machine_name) ($architecture). It gets the $(mode_text)."
    confirm 'Go on?'
    offer_nginx
    install_packages
    enable_mode
    [ -z "$with_nginx" ] || set_up_nginx
    finish
}

usage() {
    cat <<END
Installs $name and starts it at every boot.
  --kiosk        the server with the camera wall on this machine's screen
  --headless     the server alone; without either, the screen that is connected decides
  --with-nginx   also installs nginx, which answers at port 80
  --deb FILE     installs this package instead of the released one
  --yes          asks nothing
  --dry-run      only shows what it would do
  --uninstall    removes it and keeps settings; with --purge it deletes them; recordings are kept in any case
  --help         shows this
RPICAM_RELEASE_URL: where the packages and SHA256SUMS are, if not at the release on GitHub: https:// or file://.
END
}

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
            --kiosk | --headless)
                [ "${mode:-${1#--}}" = "${1#--}" ] || fail '--kiosk and --headless exclude each other'
                mode=${1#--}
                ;;
            --with-nginx) with_nginx=yes ;;
            --deb)
                [ $# -gt 1 ] || fail '--deb needs a file'
                deb=$2
                shift
                ;;
            --yes) assume_yes=yes ;;
            --dry-run) dry_run=yes ;;
            --uninstall) uninstall=yes ;;
            --purge) purge=yes ;;
            --help)
                usage
                exit 0
                ;;
            *) fail "$1 is not known: --help lists the options" ;;
        esac
        shift
    done
    [ -z "$purge" ] || [ "$uninstall" ] || fail '--purge belongs to --uninstall'
}

check_machine() {
    for program in dpkg apt-get systemctl; do
        command -v $program >/dev/null ||
            fail "$program is not here: this is for Raspberry Pi OS and Debian 12 or later. Elsewhere take the Docker image."
    done
    [ "$(id -u)" -eq 0 ] || [ "$dry_run" ] || fail 'it has to run as root: put sudo before it'
    architecture=$(dpkg --print-architecture)
    case $architecture in
        arm64 | amd64) ;;
        arm*) fail "this is a 32-bit system ($architecture). Write the 64-bit Raspberry Pi OS to the card (Pi 3, Zero 2 or later)." ;;
        *) fail "there is no package for $architecture, only for arm64 and amd64" ;;
    esac
    [ -z "$deb" ] || check_package
}

check_package() {
    [ -r "$deb" ] || fail "$deb cannot be read"
    # shellcheck disable=SC2016 # fields of dpkg-deb
    found=$(dpkg-deb --show --showformat='${Package} ${Architecture}' "$deb" 2>/dev/null) || fail "$deb is not a Debian package"
    [ "$found" = "$name $architecture" ] || fail "$deb is a package of $found, this machine needs $name $architecture"
    # apt takes a file only by a path with a slash
    case $deb in /*) ;; *) deb=$PWD/$deb ;; esac
}

# kiosk: cage on the console; desktop: a service of the user who is logged in there; headless: no screen
choose_mode() {
    if [ -z "$mode" ]; then
        mode=headless
        if has_screen || has_desktop; then mode=kiosk; fi
    fi
    [ "$mode" = kiosk ] || return 0
    if has_desktop; then
        mode=desktop
        desktop_user=$(autologin_user)
        [ "$desktop_user" ] ||
            fail 'nobody is logged in to the desktop by itself. Set it: sudo raspi-config, System Options, Auto Login, desktop. Or take --headless.'
        id "$desktop_user" >/dev/null 2>&1 || fail "lightdm logs in $desktop_user, but this machine has no such user"
    else
        check_cage
        has_screen || say 'No screen is connected now: the wall appears when one is there at a start.'
    fi
}

# The cage of Debian 12 crashes Chromium.
check_cage() {
    offered=$(apt-cache policy cage | sed -n 's/^ *Candidate: \([0-9].*\)/\1/p')
    if [ "$offered" ] && dpkg --compare-versions "$offered" lt 0.2; then
        fail "the wall without a desktop needs cage 0.2, and this system has $offered: take Raspberry Pi OS of 2025-10 or later (Debian 13), the desktop, or --headless"
    fi
}

has_screen() {
    grep -qsx connected /sys/class/drm/card*-*/status
}

has_desktop() {
    [ -e /etc/systemd/system/display-manager.service ] && [ "$(systemctl get-default)" = graphical.target ]
}

# Raspberry Pi OS logs in through lightdm; the main file overrides the others.
autologin_user() {
    cat /etc/lightdm/lightdm.conf.d/*.conf /etc/lightdm/lightdm.conf 2>/dev/null |
        sed -n 's/^ *autologin-user *= *\([^ ]*\) *$/\1/p' | tail -n 1
}

machine_name() {
    if [ -r /proc/device-tree/model ]; then
        tr -d '\000' </proc/device-tree/model
    else
        sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release
    fi
}

mode_text() {
    case $mode in
        kiosk) echo 'server and the camera wall on its screen (cage on tty1)' ;;
        desktop) echo "server and the camera wall in the desktop of $desktop_user" ;;
        headless) echo 'server without a screen' ;;
    esac
}

offer_nginx() {
    [ -z "$with_nginx$assume_yes$dry_run" ] || return 0
    if ask 'Install nginx too, so that the address needs no port? [y/N]' no; then with_nginx=yes; fi
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    run apt-get update -q || say 'The package lists cannot be renewed; going on with those that are here.'
    [ "$deb" ] || download
    if [ -f "$deb" ] && [ "$(installed_version)" = "$(dpkg-deb --field "$deb" Version)" ]; then
        say "$name $(installed_version) is already installed."
    else
        # Files in /etc that somebody edited stay as they are.
        run apt-get install -q --yes --no-install-recommends --allow-downgrades \
            -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$deb" ||
            fail 'the package could not be installed; apt says why above. If packages are missing: sudo apt update && sudo apt full-upgrade, then this again.'
    fi
    # Installs the packages that the package recommends, as far as this machine can use them.
    case $mode in
        kiosk) add_packages cage seatd; add_if_there wlr-randr ;;
        # Debian 12 has no wlopm.
        desktop) add_if_there wlr-randr wlopm ;;
    esac
    [ -z "$with_nginx" ] || add_packages nginx-light
    # For Pi cameras; only Raspberry Pi OS has them.
    command -v rpicam-vid >/dev/null || add_if_there rpicam-apps-lite
}

installed_version() {
    dpkg-query --show --showformat='${db:Status-Status} ${Version}' "${1:-$name}" 2>/dev/null | sed -n 's/^installed //p'
}

# The packages are marked as installed automatically: once nothing recommends them, apt autoremove removes them.
add_packages() {
    for package in "$@"; do
        [ -z "$(installed_version "$package")" ] || continue
        run apt-get install -q --yes --no-install-recommends "$package" ||
            fail "$package could not be installed; apt says why above"
        run apt-mark auto "$package"
    done
}

# Packages that the wall can do without: it has another way, or says what is missing.
add_if_there() {
    for package in "$@"; do
        apt-cache policy "$package" | grep -q 'Candidate: [0-9]' || continue
        (add_packages "$package") || say "Going on without $package."
    done
}

download() {
    url=${RPICAM_RELEASE_URL:-https://github.com/$repository/releases/download/v$version}
    case $url$version in *@*) fail 'this copy of the script is not from a release: name a package with --deb FILE' ;; esac
    # Redirects have to use HTTPS too: otherwise an attacker in the network could send another package with its
    # SHA256SUMS.
    case $url in
        https://*) only_https='--proto =https --tlsv1.2' ;;
        file:///*) only_https='--proto =file' ;;
        *) fail "$url is not https:// or file://: what comes from there could be anybody's" ;;
    esac
    file=${name}_${version}_$architecture.deb
    if [ "$dry_run" ]; then
        say "+ download $url/$file and compare it with SHA256SUMS"
        deb=$file
        return
    fi
    command -v curl >/dev/null || fail 'curl is not here: sudo apt install curl'
    # Not in /tmp, where other users may write too, and which may be in memory.
    folder=$(mktemp -d -p /var/cache "$name-XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    for each in SHA256SUMS "$file"; do
        # shellcheck disable=SC2086 # words on purpose
        curl $only_https --fail --silent --show-error --location --retry 3 --output "$folder/$each" "$url/$each" ||
            fail "$url/$each cannot be downloaded. Is this machine online, and its clock right (see date)?"
    done
    grep "[ *]$file\$" "$folder/SHA256SUMS" >"$folder/sum" || fail "$url/SHA256SUMS does not name $file"
    (cd "$folder" && sha256sum --check --status sum) ||
        fail "$file is not what was released (its SHA-256 differs). Try again; if it stays so, do not install it."
    chmod 755 "$folder" # apt reads it as the user _apt
    deb=$folder/$file
}

enable_mode() {
    [ "$mode" = kiosk ] || run systemctl disable --now $kiosk_unit
    [ "$mode" = headless ] || run systemctl disable --now $headless_unit
    [ "$mode" = desktop ] || leave_desktops
    case $mode in
        kiosk) start_at_boot $kiosk_unit ;;
        headless)
            give_back_console
            start_at_boot $headless_unit
            ;;
        desktop) enter_desktop ;;
    esac
}

start_at_boot() {
    run systemctl enable --now "$1" || fail "$1 does not start. Its log: sudo journalctl -u $1 -n 50"
}

enter_desktop() {
    link=$(getent passwd "$desktop_user" | cut -d: -f6)/$enabled_link
    # The user makes the link: root must not follow links in a user's home.
    run runuser -u "$desktop_user" -- mkdir -p "${link%/*}"
    run runuser -u "$desktop_user" -- ln -sf $user_unit "$link" || fail "$link cannot be made. Is the disk full?"
    if systemd_runs_for "$desktop_user"; then
        run systemctl --user --machine="$desktop_user@.host" daemon-reload
        run systemctl --user --machine="$desktop_user@.host" start $kiosk_unit ||
            fail "the wall does not start. Its log, as $desktop_user: journalctl --user -u $kiosk_unit -n 50"
    else
        say "The wall starts when $desktop_user is logged in to the desktop: sudo reboot"
    fi
}

leave_desktops() {
    getent passwd | while IFS=: read -r user _ _ _ _ home _; do
        [ -L "$home/$enabled_link" ] || continue
        run runuser -u "$user" -- rm -f "$home/$enabled_link"
        ! systemd_runs_for "$user" || run systemctl --user --machine="$user@.host" stop $kiosk_unit
    done
}

# While the wall runs on tty1, there is no login prompt. Starts it again.
give_back_console() {
    ! systemd_runs || has_desktop || run systemctl start getty@tty1.service
}

set_up_nginx() {
    # Debian's welcome page is replaced, unless somebody has changed it.
    stock=''
    if [ -L $nginx/sites-enabled/default ] && ! dpkg --verify nginx-common | grep -q sites-available/default ||
        grep -qsxF "$replaces_stock" $site; then
        stock=$replaces_stock
    fi
    if [ "$dry_run" ]; then say "+ write $site"; else nginx_site >$site; fi
    run ln -sf $site $nginx/sites-enabled/$name
    [ -z "$stock" ] || run rm -f $nginx/sites-enabled/default
    run nginx -t -q || fail "nginx does not accept its configuration, see above. Correct that and start this again, or: sudo rm $nginx/sites-enabled/$name"
    run systemctl enable --now nginx.service || fail 'nginx does not start: sudo journalctl -u nginx -n 50'
    ! systemd_runs || run systemctl reload nginx.service
}

nginx_site() {
    listen6=''
    [ ! -e /proc/net/if_inet6 ] || listen6='listen [::]:80;'
    cat <<END
# Written by the installer of $name, which overwrites it.
$stock
map \$http_upgrade \$rpicam_kiosk_connection { default upgrade; '' ''; }
server {
    listen 80;
    $listen6
    server_name $(hostname) $(hostname).local _;
    client_max_body_size 16m;
    location / {
        proxy_pass http://127.0.0.1:$(port);
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_read_timeout 1h;
        proxy_set_header Upgrade \$http_upgrade;
        proxy_set_header Connection \$rpicam_kiosk_connection;
        proxy_set_header Host \$http_host;
        proxy_set_header X-Forwarded-For \$remote_addr;
        proxy_set_header X-Forwarded-Proto \$scheme;
    }
}
END
}

remove_nginx_site() {
    [ -e $site ] || return 0
    ! grep -qxF "$replaces_stock" $site || run ln -sf $nginx/sites-available/default $nginx/sites-enabled/default
    run rm -f $nginx/sites-enabled/$name $site
    ! systemd_runs || run systemctl try-reload-or-restart nginx.service
}

remove_everything() {
    export DEBIAN_FRONTEND=noninteractive
    leave_desktops
    remove_nginx_site
    if [ "$(installed_version)" ]; then
        run systemctl disable --now $kiosk_unit $headless_unit
    fi
    # dpkg knows the package also while only its settings are left.
    if dpkg-query --show $name >/dev/null 2>&1; then
        if [ "$purge" ]; then run apt-get purge -q --yes $name; else run apt-get remove -q --yes $name; fi ||
            fail 'the package could not be removed; apt says why above'
    fi
    give_back_console
    say "$name is removed. To remove the packages that came with it: sudo apt autoremove"
}

finish() {
    [ -z "$dry_run" ] || return 0
    if systemd_runs && [ "$mode" != desktop ] && command -v curl >/dev/null; then
        curl --silent --output /dev/null --retry 30 --retry-delay 1 --retry-connrefused "http://127.0.0.1:$(port)/health" ||
            fail "it does not answer at port $(port). Its log: sudo journalctl -u '$name*' -n 50"
    fi
    suffix=:$(port)
    [ -z "$with_nginx" ] || suffix=''
    say 'Done. It is at:'
    for host in "$(hostname).local" $(hostname -I 2>/dev/null); do
        case $host in *:*) ;; *) say "  http://$host$suffix" ;; esac
    done
    say "Anybody on this network may watch and change it until a login is set, at Settings. Flags and variables: /etc/default/$name"
}

# The port from /etc/default, in APP_PORT or RPICAM_FLAGS.
port() {
    found=$(sed -n 's/^APP_PORT="\{0,1\}\([0-9]\{1,\}\).*/\1/p; s/^RPICAM_FLAGS=.*--port[ =]\([0-9]\{1,\}\).*/\1/p' /etc/default/$name 2>/dev/null | tail -n 1)
    echo "${found:-8000}"
}

systemd_runs() {
    [ -d /run/systemd/system ]
}

systemd_runs_for() {
    systemd_runs && [ -d "/run/user/$(id -u "$1")" ]
}

confirm() {
    [ -z "$assume_yes$dry_run" ] || return 0
    ask "$1 [Y/n]" yes || exit 1
}

# The script itself comes in at stdin, so people answer at the terminal.
ask() {
    (: </dev/tty) 2>/dev/null || fail 'there is no terminal to ask at: add --yes'
    printf '%s ' "$1" >/dev/tty
    read -r answer </dev/tty
    case ${answer:-$2} in [Yy]*) ;; *) return 1 ;; esac
}

run() {
    say "+ $*"
    [ "$dry_run" ] || "$@"
}

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "$name" "$*" >&2
    exit 1
}

main "$@"
