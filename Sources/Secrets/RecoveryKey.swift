extension Secret {
    /// A key that a person copies by hand and keeps elsewhere: 186 bits, without characters that look alike.
    public static func recoveryKey() throws -> Secret {
        Secret(try Random.characters(32, of: Alphabet.legible.flatMap { $0 }))
    }
}
