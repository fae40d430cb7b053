#!/bin/sh
# The step of the action: starts the container, waits, and hands the kubeconfig to the steps that follow.
set -eu

engine=${ENGINE:-docker}
kubeconfig=$RUNNER_TEMP/$NAME.kubeconfig

"$engine" run --detach --privileged --name "$NAME" --publish 127.0.0.1::8443 --publish 127.0.0.1::10080 "$IMAGE"
api=$("$engine" port "$NAME" 8443/tcp | head -n 1)
readiness=$("$engine" port "$NAME" 10080/tcp | head -n 1)
"$engine" exec "$NAME" cat /kind/ci/wait-for-kind >"$RUNNER_TEMP/wait-for-kind"
if ! sh "$RUNNER_TEMP/wait-for-kind" --host 127.0.0.1 --port "${readiness##*:}" --timeout "$TIMEOUT" \
  --kubeconfig "$kubeconfig" --server "127.0.0.1:${api##*:}"; then
  "$engine" logs "$NAME"
  "$engine" exec "$NAME" journalctl --no-pager --lines=200 || true
  exit 1
fi
echo "kubeconfig=$kubeconfig" >>"$GITHUB_OUTPUT"
echo "KUBECONFIG=$kubeconfig" >>"$GITHUB_ENV"
