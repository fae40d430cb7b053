package main

import (
	"flag"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"a-kindling/kubernetes/startup/collector"
	"a-kindling/kubernetes/startup/metrics"
)

// corednsFlags are the flags that CoreDNS defines on flag.CommandLine.
var corednsFlags = []string{"conf", "dns.port", "p", "pidfile", "plugins", "quiet", "version"}

// separate undoes what the other programs' package initialisers did to variables that all of them share, so that
// the program called name finds them as it would alone.
func separate(name string) {
	// kube-proxy and the kubelet offer what they find on flag.CommandLine; CoreDNS parses its flags from there.
	flags := flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	flags.Usage = flag.Usage
	flag.CommandLine.VisitAll(func(f *flag.Flag) {
		if slices.Contains(corednsFlags, f.Name) == (name == "coredns") {
			flags.Var(f.Value, f.Name, f.Usage)
		}
	})
	flag.CommandLine = flags

	// etcd's tools let commands be abbreviated ("etcdctl mem li"); kubectl and kubeadm do not.
	cobra.EnablePrefixMatching = name == "etcdctl" || name == "etcdutl"

	metrics.Release(func(function string) bool {
		switch {
		case strings.HasPrefix(function, "github.com/coredns/"):
			return name == "coredns"
		case strings.HasPrefix(function, "go.etcd.io/"):
			return name == "etcd"
		}
		return true
	})
	collector.Start()
}
