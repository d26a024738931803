import Installation
import Testing

@testable import Backups

/// Names of repositories that no try is needed for.
@Suite struct SettingsTests {
    @Test(arguments: ["", "nonsense", "./folder", "s3:", "ftp://host/x", "C:\\backups", "/a folder", "sftp:\n"])
    func whatIsNoRepositoryIsRefusedWithTheFormsThatAre(name: String) {
        do {
            try RepositorySettings(repository: name).requireForm()
            Issue.record("it is accepted")
        } catch {
            let failure = Failure(error)
            #expect(failure.code == .usage && failure.help?.contains("sftp:USER@HOST:/FOLDER") == true)
        }
    }

    @Test(arguments: [
        "/mnt/disk/backups", "sftp:root@host:/srv", "sftp://root@host:22//srv", "s3:https://s3.example.com/b",
        "s3:http://127.0.0.1:9000/b", "rest:https://user:pw@host/", "b2:bucket:path", "rclone:remote:path",
    ])
    func whatResticKnowsIsAccepted(name: String) throws { try RepositorySettings(repository: name).requireForm() }

    @Test(
        arguments: [
            ("sftp:root@host:/srv", "root@host", nil), ("sftp:host:srv", "host", nil),
            ("sftp://root@host:2222//srv", "root@host", 2222), ("sftp://host/srv", "host", nil),
            ("sftp://root@[2001:db8::1]:22//srv", "root@2001:db8::1", 22),
            ("sftp:root@[2001:db8::1]:/srv", "root@2001:db8::1", nil),
            ("sftp://root@[2001:db8::1]/srv", "root@2001:db8::1", nil),
        ] as [(String, String, Int?)])
    func sshIsAskedAtTheRepositorysAddress(name: String, destination: String, port: Int?) throws {
        let address = try #require(SFTPAddress(name))
        #expect(address.destination == destination && address.port == port)
    }

    @Test(arguments: ["/srv", "s3:https://host/b", "sftp:", "sftp:-oProxyCommand=x:/srv", "sftp:///srv"])
    func noOtherIs(name: String) { #expect(SFTPAddress(name) == nil) }
}
