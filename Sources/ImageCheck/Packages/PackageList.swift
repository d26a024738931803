import Glibc
import Text

/// A package list that apt knows, from `apt-get indextargets`.
struct PackageList {
    /// The suite's name in the sources: `trixie-security`.
    let release: String
    /// Whether the archive is for security updates. Debian's, Ubuntu's and their mirrors all say so in one of the
    /// suite's names, the label (`Debian-Security`) or the address (`security.ubuntu.com`).
    let isSecurity: Bool

    static let format = "LIST|$(RELEASE)|$(SUITE)|$(CODENAME)|$(LABEL)|$(SITE)"

    /// - Parameter line: A line in the form of ``format``; nil for any other, such as a warning.
    init?(_ line: String) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "LIST" else { return nil }
        release = fields[1]
        isSecurity = fields.dropFirst().contains { $0.lowercased().contains("security") }
    }
}

/// The day on which an archive was published, from its Release file: `Date: Tue, 24 Nov 2026 08:12:55 UTC`.
struct ArchiveDate: Comparable {
    /// Days since 1970-01-01.
    private let day: Int

    /// A security archive publishes several times a week. Lists older than this many days are out of date.
    static let longest = 30

    /// nil where there is no such line.
    init?(release: [UInt8]) {
        let lines = release.split(separator: UInt8(ascii: "\n")).lazy
        guard let line = lines.first(where: { $0.starts(with: "Date: ".utf8) }) else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count >= 5, let date = Int(words[2]), let year = Int(words[4]), (1970...9999).contains(year),
            let month = months.firstIndex(of: String(words[3]))
        else { return nil }
        var fields = tm()
        fields.tm_mday = Int32(clamping: date)
        fields.tm_mon = Int32(month)
        fields.tm_year = Int32(year - 1900)
        day = timegm(&fields) / 86400
    }

    /// Days until today.
    var age: Int { time(nil) / 86400 - day }

    static func < (one: ArchiveDate, other: ArchiveDate) -> Bool { one.day < other.day }
}
