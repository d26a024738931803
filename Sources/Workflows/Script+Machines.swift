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

    /// Wants NAME, VERSION, DEPLOY_HOSTS (separated by spaces or lines), DEPLOY_KNOWN_HOSTS and DEPLOY_KEY.
    ///
    /// One machine after the other, so that a release that fails on one reaches no other.
    static let deploy = #"""
        set -euo pipefail
        if ! [[ $VERSION =~ ^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$ ]]; then
            echo "::error::the version has other characters than letters, digits and . + _ -"
            exit 1
        fi
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
        options=(
            -i "$folder/key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes
            -o UserKnownHostsFile="$folder/known_hosts" -o ConnectTimeout=30 -o ServerAliveInterval=30
        )
        for host in $DEPLOY_HOSTS; do
            if ! [[ $host =~ ^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$ ]]; then
                echo "::error::DEPLOY_HOSTS has something else than USER@HOST in it"
                exit 1
            fi
            echo "::group::$host"
            if ! ssh "${options[@]}" -- "$host" sudo -n "${NAME}ctl" update "$VERSION" --yes </dev/null; then
                echo "::error::$host has not taken $VERSION and keeps what it had; the hosts after it were left alone"
                exit 1
            fi
            echo "::endgroup::"
        done

        """#
}
