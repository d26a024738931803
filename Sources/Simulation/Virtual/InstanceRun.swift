import Host
import Plan
import Signals
import Synchronization
import VirtualMachine

extension VirtualSimulation {
    /// Runs one instance of the scenario, from its first power-on to its last power-off.
    func run(of instance: Instance, _ report: inout VirtualReport) async throws -> MachineFacts {
        do {
            let facts = try await events(of: instance, &report)
            await instance.end()
            return facts
        } catch {
            await instance.end()
            throw error
        }
    }

    private func events(of instance: Instance, _ report: inout VirtualReport) async throws -> MachineFacts {
        // A clone only has its first boot.
        let scenario = instance.number == 0 ? scenario : Scenario()
        for cut in scenario.powerCuts { report.boots.append(try await instance.boot(until: cut)) }
        let name = instance.number > 0 ? "clone" : scenario.powerCuts.isEmpty ? "first boot" : "after the power cut"
        let (boot, facts) = try await instance.firstBoot(name, scenario)
        report.boots.append(boot)
        report.check("\(name): the app is set up", facts.isSetUp)
        report.check("\(name): the web console shows the credentials", facts.areCredentialsOnScreen)
        report.check("\(name): it shows them once", facts.areCredentialsOnScreenOnce)
        if scenario.reboots { try await reboot(instance, from: facts, &report) }
        if scenario.update != nil { try await update(instance, from: facts, &report) }
        return facts
    }

    private func reboot(_ instance: Instance, from facts: MachineFacts, _ report: inout VirtualReport) async throws {
        let answer = Mutex(MachineFacts([]))
        let reboot = try await instance.laterBoot("reboot") { machine, found in
            answer.withLock { $0 = found }
            guard let release = scenario.update else { return try await instance.follow(machine) }
            try await instance.beginUpdate(from: release)
            return .powerCut
        }
        let later = answer.withLock { $0 }
        report.boots.append(reboot)
        report.check("reboot: the app is up again", later.isSetUp)
        report.check(
            "reboot: secrets and credentials are the same",
            !facts.secrets.isEmpty && later.secrets == facts.secrets && later.credentials == facts.credentials)
        report.check(
            "reboot: it is the same machine, after another boot",
            later.machineID == facts.machineID && later.hostKeys == facts.hostKeys && later.bootID != facts.bootID)
    }
}

extension VirtualSimulation {
    /// The same disk, where Docker Compose brings the stack up without Landfall.
    func plainBoot(_ instance: Instance, _ report: inout VirtualReport) async throws -> Comparison? {
        do {
            let boot = try await instance.plainBoot()
            await instance.end()
            let (start, end) = ("network online", "\(plan.app.name): \(Step.credentials.title)")
            report.boots.append(boot)
            guard let own = report.boots.lazy.compactMap({ $0.time(from: start, to: end) }).first,
                let plain = boot.time(from: start, to: "plain Compose ready")
            else { return nil }
            return Comparison(landfall: own, plainCompose: plain)
        } catch {
            await instance.end()
            throw error
        }
    }
}

extension Instance {
    func plainBoot() async throws -> VirtualReport.Boot {
        simulation.console.line("Power on: the same disk, where Docker Compose brings the stack up without Landfall")
        return try await run("plain Compose", until: .line { $0 == PlainStack.ready }) { _ in .powerCut }
    }

    var simulation: VirtualSimulation { workspace.simulation }
    var app: App { simulation.plan.app }

    /// The machine loses its power during the boot.
    func boot(until cut: PowerCut) async throws -> VirtualReport.Boot {
        simulation.console.line("Power on; the power cut comes at \(cut.description)")
        let app = app
        let mark: VirtualMachine.Mark =
            switch cut {
            case .time(let seconds): .time(.seconds(seconds))
            case .step(let step): .line { $0.hasSuffix(step.announcement(of: app)) }
            }
        let boot = try await run("power cut at \(cut.description)", until: mark) { _ in .powerCut }
        simulation.console.line()
        simulation.console.line("The power was cut.")
        return boot
    }

    /// The boot that ends with the credentials.
    func firstBoot(
        _ name: String, _ scenario: VirtualSimulation.Scenario
    ) async throws -> (VirtualReport.Boot, MachineFacts) {
        simulation.console.line(
            "Power on: \(name) as a \(simulation.provider.title) machine, by \(simulation.delivery.rawValue)")
        let title = Timeline.title(of: app)
        let isByHand = simulation.delivery == .installer
        let facts = Mutex<MachineFacts?>(nil)
        let boot = try await run(
            name, until: .line { isByHand ? CloudInitConsole.isEnd($0) : $0 == title }
        ) { machine in
            if isByHand {
                try await login.wait()
                try await install()
            }
            // Before anybody logs in, because a login removes the credentials from the screen.
            let screen = await restingScreen(of: machine)
            if number == 0, let file = simulation.screenshot {
                let isTaken = machine.screenshot(to: file)
                simulation.console.line(
                    isTaken ? "The web console is in \(file)" : "warning: QEMU could not write \(file)")
            }
            try await login.wait()
            var answer = try await MachineFacts.ask(login, of: app)
            // In a graphics mode, only the machine itself knows its console's text.
            answer.screens.append(screen)
            if number == 0 && simulation.scenario.compares {
                answer.plain = try await PlainCompose(simulation.plan, from: login).userData()
            }
            facts.withLock { [answer] in $0 = answer }
            if scenario.reboots {
                _ = try await login.run("systemctl reboot", within: 60)
                return .itself
            }
            if let release = scenario.update {
                try await beginUpdate(from: release)
                return .powerCut
            }
            return number == 0 ? try await follow(machine) : .powerCut
        }
        return (boot, facts.withLock { $0 } ?? MachineFacts([]))
    }

    /// A boot of a machine that is already set up.
    ///
    /// - Parameter then: Called when the app is up again.
    func laterBoot(
        _ name: String,
        then: @escaping @Sendable (VirtualMachine, MachineFacts) async throws -> VirtualMachine.Ending
    ) async throws -> VirtualReport.Boot {
        simulation.console.line("The machine boots again")
        return try await run(name, until: .line { CloudInitConsole.isEnd($0) }) { machine in
            try await login.wait()
            let unit = "\(app.name).service"
            let wait = "until [ \"$(systemctl is-active \(unit))\" = active ]; do sleep 1; done"
            _ = try await login.run(wait, within: Int(simulation.deadline.components.seconds))
            return try await then(machine, try await MachineFacts.ask(login, of: app))
        }
    }

    private func run(
        _ name: String, until mark: VirtualMachine.Mark,
        then: @escaping @Sendable (VirtualMachine) async throws -> VirtualMachine.Ending
    ) async throws -> VirtualReport.Boot {
        let timeline = Mutex(Timeline(of: app))
        let machine = try workspace.machine(qemu) { line, time in timeline.withLock { $0.hear(line, at: time) } }
        let following = try workspace.serial.follow(name, usually: workspace.times[.boot])
        defer { following.cancel() }
        try await machine.run(until: mark) {
            // What happens now is visible by itself.
            following.cancel()
            return try await then(machine)
        }
        let heard = timeline.withLock { $0 }
        simulation.console.line()
        simulation.console.line("\(name), seconds since power-on and the length of each phase:")
        simulation.console.line(heard.table)
        if let time = heard.credentials { workspace.times.record(.boot, .seconds(time)) }
        return VirtualReport.Boot(name: name, phases: heard.phases, credentials: heard.credentials)
    }

    /// What an owner does on a machine without the app.
    private func install() async throws {
        let console = simulation.console
        let secret = Set(simulation.plan.parameters.filter(\.isSensitive).map(\.name))
        console.line("Logged in; \(EmittedFiles.installation(simulation.parameters, hiding: secret))")
        let result = try await login.run(
            EmittedFiles.installation(simulation.parameters), hasTerminal: true,
            within: Int(simulation.deadline.components.seconds)
        ) { console.line("ssh: \($0)") }
        guard result.succeeded else {
            throw VirtualMachine.Failed(description: "install.sh ended with exit code \(result.status); see above")
        }
    }

    /// Waits until the screen no longer changes, because output may still be on its way.
    private func restingScreen(of machine: VirtualMachine) async -> String {
        let picture = workspace.work["picture-\(number)"]
        var before: (text: String, picture: [UInt8])?
        for _ in 0..<20 {
            _ = machine.screenshot(to: picture)
            let now = (text: machine.screen ?? "", picture: (try? Files(.system).read(picture)) ?? [])
            if let before, before == now { break }
            before = now
            try? await Task.sleep(for: .seconds(1))
        }
        return before?.text ?? ""
    }
}
