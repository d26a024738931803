import Import
import Testing

@Suite struct WorkingFolderTests {
    private func app(_ compose: String, files: [String: String] = [:]) -> ImportedApp {
        Importer(file: "compose.yml", base: "demo", examples: nil) { path in
            files[path].map { FoundFiles(files: [ImportedFile(path: path, bytes: Array($0.utf8))]) }
        }.run(Array(compose.utf8))
    }

    private func text(_ app: ImportedApp, _ path: String) -> String {
        app.files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }

    @Test(arguments: ["${PWD}/conf", "$PWD/conf"])
    func `the folder of the shell is the file's own`(source: String) {
        let app = app(
            "services:\n  web:\n    image: nginx:1\n    volumes: ['\(source):/etc/nginx/conf.d:ro']\n",
            files: ["conf": ""])
        #expect(text(app, "compose.yaml").contains("'./conf:/etc/nginx/conf.d:ro'"))
        #expect(!text(app, "app.yaml").contains("PWD"))
    }

    @Test func `only values are changed, and what Compose does not fill in is not`() {
        let compose = """
            # ${PWD}/comment
            services:
              web:
                image: nginx:1
                volumes:
                  - ${PWD}/conf:/etc/nginx/conf.d:ro # ${PWD}/conf of ours
                command: |
                  ls $$PWD/x $${PWD}/y ${PWD}/z
            """
        let app = app(compose, files: ["conf": ""])
        let text = text(app, "compose.yaml")
        #expect(text.hasPrefix("# ${PWD}/comment\n"), "\(text)")
        #expect(text.contains("- ./conf:/etc/nginx/conf.d:ro # ${PWD}/conf of ours\n"))
        #expect(text.contains("      ls $$PWD/x $${PWD}/y ./z\n"))
        #expect(app.report.items.filter { $0.text.hasPrefix("`PWD` is") }.map(\.line) == [6, 8])
    }

    @Test func `a value over several lines in an env file is refused`() {
        let app = app(
            "services:\n  web:\n    image: nginx:1\n    env_file: web.env\n",
            files: ["web.env": "APP_PASSWORD=\"correct7horse\nbattery8staple\"\n"])
        #expect(app.report.items.contains { $0.outcome == .refused && $0.text.contains("several lines") })
    }

    @Test func `no earlier value of a name stays in an env file`() {
        let app = app(
            "services:\n  web:\n    image: nginx:1\n    env_file: web.env\n",
            files: ["web.env": "DB_PASSWORD=first7value8\nexport DB_PASSWORD=second7value8\n"])
        let file = text(app, "web.env")
        #expect(!file.contains("7value8"), "\(file)")
    }
}
