import ImageCheck

extension [ImageDemand] {
    /// The rules of Linode's Marketplace for its apps (its guide for contributors, read 2026-07) that apply to an
    /// image. The Marketplace takes StackScripts; an image stays in its maker's account.
    static let linode: [ImageDemand] = [
        .init(
            .fail, .diskSize(atMost: 25 << 30, of: "g6-nanode-1", as: "linode-disk"),
            "The image fits on the smallest machine"),
        .init(.warn, .firewall, "A firewall"),
        .init(.warn, .motd, "The message of the day describes the app"),
        .init(.warn, .temporaryFiles, "The work folder is removed"),
        .init(.fail, .state, "Credentials are made on the owner's machine"),
    ]
}
