extension Script {
    /// Wants BRANCH. A tag on a commit that was never merged is no release.
    static let requireMerged = #"""
        set -euo pipefail
        if ! git merge-base --is-ancestor "$GITHUB_SHA" "origin/$BRANCH"; then
            echo "::error::the tag $GITHUB_REF_NAME is not on $BRANCH: merge its commit first, then set the tag again"
            exit 1
        fi

        """#

    /// Wants APP, NAME, PROCESSORS and RELEASE_KEY, which reaches nothing but landfall's standard input.
    static let signRelease = #"""
        set -euo pipefail
        if [ -z "$RELEASE_KEY" ]; then
            echo "::error::the environment has no secret RELEASE_KEY: the key that 'landfall key new' made"
            exit 1
        fi
        key=$RELEASE_KEY
        unset RELEASE_KEY
        programs=$(dirname "$(command -v landfall)")
        images=$(landfall release "$APP" --list-images)
        # So that a run that is started again makes the same bytes.
        SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
        export SOURCE_DATE_EPOCH
        options=() number=0
        mkdir -p "$RUNNER_TEMP/archives"
        for processor in $PROCESSORS; do
            options+=(--firstboot "$programs/firstboot-$processor")
            case $processor in aarch64) platform=linux/arm64 ;; *) platform=linux/amd64 ;; esac
            while IFS= read -r image; do
                [ -n "$image" ] || continue
                number=$((number + 1))
                docker pull --quiet --platform "$platform" "$image" </dev/null
                docker save --platform "$platform" --output "$RUNNER_TEMP/archives/$number.tar" "$image" </dev/null
            done <<<"$images"
        done
        printf '%s\n' "$key" | landfall release "$APP" --key - --images "$RUNNER_TEMP/archives" \
            --output "$RUNNER_TEMP/dist" "${options[@]}"
        version=$(jq -r .version "$RUNNER_TEMP/dist/$NAME/release/release.json")
        if [ "$version" != "${GITHUB_REF_NAME#v}" ]; then
            echo "::error::the tag is $GITHUB_REF_NAME, and app.yaml's version is $version: set the tag v$version"
            exit 1
        fi

        """#

    /// Wants NAME and GH_TOKEN. A run that is started again goes on with its draft; what is published is never changed.
    static let publishRelease = #"""
        set -euo pipefail
        cd "$RUNNER_TEMP/dist/$NAME/release"
        tag=$GITHUB_REF_NAME
        state=$(gh release view "$tag" --repo "$GITHUB_REPOSITORY" --json isDraft --jq .isDraft 2>/dev/null) || state=none
        if [ "$state" = false ]; then
            echo "::error::the release $tag is published already, and machines may have it: make another version"
            exit 1
        fi
        if [ "$state" = none ]; then
            options=()
            case $tag in *-*) options+=(--prerelease) ;; esac
            gh release create "$tag" --repo "$GITHUB_REPOSITORY" --draft --verify-tag --title "$tag" --notes '' "${options[@]}"
        fi
        mapfile -t files < <(find . -maxdepth 1 -type f ! -name 'release.json*' -printf '%f\n' | sort)
        gh release upload "$tag" --repo "$GITHUB_REPOSITORY" --clobber "${files[@]}"
        # Machines look at an app's list first, so it goes up last.
        if [ -e release.json ]; then
            gh release upload "$tag" --repo "$GITHUB_REPOSITORY" --clobber release.json release.json.minisig
        fi
        there=$(gh release view "$tag" --repo "$GITHUB_REPOSITORY" --json assets --jq '.assets[].name' | sort)
        wanted=$(find . -maxdepth 1 -type f -printf '%f\n' | sort)
        if [ "$there" != "$wanted" ]; then
            echo "::error::not every file has arrived, so $tag stays a draft: run this job again"
            exit 1
        fi
        gh release edit "$tag" --repo "$GITHUB_REPOSITORY" --draft=false

        """#
}
