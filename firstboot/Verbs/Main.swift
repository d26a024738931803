import Backups
import Docker
import Domain
import Glibc
import Host
import Installation
import Updates

@main struct Main {
    static func main() {
        // A closed one would be the number of the next file that is opened, and get what is printed. Writing fails as before.
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            if descriptor > STDERR_FILENO { close(descriptor) }
            if descriptor > STDERR_FILENO || descriptor < 0 { break }
        }
        // Not an asynchronous `main`: that ends the main thread with pthread_exit, whose stack unwinding takes
        // 15 ms in a static executable (it sorts every frame of the file first).
        Task.detached { exit(await run(Array(CommandLine.arguments.dropFirst()))) }
        while true { pause() }
    }

    /// Runs one verb and gives the process's exit code.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            let invocation = try Invocation.parse(arguments)
            switch invocation.action {
            case .help(let verb):
                print(Help.text(for: verb), terminator: "")
                try requireOutput()
            case .version:
                print(try Version.text())
                try requireOutput()
            case .verb(let verb):
                let machine = try ChosenInstance(invocation.options.instance, for: verb)
                    .machine(root: invocation.options.root, arguments)
                if !verb.onlyLooks { try requireSafety(of: machine) }
                // An app whose disk is gone can still be taken off.
                if !verb.onlyLooks, !(verb is Uninstaller) { try machine.requireStackFolder() }
                // A check of an update goes by the logins that the update would have.
                try Registries(machine).use(refreshes: !verb.onlyLooks || verb is Update)
                if endsInterrupted(verb) {
                    try await orGoOn(verb, machine) {
                        try await RestoreBackup.finishInterrupted(machine)
                        try await InterruptedUpdate.finish(machine, arguments: arguments)
                        try await InterruptedDomain.finish(machine)
                    }
                }
                try await run(verb, on: machine)
                if type(of: verb).answers { try requireOutput() }
            }
            return ExitCode.done.rawValue
        } catch {
            let failure = Failure(error)
            failure.report(to: Console(descriptor: STDERR_FILENO))
            return failure.code.rawValue
        }
    }

    /// What was interrupted is of no use to a verb that removes everything, whatever keeps it from being ended: a damaged
    /// journal, an engine that does not answer. Only another run at work does.
    private static func orGoOn(_ verb: any Verb, _ machine: Machine, _ end: () async throws -> Void) async throws {
        do { try await end() } catch {
            let failure = Failure(error)
            guard verb.removesEverything, failure.code != .busy else { throw failure }
            machine.note("what was interrupted is left as it is: \(failure.message)")
        }
    }

    private static func endsInterrupted(_ verb: any Verb) -> Bool { type(of: verb).endsInterrupted && !verb.onlyLooks }

    /// Runs a verb after what an interrupted backup has left to do. `after` may need services that only the verb starts.
    static func run(_ verb: any Verb, on machine: Machine) async throws {
        let startsServices = verb is Start || verb is Provision
        if endsInterrupted(verb) {
            do {
                try await orGoOn(verb, machine) { try await PauseWatcher.finishInterrupted(machine) }
            } catch {
                guard startsServices else { throw error }
                machine.note(Failure(error).message)
            }
        }
        try await verb.run(on: machine)
        if startsServices { try await PauseWatcher.finishInterrupted(machine) }
    }

    /// - Throws: ``Failure`` if standard output did not take everything, unless its reader has ended.
    private static func requireOutput() throws {
        errno = 0
        let lost = fflush(nil) == 0 ? Console.outputError : errno
        guard let lost, lost != EPIPE else { return }
        throw Failure(
            .unavailable, "cannot write to standard output: \(String(cString: strerror(lost)))",
            help: "the output is not complete; make room, or print elsewhere")
    }

    /// Stops before anything happens with files that others than root can change. It also says so on the consoles,
    /// because the machine's owner must look at this.
    private static func requireSafety(of machine: Machine) throws {
        do {
            try OwnershipCheck(machine).requireSafety()
        } catch {
            for console in Consoles.devices(machine) { Failure(error).report(to: console) }
            throw error
        }
    }
}
