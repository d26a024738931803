import Text

extension Recording {
    static let aws = Recording(
        variants: [
            Variant(
                name: "private-ipv4-minimal", summary: "a private IPv4 only; tags are switched off; no user-data",
                machine: RecordedMachine(
                    instanceID: "i-0a0a0a0a0a0a0a002", hostname: "ip-10-0-0-11.ec2.internal", publicIPv4: "",
                    mac: "06:17:04:d7:26:02"),
                routes: { machine in
                    AWSService(document: AWSDocument.privateOnly(machine), machine, userData: machine.userData).routes
                }),
            Variant(
                name: "dual-stack-userdata", summary: "IPv4, IPv6, tags and user-data",
                machine: RecordedMachine(
                    instanceID: "i-0a0a0a0a0a0a0a001", hostname: "ip-10-0-0-10.ec2.internal",
                    publicIPv4: "203.0.113.77", mac: "06:17:04:d7:26:01"),
                routes: { machine in
                    AWSService(
                        document: AWSDocument.dualStack(machine), machine,
                        userData: machine.userData ?? sampleUserData
                    ).routes
                }),
        ],
        vendor: "Amazon EC2", product: "t3.micro", uuid: "ec2a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a01",
        notFound: .text(
            #"<?xml version="1.0" encoding="iso-8859-1"?><html><head><title>404 - Not Found</title></head></html>"#,
            status: 404),
        token: .aws)
}

/// The tree under the newest version's name and under an older one, for requests with the token.
private struct AWSService {
    private static let token = "AQAEAFakeTokenForTestsOnly0123456789abcdefghijklmnopqrstuv=="

    let document: String
    let machine: RecordedMachine
    let userData: String?

    init(document: String, _ machine: RecordedMachine, userData: String?) {
        (self.document, self.machine, self.userData) = (document, machine, userData)
    }

    var routes: [Recording.Route] {
        let lifetime = SessionToken.aws.lifetimeHeader
        var granted = Recording.Answer.text(Self.token)
        granted.headers["X-Aws-Ec2-Metadata-Token-Ttl-Seconds"] = "21600"
        granted.headers["Server"] = "EC2ws"
        func put(_ path: String, _ wants: [String: String?], _ answer: Recording.Answer) -> Recording.Route {
            Recording.Route(method: "PUT", path: path, wants: wants, answer: answer)
        }
        return [
            put("/latest/api/token", [lifetime: nil, "X-Forwarded-For": nil], .text("", status: 403)),
            put("/latest/api/token", [lifetime: nil], granted),
            put("/latest/api/token", [:], .text("", status: 400)),
            put("/2021-03-23/api/token", [:], .text("Forbidden", status: 403)),
        ] + version("latest") + version("2021-03-23")
    }

    private func version(_ name: String) -> [Recording.Route] {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\n"
        var routes = TextTree(root: "/\(name)/meta-data/").routes(document)
        routes += [
            .get("/\(name)/meta-data/public-keys/", .text("0=admin-key")),
            .get("/\(name)/meta-data/public-keys/0/openssh-key", .text(key)),
            .get("/\(name)/dynamic/instance-identity/document", .text(AWSDocument.identity(machine))),
        ]
        if let userData {
            let headers = ["Content-Type": "application/octet-stream"]
            routes.append(.get("/\(name)/user-data", Recording.Answer(headers: headers, body: userData)))
        }
        if !document.contains(#""tags""#) {
            routes.append(.get("/\(name)/meta-data/tags/instance", .text("", status: 404)))
        }
        return routes.map { route in
            var route = route
            route.wants[SessionToken.aws.header] = Self.token
            return route
        } + routes.map { .get($0.path, .text("", status: 401)) }
    }
}
