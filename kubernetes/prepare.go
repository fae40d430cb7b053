package main

import "time"

// prepare makes the process fit for the program called name, before that runs.
func prepare(name string) {
	separate(name)
	switch name {
	case "coredns", "local-path-provisioner":
		awaitAPI(time.Minute)
	}
}
