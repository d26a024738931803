extension ImageExtras {
    static let applicationInfo = "/var/lib/digitalocean/application.info"

    /// The application tag is what DigitalOcean's own 1-Click images write; its image check (99-img-check.sh 1.8.1)
    /// refuses /opt/digitalocean, the folder of the agents that it puts on every droplet. Read 2026-07. Its build standard
    /// asks for the header in what the app's Caddy answers, and machines that no 1-Click made have none.
    static let digitalOcean = ImageExtras(
        files: [
            File(applicationInfo) { build in
                """
                application_name="\(build.app.name)"
                build_date="\(build.date)"
                distro="\(build.distribution)"
                distro_release="\(build.release)"
                distro_codename="\(build.codename)"
                distro_arch="\(build.architecture)"
                application_version="\(build.app.version)"

                """
            }
        ],
        unwantedPackages: ["droplet-agent", "droplet-agent-keyring", "do-agent"],
        unwantedPaths: [
            "/opt/digitalocean", "/etc/apt/sources.list.d/droplet-agent.list",
            "/etc/apt/sources.list.d/digitalocean-agent.list",
        ],
        header: Header(name: "X-DO-MARKETPLACE", file: applicationInfo))
}
