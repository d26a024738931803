import Host
import TestSupport
import Testing

@Suite struct OSReleaseTests {
    /// As os-release(5) describes it, and as a shell reads it.
    @Test func valuesAreThoseThatAShellReads() throws {
        let text = """
            # NAME=comment
            NAME="A \\"quoted\\" \\$name \\\\ \\`x\\`"
            ID=debian
            VERSION_ID='13'
            PRETTY_NAME="first"
            PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
            not an assignment
            VERSION_CODENAME=

            """
        let system = OSRelease(text)
        #expect(system.name == #"A "quoted" $name \ `x`"#)
        #expect(system.id == "debian" && system.version == "13" && system.codename == "")
        #expect(system.title == "Debian GNU/Linux 13 (trixie)")
        let folder = TemporaryFolder()
        try folder.write("os-release", text.replacing("not an assignment\n", with: ""))
        let shell = try #require(Tool("sh"))
        let read = try shell.run([
            "-c", ". \(folder.file("os-release")); printf '%s|' \"$NAME\" \"$ID\" \"$VERSION_ID\" \"$PRETTY_NAME\"",
        ])
        #expect(read.output == [system.name, system.id, system.version, system.title].map { "\($0 ?? "")|" }.joined())
    }

    @Test func theFirstFileCountsAlone() throws {
        let folder = TemporaryFolder()
        let files = Files(Root(folder.path))
        #expect(try OSRelease(files) == nil)
        try folder.write("usr/lib/os-release", "ID=ubuntu\nVERSION_ID=24.04\n")
        #expect(try OSRelease(files)?.id == "ubuntu")
        try folder.write("etc/os-release", "ID=debian\n")
        #expect(try OSRelease(files)?.id == "debian")
        #expect(try OSRelease(files)?.version == "")
    }
}
