import Import
import TestSupport
import Testing

/// What included and extended files need goes along with them.
@Suite struct OtherFilesTests {
    @Test func `files of included and extended files are taken along from their folders`() throws {
        let imported = try Imported(
            """
            services:
              web:
                extends: { file: base/web.yaml, service: web }
                ports: ["80:80"]
            include:
              - { path: inc/inc.yaml, env_file: inc/inc.env }
            """,
            beside: [
                "base/web.yaml":
                    "services: { web: { image: \"acme/web:1.2\", volumes: [\"./one.conf:/one.conf:ro\"] } }",
                "base/one.conf": "1",
                "inc/inc.yaml":
                    """
                services:
                  db:
                    image: acme/db:1
                    env_file: [x.env]
                    volumes: ["./conf:/etc/conf.d:ro", "../../elsewhere:/e:ro"]
                    secrets: [key]
                secrets: { key: { file: ./key.txt } }
                """,
                "inc/inc.env": "INC_PASSWORD=leakyIncPw12\n", "inc/x.env": "API_SECRET=leakyXPw12\n",
                "inc/conf/a.conf": "a", "inc/key.txt": "k",
            ])
        let paths = Set(imported.app.files.map(\.path))
        for path in ["base/one.conf", "inc/x.env", "inc/conf/a.conf", "inc/key.txt", "inc/inc.env"] {
            #expect(paths.contains(path), "\(path): \(paths.sorted())")
        }
        let reviews = imported.items(.review)
        for text in ["`INC_PASSWORD` in `inc/inc.env`", "`API_SECRET` in `inc/x.env`"] {
            #expect(reviews.contains { $0.hasPrefix("\(text) has a value that every machine then has") }, "\(reviews)")
        }
        #expect(imported.app.report.refusals.map(\.line) == [6])
        #expect(imported.errors.allSatisfy { $0.contains("elsewhere") }, "\(imported.errors)")
    }
}
