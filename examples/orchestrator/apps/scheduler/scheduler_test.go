package main

import (
	"flow"
	"reflect"
	"testing"
	"time"
)

func TestAWorkflowIsDueWhenItsTimeHasPassed(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	workflows := map[string]flow.Workflow{"hourly": {Every: time.Hour}, "by-hand": {}}
	for _, c := range []struct {
		last time.Time
		want []string
	}{
		{time.Time{}, []string{"hourly"}},
		{now.Add(-time.Hour), []string{"hourly"}},
		{now.Add(-59 * time.Minute), nil},
	} {
		if got := due(workflows, map[string]time.Time{"hourly": c.last}, now); !reflect.DeepEqual(got, c.want) {
			t.Errorf("last at %s: %v", c.last, got)
		}
	}
}
