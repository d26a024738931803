import Foundation
import Plan
import TestSupport
import Testing

@testable import Workflows

/// The steps' programs, run by bash with the repository's Git and stand-ins for `gh` and `docker`, which only GitHub and
/// registries can answer.
@Suite struct StepTests {
    let folder = TemporaryFolder()
    let bash: Tool

    init() throws {
        bash = try #require(Tool("bash"))
        try folder.write("output", "")
        try folder.write("calls", "")
        try folder.write("repository/app.yaml", "")
    }

    private func git(_ arguments: String...) throws {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
        let result = try #require(Tool("git")).run(identity + arguments, in: folder.file("repository"))
        try #require(result.status == 0, "\(result.output)")
    }

    private func commit(tag: String? = nil) throws {
        if !FileManager.default.fileExists(atPath: folder.file("repository/.git")) { try git("init", "-q") }
        try git("commit", "-q", "--allow-empty", "-m", "change")
        if let tag { try git("tag", tag) }
    }

    private func standIn(_ name: String, _ body: String) throws {
        try folder.write(
            "bin/\(name)", "#!/usr/bin/env bash\nprintf '%s\\n' \"\(name) $*\" >>'\(folder.file("calls"))'\n\(body)\n",
            mode: 0o755)
    }

    private func run(_ script: String, _ environment: [String: String] = [:]) throws -> Tool.Result {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let own = [
            "GITHUB_OUTPUT": folder.file("output"), "RUNNER_TEMP": folder.path,
            "PATH": folder.file("bin") + ":" + path,
        ]
        return try bash.run(
            ["-c", script], in: folder.file("repository"), environment: own.merging(environment) { $1 })
    }

    private func tags(_ environment: [String: String]) throws -> String {
        try folder.write("output", "")
        let result = try run(Script.chooseTags, ["GITHUB_SHA": "HEAD"].merging(environment) { $1 })
        try #require(result.status == 0, "\(result.output)")
        let line = try folder.read("output").split(separator: "\n").first { $0.hasPrefix("tags=") }
        return String(line?.dropFirst("tags=".count) ?? "")
    }

    @Test func `a release gets the floating tags where no newer one has them`() throws {
        for tag in ["v1.3.9", "v2.0.0", "v1.4.0", "v1.10.0", "v3.0.0-rc.1"] { try commit(tag: tag) }
        func release(_ tag: String) throws -> String {
            try tags(["GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": tag])
        }
        #expect(try release("v2.0.0") == "2.0.0 2.0 2 latest")
        #expect(try release("v1.10.0") == "1.10.0 1.10 1")
        #expect(try release("v1.4.0") == "1.4.0 1.4")
        #expect(try release("v3.0.0-rc.1") == "3.0.0-rc.1")
        let branch = ["GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main"]
        #expect(try tags(branch) == "edge")
        let weekly = try tags(["GITHUB_EVENT_NAME": "schedule", "GITHUB_REF_TYPE": "branch"])
        #expect(try Regex("2\\.0\\.0-[0-9]{8} 2\\.0 2 latest").wholeMatch(in: weekly) != nil, "\(weekly)")
    }

    @Test func `without a release, the weekly run has nothing to do`() throws {
        try commit()
        #expect(try tags(["GITHUB_EVENT_NAME": "schedule", "GITHUB_REF_TYPE": "branch"]) == "")
    }

    @Test func `a tag on a commit that was never merged is refused`() throws {
        try commit()
        try git("update-ref", "refs/remotes/origin/main", "HEAD")
        let environment = ["GITHUB_SHA": "HEAD", "GITHUB_REF_NAME": "v1", "BRANCH": "main"]
        #expect(try run(Script.requireMerged, environment).status == 0)
        try commit()
        let refused = try run(Script.requireMerged, environment)
        #expect(refused.status == 1 && refused.output.contains("the tag v1 is not on main"), "\(refused.output)")
    }

    @Test func `no tag is set before every platform is there`() throws {
        let digest = String(repeating: "a", count: 64)
        try #require(try run(Script.keepDigest, ["DIGEST": "sha256:\(digest)"]).status == 0)
        #expect(try run(Script.keepDigest, ["DIGEST": ""]).status == 1)
        try standIn(
            "docker",
            """
            case "$*" in
                *--dry-run*) echo '{"manifests":[{"platform":{"os":"linux","architecture":"amd64"}}]}' ;;
                *inspect*) echo sha256:index ;;
            esac
            """)
        var environment = [
            "REGISTRY": "ghcr.io/example", "IMAGE": "web", "TAGS": "1.0.0 latest", "MIRRORS": "docker.io/example",
            "PLATFORMS": "linux/amd64 linux/arm64",
        ]
        let refused = try run(Script.mergeImages, environment)
        #expect(refused.status == 1 && refused.output.contains("is not there for linux/arm64"), "\(refused.output)")
        #expect(try !folder.read("calls").contains("--tag"))
        environment["PLATFORMS"] = "linux/amd64"
        let merged = try run(Script.mergeImages, environment)
        #expect(merged.status == 0, "\(merged.output)")
        let calls = try folder.read("calls")
        #expect(calls.contains("--tag ghcr.io/example/web:latest ghcr.io/example/web@sha256:\(digest)\n"), "\(calls)")
        #expect(calls.contains("--tag docker.io/example/web:latest ghcr.io/example/web@sha256:index\n"), "\(calls)")
        #expect(try folder.read("output").contains("digest=sha256:index\n"))
    }

    @Test func `a release stays a draft until every file is there, and a published one is never changed`() throws {
        for name in ["install.sh", "release.json", "release.json.minisig"] {
            try folder.write("dist/notes/release/\(name)", name)
        }
        // Keeps its state in a folder, as GitHub does.
        try standIn(
            "gh",
            """
            store='\(folder.file("store"))'
            case "$2" in
                view)
                    [ -e "$store/draft" ] || exit 1
                    case "$*" in *assets*) ls "$store/files" ;; *) cat "$store/draft" ;; esac ;;
                create) mkdir -p "$store/files" && echo true >"$store/draft" ;;
                upload) for file in "${@:7}"; do [ "$file" = "${LOST:-}" ] || cp "$file" "$store/files/"; done ;;
                edit) echo false >"$store/draft" ;;
            esac
            """)
        var environment = [
            "NAME": "notes", "GITHUB_REF_NAME": "v1.0.0", "GITHUB_REPOSITORY": "a/b", "LOST": "install.sh",
        ]
        let lost = try run(Script.publishRelease, environment)
        #expect(lost.status == 1 && lost.output.contains("stays a draft"), "\(lost.output)")
        #expect(try folder.read("store/draft") == "true\n")
        environment["LOST"] = ""
        let published = try run(Script.publishRelease, environment)
        #expect(published.status == 0, "\(published.output)")
        #expect(try folder.read("store/draft") == "false\n")
        let again = try run(Script.publishRelease, environment)
        #expect(again.status == 1 && again.output.contains("published already"), "\(again.output)")
    }

    @Test func `the release of a version is fetched whole, and no other text gets into the command`() throws {
        try standIn("gh", #"mkdir -p "$RUNNER_TEMP/release"; [ -e none ] || touch "$RUNNER_TEMP/release/release.json""#)
        var environment = ["VERSION": "v1.0.0", "GITHUB_REPOSITORY": "example/notes"]
        let folder = "\(folder.path)/release"
        for version in ["1.0.0", "v1.0.0"] {
            environment["VERSION"] = version
            #expect(try run(Script.fetchRelease, environment).status == 0)
        }
        let call = "gh release download v1.0.0 --repo example/notes --dir \(folder)\n"
        #expect(try self.folder.read("calls") == call + call)
        for version in ["1; id", "", "v", "-x", "$(id)"] {
            environment["VERSION"] = version
            #expect(try run(Script.fetchRelease, environment).status == 1)
        }
        #expect(try self.folder.read("calls") == call + call)
        try self.folder.write("repository/none", "")
        environment["VERSION"] = "1.0.0"
        let result = try run(Script.fetchRelease, environment)
        #expect(result.status == 1 && result.output.contains("has no release.json"), "\(result.output)")
    }

    @Test func `machines are updated by landfall deploy, with a key that no argument and no environment has`() throws {
        try standIn("landfall", #"env; stat -c %a "$5"; cat "$7"; exit "$(cat code)""#)
        try folder.write("repository/code", "0")
        var environment = [
            "DEPLOY_HOSTS": "a@one *\nssh://b@two:2222\n", "DEPLOY_KNOWN_HOSTS": "one x", "DEPLOY_KEY": "secret",
        ]
        var result = try run(Script.deploy, environment)
        let calls = try folder.read("calls")
        #expect(result.status == 0 && calls.hasSuffix(" -- a@one * ssh://b@two:2222\n"), "\(calls)")
        #expect(calls.hasPrefix("landfall deploy --from \(folder.path)/release --identity "))
        #expect(!calls.contains("secret") && !result.output.contains("secret"))
        #expect(result.output.contains("\n600\none x\n"), "\(result.output)")
        #expect(!folder.files.contains { $0.hasPrefix("deploy.") })

        try folder.write("repository/code", "69")
        result = try run(Script.deploy, environment)
        #expect(result.status == 69 && result.output.contains("::error::a machine has not taken the release"))
        environment["DEPLOY_KNOWN_HOSTS"] = ""
        result = try run(Script.deploy, environment)
        #expect(result.status == 1 && result.output.contains("the environment has no DEPLOY_KNOWN_HOSTS"))
    }
}
