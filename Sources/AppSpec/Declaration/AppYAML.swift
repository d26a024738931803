import Plan
import Secrets
import Shapes

/// The keys of app.yaml, declared once.
enum AppYAML {
    /// The one version of the format that there is.
    static let version = 1

    static func root(_ kinds: SecretKinds) -> Shape {
        .object([
            Field("schema", .integer(version...version), "The version of this format.", required: true, example: "1"),
            Field(
                "name", .text(.appName), "The app's name in every path, unit and file name.", required: true,
                example: "echora"),
            Field(
                "title", .text(.line), "The app's name as people read it.", default: "the name", example: "Echora Chat"),
            Field(
                "version", .text(.version),
                "The release that the files belong to. `git` takes it from Git: the commit's tag without its `v`, or "
                    + "else the last tag with the commit's time and name; the files must be as the commit has them.",
                required: true, example: "1.4.0"),
            Field("requires", requires, "The smallest machine that the app runs on."),
            Field(
                "docker", .choice(DockerSource.allCases.map(\.rawValue)),
                "Where machines get Docker from: their distribution's packages, or Docker's own repository. Where the "
                    + "distribution has no Compose v2 (Debian 11 and 12, the RHEL family) it is Docker's whatever this says.",
                default: "distribution"),
            Field("stack", stack, "The Docker Compose stack and the files beside it.", required: true),
            Field(
                "parameters", .map(.parameterName, parameter),
                "Values that the owner of a machine may give, by name. Linode asks for them before it deploys; elsewhere "
                    + "they come by flags or /etc/NAME/parameters.yaml."),
            Field(
                "secrets", .map(.secretName, secret(kinds)),
                "What each machine makes for itself at its first boot, by name. Made once and never again."),
            Field(
                "env", .map(.environmentName, .template),
                "The lines of `.env`, which Compose interpolates into the compose file.",
                example: #"DOMAIN: "{{ address }}""#),
            Field("ready", .list(ready), "What must hold before the app counts as ready."),
            Field(
                "settle", .duration,
                "How long a service without a healthcheck has to run without a restart before it counts as ready. It is "
                    + "waited for only where there are no `ready` checks, or where the service has restarted since it was "
                    + "started.", default: "\(Plan.defaultSettle)s", example: "30s"),
            Field(
                "after_start", .list(.object(command)),
                "Commands run once, in order, in running containers when the app is ready: migrations, a first account."
            ),
            Field(
                "credentials", .either([credentials, .list(credential)]),
                "What the owner is shown: a list of lines, or a mapping that says where as well."),
            Field(
                "expose", .list(exposure),
                "The services that people reach, by host name. The machine's edge, one Caddy for all its apps, has ports 80 "
                    + "and 443, gets the certificates and passes requests on; so the app needs no proxy of its own and "
                    + "publishes none of these ports.",
                example: "[{ service: web, port: 8080 }]"),
            Field("edge", edge, "The edge itself, for an app with `expose`."),
            Field(
                "registries", .list(registry),
                "Private registries that the app's images come from, and which parameters are the owner's login there. The "
                    + "first boot proves it by an image's manifest, and keeps it as `NAMEctl registry login` does. Images "
                    + "from there are no part of a machine's image: they are pulled at the first boot. Without a password, "
                    + "the machine does not log in.",
                example:
                    #"[{ host: ghcr.io, username: "{{ parameters.user }}", password: "{{ parameters.token }}" }]"#),
            Field(
                "setup_page", .choice(SetupPageUse.allCases.map(\.rawValue)),
                "What a browser is shown on port 80 while a machine sets itself up, if that port leads to the app: the "
                    + "`steps` as the console tells them, until the app takes over; `none` shows nothing.",
                default: "steps", example: "none"),
            Field(
                "instances", instances,
                "The app may have several instances on one machine (`NAMEctl instance add ID`): what keeps it from that is an "
                    + "error then."),
            Field(
                "firewall", .list(.either([.integer(1...65535), .text(.port)])),
                "The inbound ports that machines open; a number alone is TCP. Everything else is closed, published ports "
                    + "too, but 22/tcp is always open. Without this key the published ports are open, and with `expose` "
                    + "80/tcp, 443/tcp and 443/udp.",
                example: "[22/tcp, 80/tcp, 443/tcp, 443/udp]"),
            Field(
                "backup", backup,
                "The data that a backup holds: a list of items, or a mapping that says when it is made as well."),
            Field(
                "release", .either([.choice(["none"]), release]),
                "Where the release's files are downloaded from, and whose signatures on releases count; `none` where "
                    + "the app is offered as images alone."),
            Field(
                "source", source,
                "The app's source goes to machines, which build the images of the services that have `build` from it: /opt/NAME/src "
                    + "is a Git repository, the owner may change every file, and an update merges the next release with these "
                    + "changes. Such a service's `build` has `context`, `dockerfile`, `target`, `args` and `network`."),
            Field(
                "railway", .boolean,
                "Whether `generate` also writes what Railway needs: a railway.json for each service that has `build`, and a "
                    + "page with the variables to set.", default: "false", example: "true"),
            Field(
                "publish", publish,
                "How the app's images are built and where they go. `landfall generate --workflows` makes workflows for "
                    + "GitHub Actions of it. Machines get nothing of it."),
            Field(
                "listing", listing,
                "How the app presents itself in marketplaces and catalogues. Machines get nothing of it."),
            Field(
                "providers",
                .object(
                    ProviderRules.clouds.map { cloud in
                        cloud.facts.packer == nil
                            ? Field(cloud.id.rawValue, .object([]), "Make files for \(cloud.title) too; `{}`.")
                            : Field(cloud.id.rawValue, provider, "For images on \(cloud.title).")
                    }),
                "How an image is built on each cloud. Files are made without a section too, except for those clouds "
                    + "whose section is empty."),
        ])
    }

    private static let requires = Shape.object([
        Field("cpus", .integer(1...1024), "Virtual CPUs.", default: "1"),
        Field("memory", .size, "Memory.", example: "1GiB"),
        Field("disk", .size, "Disk.", example: "10GiB"),
    ])

    private static let stack = Shape.object([
        Field(
            "compose", .either([.text(.relativePath), .list(.text(.relativePath))]),
            "The Docker Compose file, relative to app.yaml's folder. Of several, Compose merges each over those before it; "
                + "relative paths in all of them begin at the first one's folder.", required: true,
            example: "docker-compose.yml"),
        Field(
            "files", .list(file),
            "Files and folders that the machine needs beside the compose file. What the compose file itself names by "
                + "`include`, `extends`, `env_file`, `secrets` and `configs` goes with it without being listed here."),
        Field(
            "maintenance", .text(.line),
            "The service that runs on while an update has stopped the others, such as a reverse proxy whose error page says "
                + "that the app is being updated. It may not see data of other services; its own is not kept aside, so a "
                + "rollback does not bring it back.",
            default: "all services stop, and nothing answers", example: "caddy"),
    ])

    private static let file = Shape.keyed([
        Variant(
            name: "from", summary: "A file, or a folder with all that is in it, from app.yaml's folder.",
            fields: [
                Field(
                    "from", .text(.relativePath), "The file or folder within app.yaml's folder.", required: true,
                    example: "Caddyfile"),
                Field(
                    "to", .text(.relativePath), "Where it goes within /opt/NAME.", default: "what `from` says",
                    example: "Caddyfile"),
                Field(
                    "render", .boolean,
                    "Whether `{{ }}` in it is filled in on the machine; else it is copied as it is.",
                    default: "false"),
                Field(
                    "format", .choice(FileFormat.allCases.map(\.rawValue)),
                    "How a rendered file is read, so that its readers get each value back as it is: "
                        + FileFormat.allCases.map { "`\($0.rawValue)`, \($0.summary)" }.joined(separator: "; ") + ".",
                    default: "`env` for an `env_file` of the compose file; else by the name's end (`.env`, `.json`, "
                        + "`.yaml`, `.yml`, `.sh`), or `text`",
                    example: "env"),
                Field(
                    "mode", .text(.mode), "Permission bits in octal.",
                    default: "0644, or 0755 where the file is executable", example: #""0640""#),
                owner,
                Field(
                    "reload", .object(command),
                    "A command that makes a running service read a changed file again, so that no container is replaced for "
                        + "it and an update that changes nothing else stops nothing. It may run more often than the file "
                        + "changes. The service must have the file's folder mounted, not the file by itself.",
                    default: "the services get new containers",
                    example: "{ service: caddy, run: [caddy, reload, --config, /etc/caddy/Caddyfile] }"),
            ]),
        Variant(
            name: "folder", summary: "A folder that a container writes to.",
            fields: [
                Field("folder", .text(.relativePath), "Its path within /opt/NAME.", required: true, example: "data"),
                Field("mode", .text(.mode), "Permission bits in octal.", default: "0755", example: #""0750""#),
                owner,
            ]),
    ])

    private static let owner = Field(
        "owner", .text(.owner),
        "Whose it is, as numbers: the `user` that a service runs as, where it writes there. With a folder, all that is "
            + "laid down in it.",
        default: "root", example: #""1000:1000""#)

    private static let parameter = Shape.object([
        Field(
            "type", .choice(Parameter.Kind.allCases.map(\.rawValue)), "What the value is checked to be.",
            required: true,
            example: "email"),
        Field(
            "label", .text(.line), "What the owner is asked for, in a few words.", required: true,
            example: "Administrator's e-mail"),
        Field(
            "help", .text(.line), "What the owner should know to answer.",
            example: "Notices about certificates go there"),
        Field("example", .scalar, "A valid value.", example: "admin@example.com"),
        Field(
            "required", .boolean, "Whether the first boot waits for a value.", default: "true where there is no default"
        ),
        Field(
            "default", .scalar,
            "The value where none is given. `from-hostname`, for a hostname, is the machine's own name where that is "
                + "fully qualified.", example: "from-hostname"),
        Field(
            "pattern", .text(), "A POSIX extended regular expression that the whole value must match.",
            example: #""[a-z]{3,20}""#),
        Field(
            "minimum", .integer(-1_000_000_000...1_000_000_000), "The least value of a number, or length of a text.",
            example: "1"),
        Field(
            "maximum", .integer(-1_000_000_000...1_000_000_000), "The greatest value of a number, or length of a text.",
            example: "100"),
        Field(
            "sensitive", .boolean,
            "Whether the value is a secret: typed unseen, kept out of logs, reports and messages, and files with it "
                + "are root's alone. A `password` and an `api-token` always are.",
            default: "false", example: "true"),
        Field(
            "options", .list(.text(.line)), "What a `choice` or `many-of` chooses from.", example: "[small, large]"),
    ])

    private static func secret(_ kinds: SecretKinds) -> Shape {
        .tagged(
            by: "kind",
            kinds.declarations.map { kind in
                Variant(
                    name: kind.name,
                    summary: kind.summary + (kind.publicHalf.map { " `secrets.NAME.public` is \($0)." } ?? ""),
                    fields: kind.fields + (kind.isDerived ? [] : [rotate]))
            })
    }

    private static let rotate = Field(
        "rotate", .either([.choice(["restart"]), .object(command)]),
        "How `NAMEctl rotate` changes it on a machine that is set up: `restart` where the app reads it as it starts, or "
            + "a command that takes the new value from its standard input and may run twice. Without it, it never changes.",
        example: "{ service: postgres, run: [set-password] }")

    private static let within = Field("within", .duration, "How long it may take.", default: "5min", example: "90s")

    private static let ready = Shape.keyed([
        Variant(
            name: "http", summary: "A URL that answers a GET with a status from 200 to 399.",
            fields: [
                Field(
                    "http", .template, "The URL, asked from the machine itself.", required: true,
                    example: #""http://127.0.0.1/api/health""#),
                within,
            ]),
        Variant(
            name: "tcp", summary: "An address that accepts a connection.",
            fields: [
                Field(
                    "tcp", .text(.tcpAddress), "Host and port, from the machine itself.", required: true,
                    example: #""127.0.0.1:5432""#),
                within,
            ]),
    ])

    /// A command in a service's container.
    static let command = [
        Field("service", .text(), "A service of the compose file.", required: true, example: "backend"),
        Field("run", .list(.text()), "The program and its arguments.", required: true, example: "[echora-migrate]"),
    ]

    private static let exposure = Shape.object([
        Field("service", .text(), "A service of the compose file.", required: true, example: "web"),
        Field(
            "port", .integer(1...65535), "The port on which it listens in its container, in plain HTTP.",
            required: true,
            example: "8080"),
        Field(
            "host", .template,
            "The name that leads to it. Each name on a machine is one app's. A public name gets a certificate by ACME, and "
                + "so does a public address; other names and addresses get one of Caddy's own authority.",
            default: #""{{ address }}""#, example: #""{{ parameters.domain }}""#),
        Field(
            "path", .text(.urlPath),
            "What the requests' paths begin with. Of several of one host, the longest counts; the path is passed on whole.",
            default: "/", example: "/api"),
    ])

    private static let registry = Shape.object([
        Field(
            "host", .text(.line), "What the images' names begin with; `docker.io` for Docker's own registry.",
            required: true, example: "registry.example.com:5000"),
        Field(
            "username", .template, "The user. A registry that has tokens alone takes any name.", required: true,
            example: #""{{ parameters.registry_user }}""#),
        Field(
            "password", .template, "The password or token: a parameter that is a secret.", required: true,
            example: #""{{ parameters.registry_token }}""#),
    ])

    private static let edge = Shape.object([
        Field(
            "image", .text(.image),
            "Caddy's image. Of several apps of a machine, the newest version is used.",
            default: "Caddy's official one, by digest", example: "caddy:2.11.7")
    ])

    private static let instances = Shape.object([
        Field(
            "config", .list(.text(.relativePath)),
            "Files in /opt/NAME that the owner of each instance brings by `--config DIR`. They are among `stack.files` too: the "
                + "first instance begins with those.", example: "[coop.yaml, modules.yaml]"),
        Field(
            "limits", .map(.composeName, limit),
            "What a service's containers may use in each instance but the first, by service.",
            example: "{ web: { memory: 512MiB, cpus: 0.5 } }"),
    ])

    private static let limit = Shape.object([
        Field("memory", .size, "Memory.", default: "no limit", example: "512MiB"),
        Field("cpus", .text(.processors), "Processors.", default: "no limit", example: "0.5"),
    ])

    private static let credential = Shape.object([
        Field("label", .text(.line), "What it is.", required: true, example: "Admin password"),
        Field(
            "value", .template, "The value.", required: true, example: #""{{ secrets.ADMIN_PASSWORD }}""#),
    ])

    private static let credentials = Shape.object([
        Field(
            "console", .choice(["until-login", "never"]),
            "Whether the machine's console shows them: until the first login, or never.", default: "until-login"),
        Field("show", .list(credential), "The lines.", required: true),
    ])

    private static let provider = Shape.object([
        Field("plan", .text(.slug), "The plan that the image is built on.", example: "vc2-1c-1gb"),
        Field("region", .text(.slug), "The region that the image is built in.", example: "ewr"),
        Field("image", .text(.slug), "The operating system to begin from.", example: "ubuntu-24.04"),
        Field(
            "copy_to", .list(.text(.slug)),
            "Further regions that the image is copied to, where it does not lie in all of them by itself.",
            example: "[ams3, sgp1]"),
    ])
}
