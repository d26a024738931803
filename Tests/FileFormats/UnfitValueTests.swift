import Plan
import Testing

@testable import FileFormats

/// Places at which no value can be written so that its reader gives it back: an error, before any machine has one.
@Suite struct UnfitValueTests {
    static let places: [(FileFormat, String, String, String)] = [
        (.env, "A", "=1\n", "variable's name"), (.env, "A='a\\b ", "'\n", "next to a backslash"),
        (.env, "A=a\\b", "\n", "next to a backslash"), (.env, "A=\"$X", "\"\n", "name continues"),
        (.env, "A=\"${", "}\"\n", "name continues"), (.env, "A=$", "\n", "name continues"),
        (.json, "\"\\", "\"", "after a backslash"),
        (.shell, "a=$", "\n", "name continues"), (.shell, "a=\"$x", "\"\n", "name continues"),
        (.shell, "a=\"${b:-", "}\"\n", "name continues"), (.shell, "a=$(echo ", ")\n", "command substitution"),
        (.shell, "a=`echo ", "`\n", "command substitution"), (.shell, "cat <<EOF\n", "\nEOF\n", "here-document"),
        (.shell, "a=$'", "'\n", "not every shell"), (.shell, "a=\\", "\n", "backslash"),
        (.yaml, "a: &x ", "\n", "tag or an anchor"), (.yaml, "a: !!str ", "\n", "tag or an anchor"),
        (.yaml, "a: [", "\n", "not valid YAML"),
    ]

    @Test(arguments: places.indices) func isAnErrorWithTheWayOut(index: Int) {
        let (format, before, after, reason) = Self.places[index]
        let problem = format.problem(with: [.text("\n"), .text(before), .value(""), .text(after)])
        #expect(problem?.piece == 2)
        #expect(problem?.reason.contains(reason) == true, "\(format) \(before): \(problem?.reason ?? "none")")
        #expect(problem?.help.isEmpty == false)
    }

    static let fit: [(FileFormat, String, String)] = [
        (.text, "anything \\$", ""), (.env, "# ", "\nA=$B\n"), (.env, "A=\"${X}", "\"\n"), (.env, "A=$X:", "\n"),
        (.env, "A: ", " # note\n"), (.json, "{\"a\": ", "}"), (.shell, "# it's ", "\n"), (.shell, "a=${b}", "\n"),
        (.shell, "a=$b\"", "\"\n"), (.shell, "a#'", "'\n"), (.yaml, "a:\n  - ", "\n"), (.yaml, "# ", "\n"),
        (.yaml, "", ": 1\n"),
    ]

    @Test(arguments: fit.indices) func otherPlacesHoldAnything(index: Int) {
        let (format, before, after) = Self.fit[index]
        let problem = format.problem(with: [.text(before), .value(""), .text(after)])
        #expect(problem == nil, "\(format) \(before): \(problem?.reason ?? "")")
    }

    @Test(arguments: [
        ("app.env", FileFormat.env), (".env.web", .text), ("a.json", .json), ("a.yaml", .yaml), ("a.yml", .yaml),
        ("a.sh", .shell),
        ("Caddyfile", .text), ("a.conf", .text),
    ]) func aNameSaysHowAFileIsRead(name: String, format: FileFormat) {
        #expect(FileFormat(fileName: name) == format)
    }
}
