package main

import (
	"flag"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"a-kindling/kubernetes/startup/collector"
	"a-kindling/kubernetes/startup/metrics"
)

// corednsFlags are the flags that CoreDNS defines on flag.CommandLine.
var corednsFlags = []string{"conf", "dns.port", "p", "pidfile", "plugins", "quiet", "version"}

// proxyFlags are the flags of cAdvisor that kube-proxy offers: of those it uses the machine's identity only.
var proxyFlags = []string{"boot_id_file", "machine_id_file"}

// separate undoes what the other programs' package initialisers did to variables that all of them share, so that
// the program called name finds them as it would alone. test/build/kubernetes-programs.test.ts compares each with its
// separate self.
func separate(name string) {
	flags := flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	flags.Usage = flag.Usage
	flag.CommandLine.VisitAll(func(f *flag.Flag) {
		if hasFlag(name, f.Name) {
			flags.Var(f.Value, f.Name, f.Usage)
		}
	})
	flag.CommandLine = flags
	if name != "kubelet" && !strings.HasPrefix(name, "kube-") {
		// Those have their flag --version there.
		pflag.CommandLine = pflag.NewFlagSet(os.Args[0], pflag.ExitOnError)
	}

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

// hasFlag reports whether a flag on flag.CommandLine is one of the program's: cAdvisor defines the kubelet's there.
func hasFlag(name, flag string) bool {
	switch name {
	case "coredns":
		return slices.Contains(corednsFlags, flag)
	case "kubeadm":
		return false
	case "kube-proxy":
		return slices.Contains(proxyFlags, flag)
	}
	return !slices.Contains(corednsFlags, flag)
}
