package main

import (
	"time"

	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
)

// awaitAPI waits, up to the limit, until the API server can be asked through its Service. A pod that starts before
// kube-proxy has set its node up finds nobody there, or somebody else: local-path-provisioner then ends, and is
// started again only after the kubelet's growing pauses; CoreDNS asks again only after growing pauses of its own.
// Outside of a cluster there is nothing to wait for.
func awaitAPI(limit time.Duration) {
	config, err := rest.InClusterConfig()
	if err != nil {
		return
	}
	config.Timeout = 2 * time.Second
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return
	}
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if _, err := client.ServerVersion(); err == nil {
			return
		}
	}
}
