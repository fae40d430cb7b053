// Command kubernetes is every program of a Kubernetes node in one binary. It runs the program it is called as (the
// last element of argv[0]), or the one its first argument names: "kubernetes kubectl get nodes".
//
// The build (src/build/parts/kubernetes.ts) puts these files into a module it makes for one Kubernetes version,
// with a copy of each program's own package main, renamed, and programs.go, which lists them.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	name := filepath.Base(os.Args[0])
	run, found := programs[name]
	if !found && len(os.Args) > 1 {
		name = os.Args[1]
		if run, found = programs[name]; found {
			os.Args = os.Args[1:]
		}
	}
	if !found {
		names := strings.Join(slices.Sorted(maps.Keys(programs)), " ")
		fmt.Fprintf(os.Stderr, "usage: kubernetes PROGRAM [argument ...]\nprograms: %s\n", names)
		os.Exit(2)
	}
	separate(name)
	run()
}
