import AppSpec
import Foundation
import Plan
import TestSupport
import Testing

/// What `stack.files` lays down, and what it refuses.
@Suite struct FileTests {
    let folder = TemporaryFolder()

    private func compile(files: String) throws -> Compilation {
        try folder.write("compose.yml", "services: { web: { image: \"web:1\" } }\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: "1"
            stack: { compose: compose.yml, files: [\(files)] }
            """)
        return Compiler.compile(path: folder.file("app.yaml"))
    }

    @Test func `a folder is laid down whole, sorted, with its run bits`() throws {
        try folder.write("conf/z.conf", "z")
        try folder.write("conf/a/run.sh", "#!/bin/sh", mode: 0o755)
        try folder.write("conf/a.conf", [0x00, 0xFF])
        let spec = try #require(try compile(files: "{ from: ./conf/, to: etc }").spec)
        #expect(spec.stack.files.map(\.path) == ["compose.yml", "etc/a.conf", "etc/a/run.sh", "etc/z.conf"])
        #expect(spec.stack.files.map(\.mode) == [0o644, 0o644, 0o755, 0o644])
        #expect(spec.stack.files[1].content == .verbatim([0x00, 0xFF]))
    }

    @Test func `a file can be rendered and given a mode`() throws {
        try folder.write("app.conf", "name={{ name }}\nhost={{ hostname }}\n")
        let spec = try #require(try compile(files: "{ from: app.conf, render: true, mode: \"0600\" }").spec)
        let expected = Template([.text("name=demo\nhost="), .machine(.hostname), .text("\n")])
        #expect(
            spec.stack.files[1] == StackFile(path: "app.conf", content: .rendered(expected), mode: 0o600, format: .text)
        )
    }

    @Test func `links are refused, wherever they lie`() throws {
        try folder.write("real/file", "x")
        for (link, target) in [("link", "real/file"), ("linked", "real"), ("real/out", "/etc/passwd")] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        }
        for from in ["link", "linked/file", "real"] {
            let messages = try compile(files: "{ from: \(from) }").diagnostics.map(\.message)
            #expect(messages.count == 1 && messages[0].contains("is a symbolic link"), "\(from): \(messages)")
        }
    }

    @Test(arguments: ["..", "../x", "a/../../x", "."])
    func `nothing outside of the folder is read`(from: String) throws {
        let compilation = try compile(files: "{ from: \(from) }")
        #expect(compilation.spec == nil)
        #expect(compilation.diagnostics.count == 1)
    }

    @Test func `a file is not laid down where a folder is`() throws {
        try folder.write("a", "1")
        try folder.write("b", "2")
        let messages = try compile(files: "{ from: a, to: x }, { from: b, to: x/y }").diagnostics.map(\.message)
        #expect(messages == ["`x/y` would be a file and a folder at once"])
    }
}
