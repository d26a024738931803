/// The steps' programs for bash. Nothing is put into them: what differs between repositories and runs comes by
/// environment variables, so that no name of a branch or tag becomes a command.
enum Script {
    /// Wants LANDFALL_URL, the folder of one of Landfall's releases, and LANDFALL_KEY, the public key that signs them.
    static let installLandfall = #"""
        set -euo pipefail
        if [ -z "$LANDFALL_URL" ] || [ -z "$LANDFALL_KEY" ]; then
            echo "::error::set the repository variables LANDFALL_URL and LANDFALL_KEY: where a release of Landfall lies, and its public key"
            exit 1
        fi
        command -v minisign >/dev/null || { sudo apt-get -qq update && sudo apt-get -qq install --yes minisign; }
        cd "$RUNNER_TEMP"
        archive=landfall-$(uname -m).tar.gz
        for file in SHA256SUMS SHA256SUMS.minisig "$archive"; do
            curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$file" "$LANDFALL_URL/$file"
        done
        minisign -V -q -P "$LANDFALL_KEY" -m SHA256SUMS
        grep -F "  $archive" SHA256SUMS | sha256sum --check --strict -
        mkdir -p landfall
        tar --extract --file "$archive" --directory landfall
        echo "$RUNNER_TEMP/landfall" >>"$GITHUB_PATH"

        """#

    /// Which commit the images are made of, and under which tags they go: `commit`, `tags`, `fresh`.
    ///
    /// A tag of a release gets X.Y.Z, and X.Y, X and latest where no newer release has them; a branch gets edge; the
    /// weekly run makes the last release again on fresh bases, and never touches X.Y.Z.
    static let chooseTags = #"""
        set -euo pipefail
        releases() { git tag --list 'v*' --sort=-version:refname | sed -nE 's/^v([0-9]+\.[0-9]+\.[0-9]+)$/\1/p'; }
        newest() { releases | grep -E "^$1" | sed -n 1p || true; }
        floating() {
            local version=$1 major=${1%%.*} minor=${1%.*}
            [ "$(newest "${minor//./\\.}\\.")" != "$version" ] || printf ' %s' "$minor"
            [ "$(newest "$major\\.")" != "$version" ] || printf ' %s' "$major"
            [ "$(newest '')" != "$version" ] || printf ' latest'
        }
        commit=$GITHUB_SHA fresh=false
        if [ "$GITHUB_EVENT_NAME" = schedule ]; then
            version=$(newest '') tags='' fresh=true
            if [ -n "$version" ]; then
                commit=$(git rev-parse --verify "v$version^{commit}")
                tags="$version-$(date --utc +%Y%m%d)$(floating "$version")"
            fi
        elif [ "$GITHUB_REF_TYPE" = tag ]; then
            version=${GITHUB_REF_NAME#v}
            if ! [[ $version =~ ^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$ ]]; then
                echo "::error::the tag cannot name an image: use letters, digits and . _ - after the v"
                exit 1
            fi
            tags=$version
            if [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then tags+=$(floating "$version"); fi
        else
            tags=edge
        fi
        printf '%s=%s\n' commit "$commit" tags "$tags" fresh "$fresh" >>"$GITHUB_OUTPUT"

        """#
}
