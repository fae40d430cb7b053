// A multi-call binary: several programs in one, which runs the one it is called as (the last element of argv[0]) or
// the one its first argument names: "kubernetes kubectl get nodes".
//
// The build (src/build/parts/programs.ts) adds copies of the programs' own main packages, renamed, and programs.go,
// which lists them.
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
	called := filepath.Base(os.Args[0])
	name := called
	run, found := programs[name]
	if !found && len(os.Args) > 1 {
		name = os.Args[1]
		if run, found = programs[name]; found {
			os.Args = os.Args[1:]
		}
	}
	if !found {
		names := strings.Join(slices.Sorted(maps.Keys(programs)), " ")
		fmt.Fprintf(os.Stderr, "usage: %s PROGRAM [argument ...]\nprograms: %s\n", called, names)
		os.Exit(2)
	}
	prepare(name)
	run()
}
