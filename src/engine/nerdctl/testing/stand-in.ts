import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { writeProgram } from '../../../exec/testing/write-program.js';

/** A program that stands in for nerdctl: it records its calls and answers as nerdctl's command reference says. */
export interface StandIn {
  /** Variables by which it is found. */
  env: { PATH: string; HOME: string };
  /** The calls so far, each the program's name and its arguments. */
  calls(): Promise<string[][]>;
}

/** Between the arguments of a recorded call, and between calls. */
const [UNIT, RECORD] = ['\x1f', '\x1e'];

/**
 * Puts a stand-in into a directory of its own.
 *
 * @param binary its name, such as `nerdctl` or `finch`
 * @param cases further cases of the shell's `case "$*" in`, before the usual ones: what goes wrong
 */
export async function standIn(t: TestContext, binary = 'nerdctl', cases = ''): Promise<StandIn> {
  const home = await mkdtemp(join(tmpdir(), 'kindling-nerdctl-'));
  t.after(() => rm(home, { recursive: true }));
  writeProgram(join(home, binary), script(binary, cases));
  return {
    env: { PATH: `${home}:${process.env.PATH}`, HOME: home },
    calls: async () =>
      (await readFile(join(home, 'calls'), 'utf8').catch(() => ''))
        .split(RECORD)
        .filter((call) => call !== '')
        .map((call) => call.split(UNIT)),
  };
}

/** Containers are files below $HOME/containers, named after them. */
const script = (
  binary: string,
  cases: string,
) => `{ printf %s '${binary}'; [ $# -gt 0 ] && printf '${UNIT}%s' "$@"; printf '${RECORD}'; } >>"$HOME/calls"
mkdir -p "$HOME/containers"
last() { for last; do :; done; printf %s "$last"; }
describe() {
  printf '{"Id": "%s", "Name": "%s", "State": {"Status": "running"}, ' "$1" "$1"
  printf '"Config": {"Image": "img", "Labels": {"io.x-k8s.kind.cluster": "c", "io.x-k8s.kind.role": "%s"}}, ' "$2"
  printf '"NetworkSettings": {"Ports": {"6443/tcp": [{"HostIp": "127.0.0.1", "HostPort": "40000"}]}, '
  printf '"Networks": {"unknown-eth0": {"IPAddress": "10.4.0.2", "GlobalIPv6Address": "fc00::2"}}}}'
}
case "$*" in
  ${cases}
  -v) echo '${binary} version 2.0.0' ;;
  info*) echo '{"ServerVersion": "2.0.0", "CgroupVersion": "2", "CgroupDriver": "systemd", "SecurityOptions": []}' ;;
  'network inspect bridge'*) echo '<no value>' ;;
  'network inspect'*) [ -e "$HOME/network" ] || { echo 'no such network' >&2; exit 1; }; echo kind ;;
  'network create'*) touch "$HOME/network" ;;
  'inspect --type=image --format'*) echo 'sha256:1' ;;
  'inspect --type=image'*) echo '[{"Id": "sha256:1", "RootFS": {"Layers": []}}]' ;;
  ps*) ls "$HOME/containers" ;;
  'inspect --type=container'*)
    shift 2
    separator='['
    for name; do
      [ -e "$HOME/containers/$name" ] || { echo "no such object $name" >&2; missing=1; continue; }
      printf %s "$separator"
      describe "$name" "$(cat "$HOME/containers/$name")"
      separator=,
    done
    [ "$separator" = , ] && echo ']'
    exit \${missing:-0} ;;
  run*)
    # Whatever starts meanwhile would be noticed.
    mkdir "$HOME/busy" || { echo 'two at the same time' >&2; exit 1; }
    sleep 0.1
    rmdir "$HOME/busy"
    case "$*" in *role=control-plane*) role=control-plane ;; *) role=worker ;; esac
    printf %s $role >"$HOME/containers/$3"
    echo $3 ;;
  logs*) echo 'Reached target Multi-User System.' ;;
  'exec '*'tail '*)
    printf '==> /kind/version <==\\nv1.36.3\\n\\n==> /kind/manifests/default-cni.yaml <==\\nkind: DaemonSet\\n\\n'
    printf '==> /kind/manifests/default-storage.yaml <==\\nkind: StorageClass\\n' ;;
  'exec '*'cat /etc/kubernetes/admin.conf')
    echo 'apiVersion: v1'
    echo 'kind: Config'
    echo 'clusters: [{ name: kubernetes, cluster: { server: "https://x:6443" } }]'
    echo 'users: [{ name: admin, user: {} }]'
    echo 'contexts: [{ name: a, context: { cluster: kubernetes, user: admin } }]'
    echo 'current-context: a' ;;
  'exec '*' -i '* | 'exec -i '*) cat >/dev/null ;;
  'rm '*) shift 3; for name; do rm "$HOME/containers/$name"; done ;;
esac
exit 0
`;
