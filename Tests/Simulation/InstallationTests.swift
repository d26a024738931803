import Testing

@testable import Simulation

@Suite struct InstallationTests {
    private static let parameters = ["domain": "chat.example.com", "smtp_password": "hunter2 & co"]

    @Test func givesEachParameterQuoted() {
        let command = EmittedFiles.installation(Self.parameters)
        #expect(
            command.hasSuffix(" --set 'domain=chat.example.com' --set 'smtp_password=hunter2 & co'"), "\(command)")
    }

    @Test func hidesASecretOneFromEyes() {
        let command = EmittedFiles.installation(Self.parameters, hiding: ["smtp_password"])
        #expect(command.hasSuffix(" --set 'domain=chat.example.com' --set 'smtp_password=***'"), "\(command)")
    }
}
