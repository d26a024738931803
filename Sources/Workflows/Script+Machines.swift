extension Script {
    /// Wants APP, NAME, CLOUD, TOKEN_NAME, and the token under that name.
    static let buildMachineImage = #"""
        set -euo pipefail
        if [ -z "${!TOKEN_NAME}" ]; then
            echo "::error::the environment has no secret $TOKEN_NAME: the cloud's API token"
            exit 1
        fi
        if ! command -v packer >/dev/null; then
            echo "::error::this runner has no Packer: use GitHub's ubuntu-24.04, or install it"
            exit 1
        fi
        landfall generate "$APP" --output "$RUNNER_TEMP/dist"
        packer init "$RUNNER_TEMP/dist/$NAME/packer/$CLOUD"
        landfall build "$APP" --output "$RUNNER_TEMP/dist" --provider "$CLOUD"

        """#

    /// Wants VERSION and GH_TOKEN, which reads the repository's releases, also where nobody else may.
    static let fetchRelease = #"""
        set -euo pipefail
        version=${VERSION#v}
        if ! [[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$ ]]; then
            echo "::error::the version has other characters than letters, digits and . + _ -"
            exit 1
        fi
        rm -rf "$RUNNER_TEMP/release"
        gh release download "v$version" --repo "$GITHUB_REPOSITORY" --dir "$RUNNER_TEMP/release"
        if ! [ -e "$RUNNER_TEMP/release/release.json" ]; then
            echo "::error::the release v$version has no release.json: its workflow has not ended well"
            exit 1
        fi

        """#

    /// Wants DEPLOY_HOSTS (separated by spaces or lines), DEPLOY_KNOWN_HOSTS and DEPLOY_KEY.
    ///
    /// One machine after the other, so that a release that fails on one reaches no other.
    static let deploy = #"""
        set -euo pipefail
        for wanted in DEPLOY_HOSTS DEPLOY_KNOWN_HOSTS DEPLOY_KEY; do
            if [ -z "${!wanted}" ]; then
                echo "::error::the environment has no $wanted: the secret DEPLOY_KEY, the variables DEPLOY_HOSTS and DEPLOY_KNOWN_HOSTS"
                exit 1
            fi
        done
        folder=$(mktemp -d "$RUNNER_TEMP/deploy.XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        (umask 077; printf '%s\n' "$DEPLOY_KEY" >"$folder/key")
        unset DEPLOY_KEY
        printf '%s\n' "$DEPLOY_KNOWN_HOSTS" >"$folder/known_hosts"
        read -r -d '' -a hosts <<<"$DEPLOY_HOSTS" || true
        code=0
        landfall deploy --from "$RUNNER_TEMP/release" --identity "$folder/key" --known-hosts "$folder/known_hosts" \
            -- "${hosts[@]}" || code=$?
        if [ "$code" != 0 ]; then
            echo "::error::a machine has not taken the release; the last lines above name it, why, and those not begun"
            exit "$code"
        fi

        """#
}
