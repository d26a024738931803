// Package flow is what the orchestrator's services share: agents and workflows as the customer writes them, and the runs
// of workflows in PostgreSQL.
package flow

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"
	"time"

	"gopkg.in/yaml.v3"
)

// Agent answers a text: its template gets what came before it as {{.Input}}.
type Agent struct {
	Name   string             `json:"name"`
	About  string             `json:"about,omitempty"`
	answer *template.Template `json:"-"`
}

// Workflow is a chain of agents, by name. Every is how often the scheduler runs it; zero is never.
type Workflow struct {
	Name  string        `json:"name"`
	Steps []string      `json:"steps"`
	Every time.Duration `json:"every,omitempty"`
}

// Definitions are everything in the customer's two folders, by name, and what of it cannot be read.
type Definitions struct {
	Agents    map[string]Agent
	Workflows map[string]Workflow
	// Each names its file. The other definitions are of use all the same.
	Problems []string
}

// functions are what a template may call beside those that all templates have.
var functions = template.FuncMap{"upper": strings.ToUpper, "lower": strings.ToLower, "trim": strings.TrimSpace}

// Read reads agents/*.yaml and workflows/*.yaml of the folder. A definition is called as its file is.
func Read(folder string) Definitions {
	found := Definitions{Agents: map[string]Agent{}, Workflows: map[string]Workflow{}, Problems: []string{}}
	found.read(folder, "agents", func(name string, content []byte) error {
		var file struct {
			About  string `yaml:"about"`
			Answer string `yaml:"answer"`
		}
		if err := decode(content, &file); err != nil {
			return err
		}
		answer, err := template.New(name).Funcs(functions).Option("missingkey=error").Parse(file.Answer)
		found.Agents[name] = Agent{name, file.About, answer}
		return err
	})
	found.read(folder, "workflows", func(name string, content []byte) error {
		var file struct {
			Steps []string      `yaml:"steps"`
			Every time.Duration `yaml:"every"`
		}
		if err := decode(content, &file); err != nil {
			return err
		}
		for _, step := range file.Steps {
			if _, known := found.Agents[step]; !known {
				return fmt.Errorf("there is no agent `%s`", step)
			}
		}
		if file.Every < 0 {
			return fmt.Errorf("`every` is less than nothing")
		}
		found.Workflows[name] = Workflow{name, file.Steps, file.Every}
		return nil
	})
	return found
}

func (d *Definitions) read(folder, kind string, take func(name string, content []byte) error) {
	// The pattern has no mistake in it, the one error that there could be.
	paths, _ := filepath.Glob(filepath.Join(folder, kind, "*.yaml"))
	sort.Strings(paths)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		content, err := os.ReadFile(path)
		if err == nil {
			err = take(name, content)
		}
		if err != nil {
			d.Problems = append(d.Problems, fmt.Sprintf("%s/%s.yaml: %v", kind, name, err))
		}
	}
}

func decode(content []byte, target interface{}) error {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	// A key that nobody knows is a slip.
	decoder.KnownFields(true)
	return decoder.Decode(target)
}

// longest is how many bytes an agent may answer: a template can repeat itself.
const longest = 64 << 10

// Run lets the workflow's agents work, each on what the one before it has answered.
func (d Definitions) Run(workflow, input string) (string, error) {
	found, known := d.Workflows[workflow]
	if !known {
		return "", fmt.Errorf("there is no workflow `%s`", workflow)
	}
	for _, step := range found.Steps {
		var answer limited
		if err := d.Agents[step].answer.Execute(&answer, struct{ Input string }{input}); err != nil {
			return "", fmt.Errorf("agent `%s`: %w", step, err)
		}
		input = answer.String()
	}
	return input, nil
}

// limited is a buffer that refuses to grow without end.
type limited struct{ bytes.Buffer }

func (l *limited) Write(part []byte) (int, error) {
	if l.Len()+len(part) > longest {
		return 0, fmt.Errorf("it answers more than %d bytes", longest)
	}
	return l.Buffer.Write(part)
}
