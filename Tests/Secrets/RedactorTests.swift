import Foundation
import Plan
import Testing

@testable import Secrets

@Suite struct RedactorTests {
    private static let value = #"pa's"s w$rd/+ü%41\n{x}"#

    /// As programs write one value into their logs.
    static let forms: [(what: String, text: String)] = {
        let json = String(decoding: try! JSONEncoder().encode([value]), as: UTF8.self).dropFirst().dropLast()
        let twice = String(decoding: try! JSONEncoder().encode(["\(json)"]), as: UTF8.self)
        let ascii = value.unicodeScalars.map { $0.value < 0x80 ? "\($0)" : "\\u00fc" }.joined()
        let percent = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
        return [
            ("plain", value), ("JSON", "\(json)"), ("JSON in JSON", twice),
            ("JSON in ASCII", ascii.replacing("\\n", with: "\\\\n").replacing("\"", with: "\\\"")),
            ("percent", percent), ("percent, lower case", percent.lowercased()),
            ("path of a URL", value.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)!),
            ("form", percent.replacing("%20", with: "+")),
            ("percent in JSON", #"{"url":"https:\/\/u:\#(percent)@h"}"#),
            ("single quotes", "'" + value.replacing("'", with: #"'\''"#) + "'"),
            ("quotes in quotes", "'" + value.replacing("'", with: #"'"'"'"#) + "'"),
            ("double quotes", "\"" + value.replacing(/[\\"$`]/) { "\\" + $0.output } + "\""),
            ("bash's %q", value.replacing(/[^A-Za-z0-9ü]/) { "\\" + $0.output }),
            ("base64", Data(value.utf8).base64EncodedString()),
            ("basic authentication", Data("admin:\(value)".utf8).base64EncodedString()),
            ("base64 in the middle", Data("ab\(value)cd".utf8).base64EncodedString()),
            (
                "base64url",
                Data("x\(value)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            ),
        ]
    }()

    @Test(arguments: forms.indices) func everyFormOfAValueGoes(index: Int) {
        let (what, text) = Self.forms[index]
        let redacted = Redactor(hiding: [Self.value])("before \(text) after")
        #expect(redacted.hasPrefix("before ") && redacted.hasSuffix(" after"), "\(what): \(redacted)")
        #expect(redacted.contains(Redactor.mark), "\(what): \(redacted)")
        for piece in ["w$rd", "w\\$rd", "w%24rd", "%20w", "cyB3", "IHck", "c3dy"] {
            #expect(!redacted.contains(piece), "\(what): \(redacted)")
        }
    }

    @Test func eachLineOfAKeyGoes() throws {
        let key = try KeyPair(.rsa2048).pem().value.revealed
        let redact = Redactor(hiding: [key])
        let lines = key.split(separator: "\n").map(String.init)
        for line in lines.dropFirst().dropLast() where line.utf8.count >= 6 {
            #expect(redact("ERROR config:7: | \(line)") == "ERROR config:7: | [REDACTED]")
        }
        #expect(redact(lines[0]) == lines[0])
        let escaped = String(decoding: try JSONEncoder().encode(["key": key]), as: UTF8.self)
        #expect(redact(escaped) == #"{"key":"[REDACTED]"}"#)
        // As `base64` writes it, at 76 characters a line.
        let wrapped = Data(key.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        for line in wrapped.split(separator: "\n").dropLast() { #expect(redact("x \(line)") == "x [REDACTED]") }
    }

    @Test(arguments: [
        ("postgres://app:S3cret%21pass@db:5432/app?sslmode=disable", ["S3cret%21pass", "S3cret!pass"]),
        ("postgres://app:p@ss/wo#rd1@db/app", ["p@ss/wo#rd1"]),
        ("https://0123456789abcdef@sentry.example/7", ["0123456789abcdef"]),
        ("amqp://u:password1@one,amqp://u:password2@two", ["password1", "password2"]),
        ("app:password1@tcp(db:3306)/app?parseTime=true", ["password1"]),
        ("host=db user=app password='password1' dbname=app", ["password1"]),
        ("Server=db;User=app;Password=password1;", ["password1"]),
        ("AccountName=a;AccountKey=QUJDREVGR0g=;EndpointSuffix=x", ["QUJDREVGR0g="]),
        ("https://h/path?sig=1&access_token=tokentoken1", ["tokentoken1"]),
    ]) func aPasswordWithinAConnectionStringGoes(dsn: String, secrets: [String]) {
        let redact = Redactor(hiding: [dsn])
        for secret in secrets {
            #expect(redact("FATAL: for user app: \(secret)") == "FATAL: for user app: [REDACTED]")
        }
        #expect(redact("connecting to db:5432 as app") == "connecting to db:5432 as app")
    }

    @Test func whatIsNoSecretStays() {
        let redact = Redactor(hiding: ["hunter2hunter2", "abcd", "on", ""])
        #expect(redact("abcdef on abcde") == "abcdef on abcde")
        #expect(redact("pin=abcd.") == "pin=[REDACTED].")
        #expect(redact("100% \\ done + more %zz \\u12") == "100% \\ done + more %zz \\u12")
        #expect(Redactor(hiding: [])("text") == "text")
    }

    @Test func neighboursAndOverlapsGoWhole() {
        let redact = Redactor(hiding: ["abcdefgh", "efghijkl", "abcdefghij"])
        #expect(redact("-abcdefghijkl-") == "-[REDACTED]-")
        #expect(redact("abcdefghabcdefgh") == "[REDACTED][REDACTED]")
    }

    /// A hundred secrets, a log of a megabyte in one line with escapes in it.
    @Test func aLongLineIsQuick() throws {
        let secrets = try (0..<100).map { _ in TextEncodings.hex(try Random.bytes(24)) }
            .map { String(decoding: $0, as: UTF8.self) }
        let noise = String(repeating: #"{"a":"b\nc%20d+e","path":"/x"}"#, count: 8_000)
        let redact = Redactor(hiding: secrets)
        let time = ContinuousClock().measure { #expect(redact(noise + secrets[50]) == noise + Redactor.mark) }
        #expect(time < .seconds(30), "\(time)")
    }
}
