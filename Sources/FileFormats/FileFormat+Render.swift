import Plan

/// A piece of a file that is filled in on a machine.
public enum FilePiece: Equatable, Sendable {
    /// The publisher's own text, which is the file's syntax.
    case text(String)
    /// What stands for a machine's value; its reader must get back these bytes.
    ///
    /// `isWord`: a number or a boolean, which has no quotes where the format has such values.
    case value(String, isWord: Bool = false)
}

/// A value that its reader would change, or that would change what stands beside it.
public struct UnfitValue: Error, Equatable, Sendable {
    /// Which of the pieces.
    public var piece: Int
    /// What is in the way, as in "it stands …".
    public var reason: String
    /// What to do about it.
    public var help: String
}

extension FileFormat {
    /// The file with each value written so that the format's readers give it back byte by byte.
    ///
    /// The publisher's text stays as it is, but for quotes around a value: those that cannot hold it become others.
    public func render(_ pieces: [FilePiece]) throws(UnfitValue) -> String {
        switch self {
        case .text: pieces.map(\.string).joined()
        case .env: try EnvironmentFile(pieces).render()
        case .json: try JSONFile(pieces).render()
        case .yaml: try YAMLFile(pieces).render()
        case .shell: try ShellFile(pieces).render()
        }
    }

    /// What is wrong with the places at which a file's values stand, whatever these will be; nil where each can hold
    /// any text.
    ///
    /// - Parameter pieces: Of which only the texts count.
    public func problem(with pieces: [FilePiece]) -> UnfitValue? {
        do throws(UnfitValue) {
            _ = try render(
                pieces.map {
                    if case .value(_, let isWord) = $0 { .value(isWord ? "1" : Self.worst, isWord: isWord) } else { $0 }
                })
            return nil
        } catch {
            return error
        }
    }

    /// What each format has to write in some other way: quotes, a comment's sign, a variable, an escape.
    private static let worst = "a'b\"c\\d$e #f: g"
}

extension FilePiece {
    var string: String {
        switch self {
        case .text(let text), .value(let text, _): text
        }
    }
}

/// A file under a reader's eyes: scalars of the publisher's, with values between them.
struct FileText {
    enum Unit: Equatable {
        case scalar(Unicode.Scalar)
        /// The number of a piece.
        case value(Int)
    }
    let pieces: [FilePiece]
    let units: [Unit]

    init(_ pieces: [FilePiece]) {
        self.pieces = pieces
        units = pieces.enumerated().flatMap { index, piece -> [Unit] in
            switch piece {
            case .text(let text): text.unicodeScalars.map(Unit.scalar)
            case .value: [.value(index)]
            }
        }
    }

    func text(of piece: Int) -> String { pieces[piece].string }

    func isWord(_ piece: Int) -> Bool {
        if case .value(_, isWord: true) = pieces[piece] { true } else { false }
    }
}
