import Host
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

/// What apt-get may answer, by a stand-in that answers so; Scripts/test-machine runs the real one.
@Suite struct AptGetTests {
    private let folder = TemporaryFolder()

    private func apt(_ script: String) throws -> AptGet {
        let calls = folder.file("calls")
        try folder.write(
            "apt-get",
            "#!/bin/sh\necho \"apt-get $DEBIAN_FRONTEND$NEEDRESTART_SUSPEND$NEEDRESTART_MODE $*\" >> \(calls)\n\(script)\n",
            mode: 0o755)
        try folder.write("dpkg", "#!/bin/sh\necho \"dpkg $*\" >> \(calls)\n", mode: 0o755)
        var apt = AptGet(Console())
        apt.program = folder.file("apt-get")
        apt.dpkg = folder.file("dpkg")
        try folder.write("dpkg-query", "#!/bin/sh\ncat \(folder.file("flags"))\n", mode: 0o755)
        apt.dpkgQuery = folder.file("dpkg-query")
        apt.backoff.pauses = [0, 0]
        return apt
    }

    private var calls: [String] {
        get throws { try folder.read("calls").split(separator: "\n").map(String.init) }
    }

    @Test func itAsksNobody() async throws {
        try await apt("exit 0").install(["one", "two"])
        #expect(try calls.count == 2)
        #expect(try calls[0].hasSuffix(" update"))
        #expect(try calls[1].hasPrefix("apt-get noninteractive1l "))
        #expect(try calls[1].hasSuffix(" install --yes --no-install-recommends one two"))
    }

    @Test(arguments: [
        "E: Failed to fetch http://mirror/x  Temporary failure", "E: Unable to locate package one",
    ])
    func whatPassesIsTriedAgain(message: String) async throws {
        try await apt("[ $(wc -l < \(folder.file("calls"))) -ge 6 ] || { echo '\(message)'; exit 100; }").install([
            "one"
        ])
        #expect(try calls.count == 6)
    }

    @Test(arguments: [
        "E: The package runc needs to be reinstalled, but I can't find an archive for it.",
        "dpkg: error processing package runc (--configure):\n package is in a very bad inconsistent state; you should",
    ])
    func whatWasHalfUnpackedIsUnpackedOnceMore(message: String) async throws {
        try folder.write("flags", "ok adduser\nreinstreq runc\nok tar\n")
        try await apt("grep -q reinstall \(folder.file("calls")) || { echo \"\(message)\"; exit 100; }").upgrade()
        let calls = try calls
        #expect(calls.contains("dpkg --configure -a"))
        #expect(calls.contains { $0.hasSuffix(" install --reinstall --yes runc") })
        #expect(calls.last?.hasSuffix(" upgrade --yes --with-new-pkgs") == true)
    }

    @Test func anInterruptedInstallationIsFinished() async throws {
        try folder.write("flags", "ok adduser\n")
        try await apt(
            """
            grep -q ^dpkg \(folder.file("calls")) && exit 0
            echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."; exit 100
            """
        ).install(["one"])
        #expect(try calls.filter { $0.hasPrefix("dpkg") } == ["dpkg --configure -a"])
        #expect(try calls.count == 4)
    }

    @Test func whatStaysIsReportedOnce() async throws {
        let apt = try apt("echo 'E: You do not have enough free space in /var/cache/apt/archives/.'; exit 100")
        let failure = try #require(await #expect(throws: Failure.self) { try await apt.install(["one"]) })
        #expect(failure.code == .unavailable)
        #expect(failure.message == "apt-get could not install one")
        #expect(failure.details == ["E: You do not have enough free space in /var/cache/apt/archives/."])
        #expect(try calls.count == 2)
    }
}

@Suite struct DistributionTests {
    private func distribution(_ release: String) throws -> Distribution {
        let folder = TemporaryFolder()
        try folder.write("etc/os-release", release)
        return try Distribution(Files(Root(folder.path)))
    }

    @Test func thoseWithComposeHaveItsPackages() throws {
        let debian = try distribution("PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\nVERSION_ID=\"13\"\n")
        #expect(debian.packaging?.docker?.contains("docker-compose") == true)
        #expect(debian.title == "Debian GNU/Linux 13 (trixie)")
        for version in ["22.04", "24.04", "26.04"] {
            let ubuntu = try distribution("ID=ubuntu\nVERSION_ID=\"\(version)\"\n")
            #expect(ubuntu.packaging?.docker?.contains("docker-compose-v2") == true)
        }
    }

    @Test(arguments: [
        "ID=debian\nVERSION_ID=\"11\"\n", "ID=debian\nVERSION_ID=\"12\"\n",
        "ID=\"rhel\"\nVERSION_ID=\"9.6\"\n", "ID=\"rocky\"\nVERSION_ID=\"9.4\"\n",
        "ID=\"almalinux\"\nVERSION_ID=\"9.6\"\n", "ID=\"centos\"\nVERSION_ID=\"9\"\n",
    ])
    func thoseWithoutComposeUseDockersRepository(release: String) throws {
        let packaging = try #require(try distribution(release).packaging)
        #expect(packaging.docker == nil)
        #expect(packaging.source(wanted: .distribution) == .dockerCE)
        #expect(packaging.repository.packages.contains("docker-compose-plugin"))
    }

    @Test func whatTheSpecWantsIsTakenWhereThereIsAChoice() throws {
        let packaging = try #require(try distribution("ID=debian\nVERSION_ID=\"13\"\n").packaging)
        #expect(packaging.source(wanted: .distribution) == .distribution)
        #expect(packaging.source(wanted: .dockerCE) == .dockerCE)
    }

    @Test(arguments: [
        "ID=arch\n", "ID=ubuntu\nVERSION_ID=\"24.10\"\n", "ID=ubuntu\nVERSION_ID=\"20.04\"\n",
        "ID=debian\nVERSION_ID=\"10\"\n", "ID=rhel\nVERSION_ID=\"8.10\"\n", "",
    ])
    func othersAreUnknown(release: String) throws { #expect(try distribution(release).packaging == nil) }
}
