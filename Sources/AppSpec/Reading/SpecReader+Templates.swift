import ComposeFile
import Findings
import Plan
import Shapes
import Text
import YAML

extension SpecReader {
    var constants: [String: String] {
        ["name": app.name, "title": app.title, "version": app.version]
    }

    /// Everything that a machine knows.
    func scope(_ place: String) -> TemplateScope {
        TemplateScope(
            constants: constants, secrets: secretNames, publicHalves: publicHalves, parameters: parameterNames,
            place: place)
    }

    /// The template that a scalar holds, its problems reported at their own columns.
    func template(_ node: Node, _ scope: TemplateScope) -> Template {
        guard let text = node.string else { return Template([]) }
        let (template, problems) = TemplateParser.parse(text, scope: scope)
        for problem in problems {
            let mark = report.source.mark(of: problem.offset, in: node)
            let length = mark == node.start ? 1 : problem.length
            report.add(.error, problem.message, at: mark, length: length, help: problem.help)
        }
        return template
    }

    func readReadyCheck(_ node: Node) -> ReadyCheck? {
        let within = node["within"]?.string.flatMap(Quantity.duration) ?? 300
        if let limit = node["within"], !(1...86_400).contains(within) {
            report.error("`within` must be from 1s to 24h", at: limit, help: "such as 5min")
        }
        if let url = node["http"], url.string != nil {
            let value = template(url, scope("a URL that is waited for"))
            if case .text(let start)? = value.parts.first,
                URLText.isHTTP(start) || value.parts.count > 1 && URLText.isScheme(start)
            {
                return ReadyCheck(probe: .http(url: value), within: within)
            }
            report.error("this is not an HTTP URL", at: url, help: "begin it with http:// or https://")
            return nil
        }
        guard let address = node["tcp"], let text = address.string else { return nil }
        if let port = text.split(separator: ":").last.flatMap({ Int($0) }), port > 65535 {
            report.error("there is no port above 65535", at: address, help: TextRule.tcpAddress.rule)
        }
        let host = text.prefix(upTo: text.lastIndex(of: ":") ?? text.endIndex).filter { $0 != "[" && $0 != "]" }
        if host != "localhost" && !Syntax.isIP(host) {
            report.error(
                "the machine does not know the name `\(host)`", at: address,
                help: "ask an address that the service publishes, such as 127.0.0.1:5432; "
                    + "a service with a healthcheck is waited for anyway")
        }
        return ReadyCheck(probe: .tcp(address: text), within: within)
    }

    /// Seconds.
    func readSettle() -> Int {
        guard let node = root["settle"], let seconds = node.string.flatMap(Quantity.duration) else {
            return Plan.defaultSettle
        }
        if !(0...3600).contains(seconds) {
            report.error("`settle` must be from 0s to 1h", at: node, help: "such as \(Plan.defaultSettle)s")
        }
        return seconds
    }

    func readCredentials() -> Credentials {
        guard let node = root["credentials"] else { return Credentials() }
        let lines = (node.sequence ?? node["show"]?.sequence ?? []).compactMap { line -> Credentials.Line? in
            guard let label = line["label"]?.string, let value = line["value"] else { return nil }
            return Credentials.Line(label: label, value: template(value, scope("`credentials`")))
        }
        let console = node["console"]?.string.flatMap(Credentials.ConsoleUse.init) ?? .untilLogin
        return Credentials(lines: lines, console: console)
    }

    func readCommand(_ node: Node, _ compose: ComposeProject?) -> ServiceCommand? {
        guard let service = node["service"], let run = node["run"]?.sequence?.compactMap(\.string) else { return nil }
        if run.isEmpty, let list = node["run"] {
            report.error("`run` is empty", at: list, help: "name the program to run")
        }
        check(service: service, in: compose)
        return service.string.map { ServiceCommand(service: $0, run: run) }
    }

    func check(service node: Node, in compose: ComposeProject?) {
        guard let compose, compose.isComplete, let name = node.string,
            !compose.services.contains(where: { $0.name == name })
        else {
            return
        }
        report.error(
            "there is no service `\(name)` in the compose file", at: node,
            help: Suggestion.help(for: name, among: compose.services.map(\.name), what: "service"))
    }
}
