/// Programs of Landfall's own workflows.
extension Script {
    /// Wants SWIFT_VERSION. Swift's own archive for this Ubuntu, which one of its published keys has signed.
    static let installSwift = #"""
        set -euo pipefail
        case $(uname -m) in aarch64) suffix=-aarch64 ;; *) suffix= ;; esac
        . /etc/os-release
        release=swift-$SWIFT_VERSION-RELEASE
        archive=$release-ubuntu$VERSION_ID$suffix.tar.gz
        url=https://download.swift.org/swift-$SWIFT_VERSION-release/ubuntu${VERSION_ID//./}$suffix/$release/$archive
        cd "$RUNNER_TEMP"
        curl --fail --silent --show-error --location --proto '=https' --retry 3 --remote-name-all "$url" "$url.sig"
        curl --fail --silent --show-error --location --proto '=https' --retry 3 https://swift.org/keys/all-keys.asc |
            gpg --quiet --import
        gpg --quiet --verify "$archive.sig" "$archive"
        mkdir -p swift
        tar --extract --file "$archive" --directory swift --strip-components 1
        rm "$archive"
        echo "$RUNNER_TEMP/swift/usr/bin" >>"$GITHUB_PATH"

        """#

    /// As root, with this user's Swift: virtual machines, containers and private engines need it.
    static let runEverything = #"""
        set -euo pipefail
        sudo --preserve-env=CI env "PATH=$PATH" make setup
        sudo --preserve-env=CI env "PATH=$PATH" make test check

        """#

    /// This machine's own programs alone: the other processor has a machine too.
    static let buildPrograms = #"""
        set -euo pipefail
        sudo --preserve-env=CI env "PATH=$PATH" make setup
        sudo chown --recursive "$(id -u):$(id -g)" .
        Scripts/build
        mkdir -p "$RUNNER_TEMP/programs"
        processor=$(uname -m)
        cp .build/bin/landfall "$RUNNER_TEMP/programs/landfall-$processor"
        cp ".build/bin/firstboot-$processor" "$RUNNER_TEMP/programs/"

        """#

    /// Wants RELEASE_KEY, which reaches minisign by a file that only this user can read.
    static let packOwnRelease = #"""
        set -euo pipefail
        if [ -z "$RELEASE_KEY" ]; then
            echo "::error::the environment has no secret RELEASE_KEY: a secret key of minisign without a password"
            exit 1
        fi
        version=$(sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/Plan/Release.swift)
        if [ "v$version" != "$GITHUB_REF_NAME" ]; then
            echo "::error::the tag is $GITHUB_REF_NAME, and Sources/Plan/Release.swift says $version"
            exit 1
        fi
        command -v minisign >/dev/null || { sudo apt-get -qq update && sudo apt-get -qq install --yes minisign; }
        key=$(mktemp "$RUNNER_TEMP/key.XXXXXX")
        trap 'rm -f "$key"' EXIT
        printf '%s\n' "$RELEASE_KEY" >"$key"
        unset RELEASE_KEY
        LANDFALL_RELEASE_KEY=$key LANDFALL_RELEASE=$RUNNER_TEMP/dist/landfall/release \
            LANDFALL_RELEASE_URL=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/releases/download/$GITHUB_REF_NAME \
            Scripts/release pack "$RUNNER_TEMP/programs"

        """#
}
