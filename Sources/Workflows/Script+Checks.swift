extension Script {
    /// Wants APP.
    static let checkApp = #"""
        set -euo pipefail
        landfall check "$APP"
        landfall generate "$APP" --workflows --check

        """#

    /// Wants APP and NAME. Where the repository keeps what `generate` makes, that has to be up to date.
    static let checkGenerated = #"""
        set -euo pipefail
        if [ -n "$(git ls-files -- "dist/$NAME")" ]; then
            landfall generate "$APP" --check
        else
            landfall generate "$APP" --output "$RUNNER_TEMP/dist"
        fi

        """#

    /// Wants APP and BUILDS: a line for each image, with its name without a tag, its context and its Dockerfile. What the
    /// Compose file names by a digest is published already.
    static let buildImages = #"""
        set -euo pipefail
        references=$(landfall release "$APP" --list-images)
        while read -r repository context dockerfile; do
            [ -n "$repository" ] || continue
            tags=()
            while IFS= read -r reference; do
                name=${reference#docker.io/}
                case $name in
                    "${repository#docker.io/}" | "${repository#docker.io/}":*) tags+=(--tag "$reference") ;;
                esac
            done <<<"$references"
            if [ ${#tags[@]} -gt 0 ]; then
                docker build --pull "${tags[@]}" --file "$dockerfile" "$context" </dev/null
            fi
        done <<<"$BUILDS"

        """#

    /// Wants APP, PROVIDER, and PARAMETERS: a line NAME=VALUE for each that the first boot waits for.
    static let simulate = #"""
        set -euo pipefail
        options=()
        while IFS= read -r parameter; do
            if [ -n "$parameter" ]; then options+=(--set "$parameter"); fi
        done <<<"$PARAMETERS"
        landfall simulate "$APP" --provider "$PROVIDER" "${options[@]}" </dev/null

        """#
}
