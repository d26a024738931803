package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func folder(t *testing.T, coop, modules string) string {
	folder := t.TempDir()
	for name, text := range map[string]string{"coop.yaml": coop, "modules.yaml": modules} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestACoopIsReadFromItsTwoFiles(t *testing.T) {
	found, err := readCoop(folder(t, "name: Bakery\nplace: Leeds\n", "members: true\nproposals: false\n"), "New")
	if err != nil || found.Name != "Bakery" || !found.Modules["members"] || found.Modules["proposals"] {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestACoopWithoutANameHasTheOneGiven(t *testing.T) {
	if found, err := readCoop(folder(t, "{}\n", "members: true\n"), "New"); err != nil || found.Name != "New" {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestWhatIsWrongInTheFilesIsNamed(t *testing.T) {
	cases := []struct{ coop, modules, want string }{
		{"place: Leeds\n", "members: true\n", "coop.yaml: `name` is missing"},
		{"name: Bakery\nnmae: Bakery\n", "members: true\n", "nmae"},
		{"name: Bakery\n", "shop: true\n", "modules.yaml: there is no module `shop`"},
		{"name: Bakery\n", "- members\n", "modules.yaml"},
	}
	for _, c := range cases {
		if _, err := readCoop(folder(t, c.coop, c.modules), ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAModuleThatIsOffIsNotThere(t *testing.T) {
	answer := httptest.NewRecorder()
	(&api{}).routes().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/api/members", nil))
	if answer.Code != http.StatusNotFound {
		t.Errorf("got %d, want 404", answer.Code)
	}
}
