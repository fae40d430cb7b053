// Package metrics holds back the metrics that packages register while they are initialised, so that a program
// exposes its own and none of the other programs'.
//
// Go initialises packages in the order of their import paths as far as imports allow, and the module's path sorts
// before all others: this package comes right after package prometheus, and before any that registers metrics.
package metrics

import (
	"runtime"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// registration is a metric and the function that registered it: the initialiser of a package.
type registration struct {
	prometheus.Collector
	function string
}

// holder is a registry that only remembers.
type holder struct {
	held []registration
}

var (
	registry = prometheus.DefaultRegisterer
	holding  = &holder{}
)

func init() {
	prometheus.DefaultRegisterer = holding
}

// Release registers what was held back, if the function that registered it is one that keep accepts. Functions are
// named by import path: github.com/coredns/coredns/plugin/cache.init.
func Release(keep func(function string) bool) {
	prometheus.DefaultRegisterer = registry
	for _, r := range holding.held {
		if keep(r.function) {
			registry.MustRegister(r.Collector)
		}
	}
	holding.held = nil
}

func (h *holder) Register(collector prometheus.Collector) error {
	h.held = append(h.held, registration{collector, initialiser()})
	return nil
}

func (h *holder) MustRegister(collectors ...prometheus.Collector) {
	for _, collector := range collectors {
		_ = h.Register(collector)
	}
}

func (h *holder) Unregister(collector prometheus.Collector) bool {
	for i, r := range h.held {
		if r.Collector == collector {
			h.held = append(h.held[:i], h.held[i+1:]...)
			return true
		}
	}
	return false
}

// initialiser names the function at the bottom of the stack, above the runtime's own.
func initialiser() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	name := ""
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			name = frame.Function
		}
		if !more {
			return name
		}
	}
}
