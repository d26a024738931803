extension Script {
    /// Wants DIGEST. An empty file whose name is the digest takes it to the next job.
    static let keepDigest = #"""
        set -euo pipefail
        if ! [[ $DIGEST =~ ^sha256:[0-9a-f]{64}$ ]]; then
            echo "::error::the build says no digest of what it has pushed"
            exit 1
        fi
        mkdir -p "$RUNNER_TEMP/digests"
        : >"$RUNNER_TEMP/digests/${DIGEST#sha256:}"

        """#

    /// Wants REGISTRY, IMAGE, PLATFORMS, TAGS and MIRRORS, each of the last three separated by spaces; says `digest`.
    ///
    /// No tag is set before every platform is there, and mirrors get the tags last.
    static let mergeImages = #"""
        set -euo pipefail
        repository=$REGISTRY/$IMAGE
        sources=()
        for file in "$RUNNER_TEMP"/digests/*; do
            [ -e "$file" ] || continue
            sources+=("$repository@sha256:${file##*/}")
        done
        if [ ${#sources[@]} = 0 ]; then
            echo "::error::no build of $IMAGE has left a digest: run all jobs again"
            exit 1
        fi
        docker buildx imagetools create --dry-run "${sources[@]}" >"$RUNNER_TEMP/index.json"
        for platform in $PLATFORMS; do
            jq --exit-status --arg platform "$platform" \
                '[.manifests[].platform | "\(.os)/\(.architecture)"] | index($platform) != null' \
                "$RUNNER_TEMP/index.json" >/dev/null || {
                echo "::error::$IMAGE is not there for $platform, so no tag is set"
                exit 1
            }
        done
        tag() {
            local target=$1 word options=()
            shift
            for word in $TAGS; do options+=(--tag "$target:$word"); done
            docker buildx imagetools create "${options[@]}" "$@"
        }
        tag "$repository" "${sources[@]}"
        digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$repository:${TAGS%% *}")
        for mirror in $MIRRORS; do tag "$mirror/$IMAGE" "$repository@$digest"; done
        echo "digest=$digest" >>"$GITHUB_OUTPUT"

        """#
}
