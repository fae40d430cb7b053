#!/bin/sh
# cgroup v2: gives every controller of the node to /kubelet (pods) and /kubelet.slice (the kubelet itself).
set -eu

root=/sys/fs/cgroup

# The kernel refuses to pass controllers on from a cgroup that has processes of its own.
if grep -q . "$root/cgroup.procs"; then
  echo "$root/cgroup.procs is not empty: controllers can't be passed on to the kubelet" >&2
  exit 1
fi

enable=$(sed -e 's/[^ ][^ ]*/+&/g' "$root/cgroup.controllers")
mkdir -p "$root/kubelet" "$root/kubelet.slice"
for group in "$root" "$root/kubelet" "$root/kubelet.slice"; do
  echo "$enable" >"$group/cgroup.subtree_control"
done
