#!/bin/sh
# Stands for iptables, ip6tables and their save and restore programs in images that share the node's network. Rules
# have to be written through the same interface that the node uses: legacy or nf_tables. The kubelet marks its choice
# by a chain (KUBE-IPTABLES-HINT); the first call finds it out and points the links to the right programs for good.
set -eu

mode=nft
for family in iptables ip6tables; do
  if "$family-legacy-save" -t mangle 2>/dev/null | grep -q '^:KUBE-IPTABLES-HINT\|^:KUBE-KUBELET-CANARY'; then
    mode=legacy
  fi
done

for family in iptables ip6tables; do
  for suffix in '' -save -restore; do
    # Each link is replaced in one step: other calls may be running.
    ln -s "/usr/sbin/$family-$mode$suffix" "/usr/sbin/.$family$suffix.$$" &&
      mv "/usr/sbin/.$family$suffix.$$" "/usr/sbin/$family$suffix" || true
  done
done

name=$(basename "$0")
case $name in
*-save) exec "/usr/sbin/${name%-save}-$mode-save" "$@" ;;
*-restore) exec "/usr/sbin/${name%-restore}-$mode-restore" "$@" ;;
*) exec "/usr/sbin/$name-$mode" "$@" ;;
esac
