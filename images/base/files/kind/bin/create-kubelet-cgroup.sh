#!/bin/sh
# Makes the cgroup that is the kubelet's cgroupRoot. Runs before every start of the kubelet.
set -eu

if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  exec /kind/bin/create-kubelet-cgroup-v2.sh
fi

# cgroup v1: boot makes /kubelet in every controller; systemd's own hierarchy is there only now.
mkdir -p /sys/fs/cgroup/systemd/kubelet
