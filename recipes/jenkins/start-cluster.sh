#!/bin/sh
# Starts a cluster on the agent and waits for it: KIND_IMAGE, KIND_NAME and KUBECONFIG say what, by which name and where
# the kubeconfig goes.
set -eu

engine=${ENGINE:-docker}

"$engine" run --detach --privileged --name "$KIND_NAME" --publish 127.0.0.1::8443 --publish 127.0.0.1::10080 "$KIND_IMAGE"
api=$("$engine" port "$KIND_NAME" 8443/tcp | head -n 1)
readiness=$("$engine" port "$KIND_NAME" 10080/tcp | head -n 1)
script=$("$engine" exec "$KIND_NAME" cat /kind/ci/wait-for-kind)
sh -c "$script" wait-for-kind --host 127.0.0.1 --port "${readiness##*:}" --kubeconfig "$KUBECONFIG" --server "127.0.0.1:${api##*:}"
