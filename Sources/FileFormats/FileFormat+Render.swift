import Plan

/// A piece of a file that is filled in on a machine.
public enum FilePiece: Equatable, Sendable {
    /// The publisher's own text, with the file's syntax.
    case text(String)
    /// A machine's value. The file's reader must get exactly these bytes.
    ///
    /// `isWord`: a number or a boolean, which has no quotes where the format has such values.
    case value(String, isWord: Bool = false)
}

/// A value that its reader would change, or that would change the text next to it.
public struct UnfitValue: Error, Equatable, Sendable {
    /// Which of the pieces.
    public var piece: Int
    /// The reason, as in "it is …".
    public var reason: String
    /// What to do about it.
    public var help: String
}

extension FileFormat {
    /// The file with each value written so that the format's readers return exactly its bytes.
    ///
    /// The publisher's text stays unchanged, except quotes around a value that cannot contain it: they are replaced.
    public func render(_ pieces: [FilePiece]) throws(UnfitValue) -> String {
        switch self {
        case .text: pieces.map(\.string).joined()
        case .env: try EnvironmentFile(pieces).render()
        case .json: try JSONFile(pieces).render()
        case .yaml: try YAMLFile(pieces).render()
        case .shell: try ShellFile(pieces).render()
        }
    }

    /// What is wrong with the places of a file's values, whatever the values are; nil if each place can take any text.
    ///
    /// - Parameter pieces: Only the texts count.
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

    /// What every format must write in another way: quotes, a comment's sign, a variable, an escape.
    private static let worst = "a'b\"c\\d$e #f: g"
}

extension FilePiece {
    var string: String {
        switch self {
        case .text(let text), .value(let text, _): text
        }
    }
}

/// A file as its reader sees it: the publisher's scalars, with values between them.
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
