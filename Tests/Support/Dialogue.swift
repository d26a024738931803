import Foundation
import Testing

/// A program at a pseudo-terminal, and a person who waits for each prompt and types an answer.
public struct Dialogue: Decodable, Sendable {
    /// All that the person saw.
    public var screen: String
    /// The exit code, or the negative number of the signal that ended the program.
    public var status: Int32
    /// Whether the terminal shows what is typed once the program has ended.
    public var echoes: Bool

    /// - Parameter steps: The text to wait for, and what is typed then.
    public static func hold(
        _ command: [String], _ steps: [(waitFor: String, type: String)]
    ) throws -> Dialogue {
        let script = """
            import json, os, pty, select, signal, sys, termios
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[2], sys.argv[2:])
            screen, read_so_far = b"", 0
            def more():
                global screen
                if not select.select([terminal], [], [], 60)[0]:
                    sys.exit("nothing more after: " + screen.decode())
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    piece = b""
                screen += piece
                return piece
            for prompt, answer in json.loads(sys.argv[1]):
                while (place := screen.find(prompt.encode(), read_so_far)) < 0:
                    if not more():
                        sys.exit("ended without " + prompt + ": " + screen.decode())
                read_so_far = place + len(prompt.encode())
                os.write(terminal, answer.encode())
            while more():
                pass
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
            print(json.dumps({"screen": screen.decode(), "status": status, "echoes": echoes}))
            """
        let answers = String(decoding: try JSONEncoder().encode(steps.map { [$0.waitFor, $0.type] }), as: UTF8.self)
        let result = try #require(Tool("python3")).run(["-c", script, answers] + command)
        try #require(result.status == 0, "\(result.output)")
        return try JSONDecoder().decode(Dialogue.self, from: Data(result.output.utf8))
    }
}
