import Import
import TestSupport
import Testing

/// What other companies give out and a file has written out.
@Suite struct ForeignKeyTests {
    @Test(arguments: [
        ("OPENAI_API_KEY: sk-abcdefghijkl0123", "openai_api_key", "api-token"),
        ("LLM_API_KEY: sk-proj-abcdefghijkl0123", "llm_api_key", "api-token"),
        ("PAYMENT_SECRET: sk_live_abcdefghijkl0123", "payment_secret", "api-token"),
        ("STRIPE_WEBHOOK_SECRET: whsec_abcdef0123", "stripe_webhook_secret", "api-token"),
        ("AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMIK7MDENGbPxRfiCY", "aws_secret_access_key", "api-token"),
        ("SMTP_PASSWORD: hunter2hunter2", "smtp_password", "password"),
        ("GITHUB_CLIENT_SECRET: 0123456789abcdef0123456789abcdef01234567", "github_client_secret", "api-token"),
    ])
    func `a key is a sensitive parameter, in the file and in the env file`(
        line: String, parameter: String, type: String
    ) throws {
        let (name, value) = (line.prefix { $0 != ":" }, line.drop { $0 != " " }.dropFirst())
        let literal = try Imported(environment: line)
        let variable = try Imported(environment: "\(name): ${\(name)}", examples: "\(name)=\(value)\n")
        for imported in [literal, variable] {
            #expect(imported.errors.isEmpty, "\(imported.errors)")
            let app = imported.text("app.yaml")
            #expect(app.contains("  \(parameter):\n    type: \(type)\n"), "\(app)")
            #expect(app.contains("  \(name): \"{{ parameters.\(parameter) }}\"\n"), "\(app)")
            #expect(imported.compilation.spec?.secrets.isEmpty == true)
            #expect(imported.compilation.spec?.parameters.first { $0.name == parameter }?.isSensitive == true)
            #expect(!app.contains(value) && !imported.text("compose.yaml").contains(value))
            #expect(!imported.app.report.text.contains(value))
        }
        #expect(literal.text("compose.yaml").contains("\(name): \"${\(name)}\""))
    }

    @Test func `the name that goes with a key is asked for too`() throws {
        let imported = try Imported(
            environment: """
                SMTP_USER: me@example.org
                SMTP_PASSWORD: hunter2hunter2
                AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE
                AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMIK7MDENGbPxRfiCY
                GOOGLE_CLIENT_ID: 1234.apps.example
                GOOGLE_CLIENT_SECRET: hunter3hunter3
                """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let names = imported.compilation.spec?.parameters.map(\.name) ?? []
        for name in ["smtp_user", "aws_access_key_id", "google_client_id", "google_client_secret"] {
            #expect(names.contains(name), "\(names)")
        }
        #expect(!imported.text("compose.yaml").contains("me@example.org"))
    }

    @Test func `the password of a server elsewhere is asked for, within its address`() throws {
        let imported = try Imported(environment: "MAIL_DSN: smtp://me:hunter2x@smtp.example.org:587")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("compose.yaml").contains("smtp://me:${MAIL_DSN_PASSWORD}@smtp.example.org:587"))
        #expect(
            imported.text("app.yaml").contains(
                "  MAIL_DSN_PASSWORD: \"{{ parameters.mail_dsn_password | urlencode }}\"\n"),
            "\(imported.text("app.yaml"))")
    }

    @Test func `a service of the file in a company's place keeps its own key`() throws {
        let imported = try Imported(
            environment: """
                S3_ENDPOINT: http://store:9000
                S3_ACCESS_KEY_ID: storeadmin
                S3_SECRET_ACCESS_KEY: storeadmin
                """, more: "  store: { image: 'acme/store:1.2' }\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.compilation.spec?.parameters.contains { $0.name.hasPrefix("s3") } == false)
        #expect(imported.text("compose.yaml").contains("S3_SECRET_ACCESS_KEY: storeadmin"))
    }

    @Test func `a master key of the app's own is made, though it begins like another's`() throws {
        let imported = try Imported(environment: "LITELLM_MASTER_KEY: sk-0123456789abcdef")
        #expect(imported.compilation.spec?.secrets.map(\.name) == ["LITELLM_MASTER_KEY"])
    }
}
