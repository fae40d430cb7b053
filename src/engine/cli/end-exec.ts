import type { EngineClient } from './client.js';

/** Milliseconds for ending a program in a container: its caller has given up and should not wait long. */
const deadline = 5_000;

/**
 * Runs in the container: ends the program whose command line is the arguments. A program that `exec` started is known
 * by having no parent in the container's process namespace. Two of the same command line are both left alone, for it
 * cannot be told which one was meant.
 */
const script = `
wanted=$(printf '%s\\n' "$@")
found= count=0
for directory in /proc/[0-9]*; do
  pid=\${directory#/proc/}
  [ "$pid" = 1 ] || [ "$pid" = $$ ] && continue
  grep -q '^PPid:[^0-9]*0$' "$directory/status" 2>/dev/null || continue
  [ "$(tr '\\0' '\\n' <"$directory/cmdline" 2>/dev/null)" = "$wanted" ] || continue
  found=$pid count=$((count + 1))
done
[ $count = 1 ] && kill "$found"
`;

/**
 * Ends (SIGTERM) a program that an aborted `exec` left running in a container. Best effort: a container without a
 * shell, or an engine that does not answer in time, leaves it running.
 *
 * @param command program and arguments, as they were given to exec
 */
export async function endExec(client: EngineClient, name: string, command: readonly string[]): Promise<void> {
  await client
    .run(['exec', '--privileged', name, 'sh', '-c', script, 'sh', ...command], { timeout: deadline, okCodes: [0, 1] })
    .catch(() => undefined);
}
