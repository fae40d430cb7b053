import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { count, name, patience } = workerData as { count: Int32Array; name: string; patience: number };
const nothing = new Int32Array(new SharedArrayBuffer(4));

for (let last = -1; ; ) {
  Atomics.wait(nothing, 0, 0, patience);
  const now = Atomics.load(count, 0);
  if (now === last) {
    writeSync(2, `an input takes more than ${patience / 1000} s; repeat it with ${name} FUZZ_PATH=${now - 1}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  last = now;
}
