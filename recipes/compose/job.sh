#!/bin/sh
# A job beside the cluster: waits for it, and uses it.
set -eu

sh ./wait-for-kind --host kind --timeout 180 --kubeconfig "$KUBECONFIG"
kubectl get nodes
if [ -e ./test.sh ]; then sh ./test.sh; fi
