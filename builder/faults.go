package builder

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ownFolder holds what Signpost remembers about a site; it is never published.
const ownFolder = ".signpost"

// unshared keeps out of git what lies in it but for what a team shares.
const unshared = `# Customers' words, and what is made again, is not to be committed; the rest is.
/*
!/.gitignore
!/known-faults.json
!/import/
`

// OwnFolder makes the folder of a site for what Signpost remembers about it, and what
// keeps private files of it out of git. It gives its name.
func OwnFolder(siteDir string) (string, error) { return ownFolderOn(systemDisk{}, siteDir) }

func ownFolderOn(d disk, siteDir string) (string, error) {
	dir := filepath.Join(siteDir, ownFolder)
	if err := d.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := filepath.Join(dir, ".gitignore")
	if _, err := os.Stat(name); err == nil {
		return dir, nil // the team's own, perhaps
	}
	return dir, d.WriteFile(name, []byte(unshared), 0o644)
}

// faultsFile is the JSON form of the dead links of the last publication.
type faultsFile struct {
	Version int      `json:"version"`
	Faults  []string `json:"faults"`
}

func faultsPath(siteDir string) string {
	return filepath.Join(siteDir, ownFolder, "known-faults.json")
}

// KnownFaults returns the dead links that the last publication of the site in
// a folder had, for Config.Known; nil if it was never published.
func KnownFaults(siteDir string) (map[string]bool, error) {
	data, err := os.ReadFile(faultsPath(siteDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read known faults: %w", err)
	}
	var f faultsFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("read %s: %w; delete the file to start afresh", faultsPath(siteDir), err)
	}
	known := map[string]bool{}
	for _, fault := range f.Faults {
		known[fault] = true
	}
	return known, nil
}

// rememberFaults writes the dead links of a site that was just published.
func (w writer) rememberFaults(siteDir string, faults []string) error {
	data, err := json.MarshalIndent(faultsFile{Version: 1, Faults: append([]string{}, faults...)}, "", "  ")
	if err != nil {
		return err
	}
	return w.replace(faultsPath(siteDir), append(data, '\n'))
}
