package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/ioutil"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// coop is what coop.yaml says, and the modules that modules.yaml switches on.
type coop struct {
	Name    string          `yaml:"name" json:"name"`
	Place   string          `yaml:"place" json:"place,omitempty"`
	Modules map[string]bool `yaml:"-" json:"modules"`
}

// known are the modules that there are.
var known = map[string]bool{"members": true, "proposals": true}

// readCoop reads coop.yaml and modules.yaml of the folder. A coop.yaml without a name leaves the one that is given.
func readCoop(folder, name string) (coop, error) {
	found := coop{Name: name}
	if err := readYAML(filepath.Join(folder, "coop.yaml"), &found); err != nil {
		return coop{}, err
	}
	if found.Name == "" {
		return coop{}, errors.New("coop.yaml: `name` is missing, and COOP_NAME is not set")
	}
	if err := readYAML(filepath.Join(folder, "modules.yaml"), &found.Modules); err != nil {
		return coop{}, err
	}
	for module := range found.Modules {
		if !known[module] {
			return coop{}, fmt.Errorf("modules.yaml: there is no module `%s`", module)
		}
	}
	return found, nil
}

func readYAML(path string, target interface{}) error {
	content, err := ioutil.ReadFile(path)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	// A key that nobody knows is a slip.
	decoder.KnownFields(true)
	if err := decoder.Decode(target); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}
