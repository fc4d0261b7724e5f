#!/bin/sh
# Runs in namespaces of its own (see machine.ts) and becomes the init of the system in the folder $1. It has no hardware:
# a /dev of its own with a terminal for tty1, an empty network, and /sys and the kernel's settings only to read.
set -eu
cd "$1"
mount --make-rprivate /
mount --bind . .
cd "$1"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for node in null zero full random urandom tty; do
    touch dev/$node
    mount --bind /dev/$node dev/$node
done
mkdir -p .host
pivot_root . .host
umount -l .host
rmdir .host
exec env -i container=rpicam-test PATH=/usr/sbin:/usr/bin /usr/lib/systemd/systemd --system --log-target=journal --show-status=no
