import Plan
import TestSupport
import Testing

@testable import Secrets

/// Hashes of another secret, computed again by others.
@Suite struct HashTests {
    static let password = "correct horse é"
    let secrets = ["PASSWORD": password]
    private typealias Recipe = SecretSpec.Recipe

    @Test(.enabled(if: Tool.isInstalled("htpasswd"), "apache2-utils"))
    func `htpasswd takes the line for this password alone`() throws {
        let folder = TemporaryFolder()
        let htpasswd = try #require(Tool("htpasswd"))
        let user = Template([.text("admin")])
        try folder.write(
            "users",
            try make(
                "htpasswd", ["user": .template(user), "of": .secret("PASSWORD"), "cost": 5], secrets: secrets) + "\n")
        #expect(try folder.read("users").hasPrefix("admin:$2y$05$"))
        #expect(try htpasswd.run(["-vb", folder.file("users"), "admin", Self.password]).status == 0)
        #expect(try htpasswd.run(["-vb", folder.file("users"), "admin", Self.password + "x"]).status == 3)
    }

    @Test(.enabled(if: Tool.isInstalled("htpasswd"), "apache2-utils"), arguments: Bcrypt.Version.allCases)
    func `bcrypt's versions are the same hash`(version: Bcrypt.Version) throws {
        let folder = TemporaryFolder()
        let htpasswd = try #require(Tool("htpasswd"))
        let hash = try make(
            "bcrypt", ["of": .secret("PASSWORD"), "cost": 6, "version": .text(version.rawValue)], secrets: secrets)
        #expect(hash.hasPrefix("$\(version.rawValue)$06$"))
        #expect(hash.count == 60)
        try folder.write("users", "admin:$2y$" + hash.dropFirst(4) + "\n")
        #expect(try htpasswd.run(["-vb", folder.file("users"), "admin", Self.password]).status == 0)
        #expect(try htpasswd.run(["-vb", folder.file("users"), "admin", "other"]).status == 3)
    }

    @Test func `no two hashes are alike`() throws {
        for recipe in [
            Recipe("bcrypt", ["of": .secret("PASSWORD"), "cost": 4, "version": "2b"]),
            Recipe(
                "pbkdf2", ["of": .secret("PASSWORD"), "digest": "sha256", "iterations": 1000, "format": "django"]),
            Recipe("scrypt", ["of": .secret("PASSWORD"), "log2_n": 10, "r": 8, "p": 1, "format": "hex"]),
        ] {
            #expect(try make(recipe, secrets: secrets) != make(recipe, secrets: secrets))
        }
    }

    static let check = """
        import sys, base64, hashlib
        password, text = sys.argv[1].encode(), sys.argv[2]
        def plain(text): return base64.b64decode(text + "=" * (-len(text) % 4))
        if ":" in text:
            kind, (salt, hash) = sys.argv[3], map(bytes.fromhex, text.split(":"))
            numbers = list(map(int, sys.argv[4:]))
        elif text[0] == "$":
            _, kind, parameters, salt, hash = text.split("$")
            numbers = [int(item.split("=")[1]) for item in parameters.split(",")]
            salt, hash = plain(salt), plain(hash)
            if kind == "scrypt": numbers[0] = 2 ** numbers[0]
        elif text.startswith("scrypt"):
            kind, n, salt, r, p, hash = text.split("$")
            numbers, salt, hash = [int(n), int(r), int(p)], salt.encode(), base64.b64decode(hash)
        else:
            kind, count, salt, hash = text.split("$")
            numbers, salt, hash = [int(count)], salt.encode(), base64.b64decode(hash)
        if kind == "scrypt":
            n, r, p = numbers
            again = hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, dklen=len(hash), maxmem=1 << 30)
        else:
            again = hashlib.pbkdf2_hmac(kind[-6:], password, salt, numbers[0], len(hash))
        print(kind, numbers, len(salt), len(hash), again == hash)
        """

    @Test(arguments: [
        (PBKDF2Secret.Digest.sha256, HashFormat.phc, "pbkdf2-sha256 [1500, 32] 16 32 True"),
        (.sha512, .phc, "pbkdf2-sha512 [1500, 64] 16 64 True"),
        (.sha256, .django, "pbkdf2_sha256 [1500] 22 32 True"), (.sha512, .hex, "sha512 [1500] 16 64 True"),
    ])
    func `Python computes the same PBKDF2`(digest: PBKDF2Secret.Digest, format: HashFormat, said: String) throws {
        let recipe = Recipe(
            "pbkdf2",
            [
                "of": .secret("PASSWORD"), "digest": .text(digest.rawValue), "iterations": 1500,
                "format": .text(format.rawValue),
            ])
        let hash = try make(recipe, secrets: secrets)
        #expect(try Python.run(Self.check, [Self.password, hash, digest.rawValue, "1500"]) == said + "\n")
        #expect(try Python.run(Self.check, ["other", hash, digest.rawValue, "1500"]).hasSuffix("False\n"))
    }

    @Test(arguments: [
        (HashFormat.phc, 15, 3, "scrypt [32768, 8, 3] 16 32 True"),
        (.django, 14, 1, "scrypt [16384, 8, 1] 22 64 True"), (.hex, 17, 1, "scrypt [131072, 8, 1] 16 64 True"),
    ])
    func `Python computes the same scrypt`(format: HashFormat, log2N: Int, p: Int, said: String) throws {
        let recipe = Recipe(
            "scrypt",
            [
                "of": .secret("PASSWORD"), "log2_n": .number("\(log2N)"), "r": 8, "p": .number("\(p)"),
                "format": .text(format.rawValue),
            ])
        let hash = try make(recipe, secrets: secrets)
        #expect(
            try Python.run(Self.check, [Self.password, hash, "scrypt", "\(1 << log2N)", "8", "\(p)"]) == said + "\n")
    }

    @Test func `sha256sum computes the same digest`() throws {
        let folder = TemporaryFolder()
        try folder.write("text", Self.password)
        let sum = try #require(Tool("sha256sum")).run([folder.file("text")]).output
        #expect(
            try make("sha256", ["of": .secret("PASSWORD"), "encoding": "hex"], secrets: secrets)
                == String(sum.prefix(64)))
        let base64 = try #require(Tool("sh")).run(
            ["-c", "openssl dgst -sha256 -binary '\(folder.file("text"))' | base64"])
        #expect(
            try make("sha256", ["of": .secret("PASSWORD"), "encoding": "base64"], secrets: secrets) + "\n"
                == base64.output)
    }
}
