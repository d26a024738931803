import FlyingFox
import FlyingSocks
import Foundation
import Host
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

/// A repository on loopback, signed with a key that gpg made for the test; apt-get judges what is written for it.
@Suite(.enabled(if: ["gpg", "apt-get", "dpkg-deb", "dpkg-scanpackages"].allSatisfy(Tool.isInstalled)))
struct DockerRepositoryTests {
    private let folder = TemporaryFolder()

    /// Makes a signing key and gives its fingerprint in gpg's words.
    private func makeKey(_ name: String) throws -> String {
        let home = ["--homedir", folder.path, "--batch", "--quiet"]
        let gpg = try #require(Tool("gpg"))
        let made = try gpg.run(
            home + ["--passphrase", "", "--quick-generate-key", "\(name)@example.com", "rsa2048", "sign", "never"])
        #expect(made.status == 0, "\(made.output)")
        let listing = try gpg.run(home + ["--with-colons", "--list-keys", "\(name)@example.com"]).output
        let line = try #require(listing.split(separator: "\n").first { $0.hasPrefix("fpr:") })
        return String(line.split(separator: ":").last ?? "")
    }

    private func armored(_ names: String...) throws -> String {
        let gpg = try #require(Tool("gpg"))
        let keys = names.map { "\($0)@example.com" }
        return try gpg.run(["--homedir", folder.path, "--batch", "--quiet", "--armor", "--export"] + keys).output
    }

    /// Serves the folder's `www`; ends with the test.
    private func serve(_ body: (String) async throws -> Void) async throws {
        let server = HTTPServer(address: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0), logger: .disabled)
        let www = URL(fileURLWithPath: folder.file("www"))
        await server.appendRoute("GET /*") { request in
            let file = www.appendingPathComponent(request.path)
            guard let data = try? Data(contentsOf: file) else { return HTTPResponse(statusCode: .notFound) }
            return HTTPResponse(statusCode: .ok, body: data)
        }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        try await server.waitUntilListening(timeout: 60)
        guard case .ip4(_, let port)? = await server.listeningAddress else { return }
        try await body("http://127.0.0.1:\(port)")
    }

    private func machine() -> Machine { Machine(.demo(), root: folder.file("root")) }

    /// `linux/debian` with one package, `docker-ce`, and its signed index.
    private func makeRepository() throws {
        try folder.write(
            "package/DEBIAN/control",
            "Package: docker-ce\nVersion: 1\nArchitecture: all\nMaintainer: Demo <demo@example.com>\nDescription: demo\n"
        )
        let www = folder.file("www/linux/debian")
        try folder.write("www/linux/debian/dists/bookworm/stable/binary-amd64/.keep", "")
        let deb = try #require(Tool("dpkg-deb")).run(
            ["--root-owner-group", "--build", folder.file("package"), "\(www)/docker-ce.deb"])
        #expect(deb.status == 0, "\(deb.output)")
        let script = """
            set -e
            arch=$(dpkg --print-architecture)
            index=dists/bookworm/stable/binary-$arch
            mkdir -p $index
            dpkg-scanpackages . >$index/Packages 2>/dev/null
            cd dists/bookworm
            {
                echo "Suite: bookworm"; echo "Codename: bookworm"; echo "Components: stable"; echo "Architectures: $arch"
                echo "Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')"; echo SHA256:
                file=stable/binary-$arch/Packages
                echo " $(sha256sum <$file | cut -d' ' -f1) $(stat -c %s $file) $file"
            } >Release
            gpg --homedir "$0" --batch --quiet --local-user docker@example.com --clearsign --output InRelease Release
            """
        let made = try #require(Tool("bash")).run(["-c", script, folder.path], in: www)
        #expect(made.status == 0, "\(made.output)")
    }

    private func aptGet(_ arguments: [String]) throws -> Tool.Result {
        for path in ["apt/lists/partial/.keep", "apt/cache/archives/partial/.keep", "apt/status"] {
            try folder.write(path, "")
        }
        let options = [
            "Dir::Etc::SourceList=/dev/null", "Dir::Etc::SourceParts=\(folder.file("parts"))",
            "Dir::State=\(folder.file("apt"))", "Dir::State::Lists=\(folder.file("apt/lists"))",
            "Dir::Cache=\(folder.file("apt/cache"))", "Dir::State::status=\(folder.file("apt/status"))",
            "APT::Sandbox::User=root", "APT::Update::Error-Mode=any", "Acquire::http::Proxy=DIRECT",
            "Acquire::Check-Valid-Until=false",
        ]
        return try #require(Tool("apt-get")).run(["-q"] + options.flatMap { ["-o", $0] } + arguments)
    }

    @Test func aptTakesTheRepositoryAndItsPinnedKey() async throws {
        let fingerprint = try makeKey("docker")
        try makeRepository()
        try folder.write("www/linux/debian/gpg", try armored("docker"))
        try await serve { url in
            let repository = DockerRepository.apt("debian", suite: "bookworm", server: url, fingerprint: fingerprint)
            try AddDockerRepository(machine(), repository).run()
            #expect(mode(of: folder.file("root" + repository.keyPath)) == 0o644)
            // The list names the key where it lies on a machine, and this root is a folder.
            let list = try folder.read("root" + repository.listPath)
                .replacing(repository.keyPath, with: folder.file("root" + repository.keyPath))
            try folder.write("parts/docker.sources", list)
            let update = try aptGet(["update"])
            #expect(update.status == 0, "\(update.output)")
            let plan = try aptGet(["install", "--simulate", "docker-ce"])
            #expect(plan.output.contains("Inst docker-ce (1 "), "\(plan.output)")
        }
    }

    /// Another key in place of the right one, the right one with another beside it, and no key at all.
    @Test(arguments: [["stranger"], ["docker", "stranger"], []])
    func anyOtherKeyIsRefused(served: [String]) async throws {
        let fingerprint = try makeKey("docker")
        _ = try makeKey("stranger")
        let keys = try served.map { try armored($0) }.joined()
        try folder.write("www/linux/debian/gpg", keys.isEmpty ? "<html>sign in</html>" : keys)
        try await serve { url in
            let repository = DockerRepository.apt("debian", suite: "bookworm", server: url, fingerprint: fingerprint)
            let failure = try #require(
                #expect(throws: Failure.self) { try AddDockerRepository(machine(), repository).run() })
            #expect(failure.code == .invalidInput)
            #expect(failure.details.first == "expected: \(fingerprint)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("root" + repository.keyPath)))
            #expect(!FileManager.default.fileExists(atPath: folder.file("root" + repository.listPath)))
        }
    }

    @Test func fingerprintsAreThoseThatGPGSees() throws {
        let fingerprints = [try makeKey("one"), try makeKey("two")]
        #expect(
            OpenPGPKey.primaryFingerprints(armored: Array(try armored("one", "two").utf8)).sorted()
                == fingerprints.sorted())
        #expect(OpenPGPKey.primaryFingerprints(armored: Array("-----BEGIN PGP X-----\n\nAAAA".utf8)) == [])
    }
}
