/// The kernel's command line, from the boot loader's files or their sources.
struct KernelOptions {
    /// The boot loader's files, or else the files from which they are made. Empty without a boot loader.
    let files: [String]

    init(_ tree: ImageTree) {
        let loaders =
            [
                "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/extlinux/extlinux.conf",
                "/boot/firmware/cmdline.txt",
            ]
            .filter(tree.exists) + tree.paths(in: "/boot/loader/entries")
        let sources = ["/etc/default/grub", "/etc/kernel/cmdline"] + tree.paths(in: "/etc/default/grub.d")
        files = (loaders.isEmpty ? sources : loaders).filter { tree.size($0) != nil }
    }

    /// The words of a command line, anywhere in a file.
    static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }
            .flatMap { line in line.split { $0.isWhitespace || $0 == "\"" || $0 == "'" } }
            // The first one of `GRUB_CMDLINE_LINUX=vultr quiet`.
            .flatMap { word in
                word.hasPrefix("GRUB_CMDLINE") ? [String(word.drop { $0 != "=" }.dropFirst())] : [String(word)]
            }
    }
}
