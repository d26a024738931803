package main

import (
	"strings"
	"testing"
)

func TestCountsAreAsPrometheusReadsThem(t *testing.T) {
	var got strings.Builder
	write(&got, map[string]int{"queued": 2, "done": 1})
	want := "orchestrator_runs{state=\"done\"} 1\norchestrator_runs{state=\"queued\"} 2\n"
	if !strings.HasSuffix(got.String(), want) {
		t.Error(got.String())
	}
}
