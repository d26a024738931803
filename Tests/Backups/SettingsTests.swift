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
}
