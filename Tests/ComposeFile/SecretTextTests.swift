import ComposeFile
import Testing

/// Names that have a secret, and secrets within other texts.
@Suite struct SecretTextTests {
    @Test(arguments: [
        "POSTGRES_PASSWORD", "PGPASSWORD", "DB_PASS", "dbPassword", "db-password", "SECRET_KEY_BASE", "JWT_SECRET",
        "API_KEY", "AWS_SECRET_ACCESS_KEY", "SALT", "CLIENTSECRET", "PASSWORD1", "--requirepass",
    ])
    func `a name says that it has a secret`(_ name: String) { #expect(SecretName.isSecret(name)) }

    @Test(arguments: [
        "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD_ENABLED", "NEXT_PUBLIC_TOKEN", "TOKEN_EXPIRY",
        "PASSWORD_FILE", "PWD", "MINIO_ACCESS_KEY", "DISABLE_PASSWORD", "NO_PASSWORD", "SECRET_NAME", "KEY",
    ])
    func `a name that is about a secret has none`(_ name: String) { #expect(!SecretName.isSecret(name)) }

    @Test(arguments: [
        ("SESSION_KEY", "connect.sid"), ("COOKIE_KEY", "app_session"), ("HASH_KEY", "10"),
        ("SESSION_KEY", "3600000"),
        ("CACHE_APP_KEY", "42"),
    ])
    func `what a session is called, and a number, is no secret`(_ name: String, _ value: String) {
        #expect(!SecretName.isSecret(name, value))
        #expect(SecretName.isSecret(name, "hunter2hunter2"))
    }

    @Test(arguments: ["/run/secrets/x", "./keys/app.pem", "../x.key", "~/x", "file:///run/token", "8080"])
    func `a path or a port is no secret`(_ value: String) { #expect(!SecretName.isValue(value)) }

    @Test(arguments: [
        ("redis://:hunter2x@redis:6379/0", "hunter2x"), ("postgres://app:hunter2x@db/app", "hunter2x"),
        ("app:hunter2x@tcp(db:3306)/app?parseTime=true", "hunter2x"),
        ("Server=db;User Id=app;Password=hunter2x;", "hunter2x"),
        ("Endpoint=https://x.example;AccountKey=hunter2xhunter2x", "hunter2xhunter2x"),
        ("host=db user=app password=hunter2x dbname=app", "hunter2x"),
        (#"{"user":"app","password":"hunter2x"}"#, "hunter2x"), ("x.environment.DB_PASSWORD=hunter2x", "hunter2x"),
    ])
    func `a password within a text is found`(_ text: String, _ password: String) {
        #expect(SecretText.find(in: text).map(\.value) == [password])
    }

    @Test(arguments: [
        "https://example.com/a@b", "postgres://app:${DB_PASSWORD}@db/app", "password=$PASSWORD", "a: b", "token=",
        "Password={password}", "RUST_LOG=app::password=debug,token=trace", "https://x.example/?token=${TOKEN}",
        "https://x.example/?token=$TOKEN", "https://x.example/?token={{ token }}", "info,app::secret=warn",
        #"console.log("export KEY_SECRET="+JSON.stringify(x)+"")"#, "http://user@host/", "--password-file=/run/x",
    ])
    func `what only looks like one is not`(_ text: String) { #expect(SecretText.find(in: text).isEmpty) }

    @Test func `the options of a command are known`() {
        let find = { (texts: [String]) in SecretText.find(inCommand: texts).map { $0.map(\.value) } }
        #expect(find(["redis-server", "--requirepass", "hunter2x"]) == [[], [], ["hunter2x"]])
        #expect(find(["mysqladmin ping -uroot -phunter2x"]) == [["hunter2x"]])
        #expect(find(["CMD-SHELL", "redis-cli -a hunter2x ping"]) == [[], ["hunter2x"]])
        #expect(find(["server --port 80 --db-password=hunter2x"]) == [["hunter2x"]])
        #expect(find(["pg_isready", "-p", "5432"]) == [[], [], []])
        #expect(find(["CMD", "redis-cli", "-a", "$own", "ping"]) == [[], [], [], [], []])
        #expect(find(["mysqladmin ping -p$MYSQL_ROOT_PASSWORD || exit 1"]) == [[]])
        #expect(find(["mongosh --quiet && mkdir -p backups"]) == [[]])
    }

    @Test func `a long text takes time by its length alone`() {
        let time = ContinuousClock().measure { _ = SecretText.find(in: String(repeating: "a=", count: 20_000)) }
        #expect(time < .seconds(20))
    }

    @Test func `a place in the text is said in bytes`() throws {
        let text = "ü redis://:hunter2x@redis"
        let found = try #require(SecretText.find(in: text).first)
        #expect(String(decoding: Array(text.utf8)[found.range], as: UTF8.self) == "hunter2x" && found.host == "redis")
    }
}
