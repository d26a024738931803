package flow

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func folder(t *testing.T, files map[string]string) string {
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestWhatTheExampleBeginsWithRuns(t *testing.T) {
	found := Read("../../..")
	if len(found.Problems) != 0 {
		t.Fatal(found.Problems)
	}
	if got, err := found.Run("welcome", " ada "); err != nil || got != "ADA, welcome to the team." {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAgentsWorkOneAfterAnother(t *testing.T) {
	found := Read(folder(t, map[string]string{
		"agents/loud.yaml":      "answer: \"{{upper .Input}}!\"\n",
		"agents/twice.yaml":     "about: Says it again\nanswer: \"{{.Input}} {{.Input}}\"\n",
		"agents/README.md":      "no agent",
		"workflows/echo.yaml":   "steps: [loud, twice]\nevery: 1h\n",
		"workflows/silent.yaml": "steps: []\n",
	}))
	if got, err := found.Run("echo", "hi"); err != nil || got != "HI! HI!" {
		t.Errorf("%q, %v", got, err)
	}
	if found.Workflows["echo"].Every != time.Hour || found.Agents["twice"].About != "Says it again" {
		t.Errorf("%+v", found)
	}
	if _, err := found.Run("ehco", ""); err == nil || !strings.Contains(err.Error(), "no workflow `ehco`") {
		t.Error(err)
	}
}

func TestAMistakeIsNamedAndKeepsNothingElseFromWorking(t *testing.T) {
	found := Read(folder(t, map[string]string{
		"agents/good.yaml":       "answer: fine\n",
		"agents/slip.yaml":       "anwser: x\n",
		"agents/brace.yaml":      "answer: \"{{.Input\"\n",
		"workflows/good.yaml":    "steps: [good]\n",
		"workflows/unknown.yaml": "steps: [nobody]\n",
		"workflows/empty.yaml":   "",
	}))
	if got, err := found.Run("good", ""); err != nil || got != "fine" {
		t.Errorf("%q, %v", got, err)
	}
	for index, want := range []string{
		"agents/brace.yaml", "agents/slip.yaml", "workflows/empty.yaml", "workflows/unknown.yaml: there is no agent `nobody`",
	} {
		if index >= len(found.Problems) || !strings.HasPrefix(found.Problems[index], want) {
			t.Errorf("%s is not problem %d of %v", want, index, found.Problems)
		}
	}
}

func TestAnAgentThatNeverEndsIsStopped(t *testing.T) {
	found := Read(folder(t, map[string]string{
		"agents/endless.yaml": "answer: \"{{define `x`}}abc{{template `x` .}}{{end}}{{template `x` .}}\"\n",
		"agents/wrong.yaml":   "answer: \"{{.Output}}\"\n",
		"workflows/a.yaml":    "steps: [endless]\n",
		"workflows/b.yaml":    "steps: [wrong]\n",
	}))
	for _, workflow := range []string{"a", "b"} {
		if _, err := found.Run(workflow, ""); err == nil || !strings.Contains(err.Error(), "agent `") {
			t.Errorf("%s: %v", workflow, err)
		}
	}
}

func TestUntilGoesOnAfterAnErrorAndEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	calls, failures := 0, 0
	Until(ctx, time.Millisecond, func() (bool, error) {
		calls++
		if calls == 2 {
			return false, errors.New("once")
		}
		if calls == 4 {
			cancel()
		}
		return calls == 1, nil
	}, func(error) { failures++ })
	if calls != 4 || failures != 1 {
		t.Errorf("%d calls, %d failures", calls, failures)
	}
}
