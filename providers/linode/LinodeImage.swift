import ImageCheck

extension [ImageDemand] {
    /// What Linode's Marketplace asks of its apps (its guide for contributors, read 2026-07) that an image can keep. It
    /// takes StackScripts, and an image stays in its maker's account.
    static let linode: [ImageDemand] = [
        .init(
            .fail, .diskSize(atMost: 25 << 30, of: "g6-nanode-1", as: "linode-disk"),
            "The image fits on the smallest plan"),
        .init(.warn, .firewall, "A firewall"),
        .init(.warn, .motd, "The message of the day tells of the app"),
        .init(.warn, .temporaryFiles, "The work folder is removed"),
        .init(.fail, .state, "Credentials are made on the owner's machine"),
    ]
}
