@testable import Providers

/// Ember's `/ember/machine`, which is given only to those who say that they mean it.
struct EmberReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/ember/machine")
        let id = try source.require(document["id"].word, "id")
        var metadata = Metadata(
            provider: Provider.ember.id, instanceID: id, hostname: document["name"].word, otherwise: id)
        metadata.region = document["place"].word
        metadata.publicIPv4 = Address.ipv4(document["addresses"]["public"].word)
        metadata.privateIPv4s = document["addresses"]["private"].words.compactMap(Address.ipv4)
        metadata.sshKeys = document["keys"].words
        metadata.userData = UserData.text(try source.body("/ember/user-data"))
        return metadata
    }
}
