import Glibc
import Host
import TestSupport
import Testing

@Suite struct RemovalTests {
    /// Volumes hold files of programs that know no UTF-8.
    @Test func namesThatAreNotUTF8GoToo() throws {
        let folder = TemporaryFolder()
        try folder.write("tree/sub/plain", "x")
        for name in ["tree", "tree/sub"] {
            let bytes = Array(folder.file(name).utf8CString.dropLast()) + [0x2f, 0x62, -1, -2, 0]
            let file = open(bytes, O_CREAT | O_WRONLY, 0o600)
            #expect(file >= 0)
            close(file)
        }
        let inner = Array(folder.file("tree/sub").utf8CString.dropLast()) + [0x2f, -3, 0]
        #expect(mkdir(inner, 0o700) == 0)
        try Files(.system).removeTree(folder.file("tree"))
        #expect(access(folder.file("tree"), F_OK) != 0)
    }
}
