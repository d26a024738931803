import FileFormats
import TestSupport
import Testing

/// `.env` files are read as Docker Compose reads them.
@Suite struct DotEnvReaderTests {
    /// Lines as people write them.
    private static let written = """
        # a comment
        PLAIN=value
        EMPTY=
        SPACED = around the sign
        export EXPORTED=yes
        SINGLE='as $it is # here'
        DOUBLE="with \\"quotes\\", \\$5 and \\\\ in it"
        LINES="one\\ntwo"
        COMMENT=value # not part of it
        HASH=a#b
        LONG='first
        second'
        USES="${PLAIN}-$PLAIN"
        BARE=$PLAIN/x
        DEFAULT=${NOWHERE:-stand in}
        YAML: like
        DOLLARS=a$$b
        QUOTED="a$$b c"
        NEEDED=${PLAIN:?message}zz
        OTHER=${PLAIN:+other}zz
        NONE=${NOWHERE:+other}zz
        DEEP=${NOWHERE-${NEITHER-deep}}
        UNSET=${EMPTY-default}
        AFTER='quoted' # not part of it
        LONE=5$
        """

    @Test(.enabled(if: RealCompose.isHere, "Scripts/with-engine provides Compose"))
    func handWrittenFilesAreReadAsComposeReadsThem() async throws {
        let mine = try DotEnvReader.read(Self.written)
        let folder = TemporaryFolder()
        try folder.write(".env", Self.written)
        let lines = mine.keys.sorted().map { "      \($0): \"${\($0)}\"\n" }.joined()
        try folder.write("compose.yml", "services:\n  a:\n    image: a:1\n    environment:\n" + lines)
        let theirs = try await RealCompose.environment(of: folder)
        #expect(mine == theirs)
        #expect(mine.count == 23)
    }

    @Test(arguments: ForeignReaderTests.texts) func whatIsWrittenIsReadBack(_ value: String) throws {
        let read = try DotEnvReader.read("A=1\n" + DotEnv.line("V", value) + "B=2\n")
        #expect(read["A"] == "1" && read["B"] == "2" && read.count == 3)
        // Bytes: texts that look the same are equal to Swift.
        #expect(read["V"].map { Array($0.utf8) } == Array(value.utf8))
    }

    @Test func aLineThatIsNoneIsNamedByItsNumber() {
        #expect(
            performing: { try DotEnvReader.read("A=1\n\n=x\n") }, throws: { ($0 as? DotEnvReader.Problem)?.line == 3 })
        for value in ["'it'\\''s'", "a\\\\$b", "${NOWHERE:?message}", "${OPEN", "${A!}"] {
            #expect(throws: DotEnvReader.Problem.self, "\(value)") { try DotEnvReader.read("A=\(value)\n") }
        }
        #expect(
            performing: { try DotEnvReader.read("A=1\nB='open\n") },
            throws: { ($0 as? DotEnvReader.Problem)?.line == 2 })
    }
}
