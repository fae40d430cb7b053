/** Node.js' names of architectures that are not Go's. */
const NAMES: Record<string, string> = { x64: 'amd64', ia32: '386' };

/** This machine's kind of processor in the words of Go, OCI and Kubernetes: `amd64`. */
export const goArchitecture: string = NAMES[process.arch] ?? process.arch;
