import CloudInit
import Foundation
import Host
import JSON
import Plan
import VirtualMachine

/// The same disk with the same stack, brought up by Docker Compose without Landfall. The difference is what Landfall
/// adds.
///
/// The stack's files come from an earlier first boot, in user-data. The first boot's unit runs Compose instead of
/// `provision`, so that both start after the same units.
struct PlainCompose {
    let plan: Plan
    /// The stack's folder of a machine that is set up: a compressed archive in base64.
    let folder: String

    /// - Throws: ``VirtualMachine/Failed`` if the machine does not return its files.
    init(_ plan: Plan, from login: Login) async throws {
        self.plan = plan
        let result = try await login.run(
            "tar --create --gzip --directory \(Paths(app: plan.app.name).stack) . | base64 --wrap 0")
        guard result.succeeded, let line = result.lastLines.last else {
            throw VirtualMachine.Failed(description: "the machine does not return the stack's files over ssh")
        }
        folder = line
    }

    func userData() throws -> String {
        let folder = Paths(app: plan.app.name).stack
        let unit = "/etc/systemd/system/\(plan.app.name)-firstboot.service.d"
        let script = """
            mkdir -p \(folder) \(unit)
            echo \(self.folder) | base64 --decode | tar --extract --gzip --directory \(folder)
            cat >/run/plain <<'END'
            \(compose(in: folder))
            END
            printf '[Service]\\nExecStart=\\nExecStart=/bin/sh /run/plain\\n' >\(unit)/plain.conf
            systemctl daemon-reload
            """
        let text = String(decoding: try JSONCoder.encode(script), as: UTF8.self)
        return "#cloud-config\nbootcmd:\n  - \(text)\n"
    }

    /// As anybody would write it: `up`, the one-time commands, and a check that it answers.
    private func compose(in folder: String) -> String {
        let stack = plan.stack
        let compose =
            "docker compose --project-name \(stack.project) --project-directory \(folder) "
            + stack.composeFiles.map { "--file \(folder)/\($0)" }.joined(separator: " ")
        let tasks = plan.afterStart.map { task in
            "until \(compose) exec -T \(task.service) \(task.run.map(Shell.quote).joined(separator: " ")); do sleep 0.2; done"
        }
        let probes = plan.ready.map { "until \(Self.probe($0)); do sleep 0.2; done" }
        return (["\(compose) up --detach"] + tasks + probes + ["echo '\(PlainStack.ready)' >/dev/console"])
            .joined(separator: "\n")
    }

    private static func probe(_ check: ReadyCheck) -> String {
        switch check.probe {
        case .http(let url):
            "curl --silent --insecure --fail --output /dev/null \(Shell.quote(url.literal ?? "http://127.0.0.1"))"
        case .tcp(let address): "bash -c '</dev/tcp/\(address.replacing(":", with: "/"))' 2>/dev/null"
        }
    }
}

/// How long the stack took with and without Landfall.
public struct Comparison: Encodable, Sendable {
    /// Seconds from a working network to a ready app.
    public var landfall: Double
    public var plainCompose: Double
    /// What Landfall adds, in percent of plain Compose's time.
    public var addedPercent: Double { (landfall / plainCompose - 1) * 100 }

    public var text: String {
        func rounded(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
        return "From a working network to a ready app: \(rounded(landfall)) s; plain Docker Compose needs "
            + "\(rounded(plainCompose)) s. Landfall adds \(rounded(addedPercent)) %."
    }
}
