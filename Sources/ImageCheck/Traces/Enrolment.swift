/// A program that enrols a machine somewhere, with the files where it keeps the machine's identity. Every machine from
/// the image would have the builder's identity.
public struct Enrolment: Sendable {
    /// Its usual name.
    public let program: String
    /// Files and folders outside home folders; `*` stands for any part of a name.
    public let paths: [String]
    /// Units to stop first, because they would write the files again.
    public let units: [String]
    /// The command that ends the enrolment on the other side, if there is one.
    public let withdrawal: [String]?

    init(_ program: String, _ paths: String..., units: [String] = [], withdrawal: [String]? = nil) {
        self.program = program
        self.paths = paths
        self.units = units
        self.withdrawal = withdrawal
    }
}

extension Traces {
    /// The places, from the programs' own documentation and packages, read 2026-11.
    public static let enrolments: [Enrolment] = subscriptions + tunnels + fleets + clusters + monitoring + access

    private static let subscriptions = [
        Enrolment(
            "Ubuntu Pro", "/var/lib/ubuntu-advantage/private/*", "/var/lib/ubuntu-advantage/machine-token.json",
            "/var/lib/ubuntu-advantage/machine-access-*.json", "/etc/apt/sources.list.d/ubuntu-esm-*",
            "/etc/apt/auth.conf.d/90ubuntu-advantage", withdrawal: ["pro", "detach", "--assume-yes"]),
        Enrolment(
            "Landscape", "/var/lib/landscape/client", "/etc/landscape/client.conf", units: ["landscape-client.service"]),
        Enrolment(
            "Red Hat's subscription-manager", "/etc/pki/consumer", "/etc/pki/entitlement", "/var/lib/rhsm/cache",
            withdrawal: ["subscription-manager", "unregister"]),
        Enrolment("Red Hat Insights", "/etc/insights-client/machine-id", "/etc/insights-client/.registered"),
        Enrolment("Spacewalk or Uyuni", "/etc/sysconfig/rhn/systemid"),
        Enrolment("SUSE's customer center", "/etc/zypp/credentials.d", "/etc/SUSEConnect"),
        Enrolment("Ubuntu's error reports", "/var/lib/whoopsie/whoopsie-id", units: ["whoopsie.service"]),
    ]

    private static let tunnels = [
        Enrolment(
            "cloudflared", "/etc/cloudflared", "/usr/local/etc/cloudflared", units: ["cloudflared.service"]),
        Enrolment(
            "Tailscale", "/var/lib/tailscale", "/var/cache/tailscale", units: ["tailscaled.service"]),
        Enrolment(
            "ZeroTier", "/var/lib/zerotier-one/identity.*", "/var/lib/zerotier-one/authtoken.secret",
            "/var/lib/zerotier-one/networks.d", units: ["zerotier-one.service"]),
        Enrolment("NetBird", "/etc/netbird", "/var/lib/netbird", units: ["netbird.service"]),
        Enrolment("Netmaker", "/etc/netclient", units: ["netclient.service"]),
        Enrolment("WireGuard", "/etc/wireguard"),
        Enrolment("Nebula", "/etc/nebula", units: ["nebula.service"]),
        Enrolment("innernet", "/etc/innernet", "/var/lib/innernet"),
        Enrolment("tinc", "/etc/tinc/*/rsa_key.priv", "/etc/tinc/*/ed25519_key.priv"),
        Enrolment("strongSwan", "/etc/ipsec.secrets", "/etc/swanctl/private", "/etc/ipsec.d/private"),
        Enrolment("Twingate", "/etc/twingate/connector.conf", "/var/lib/twingate", units: ["twingate.service"]),
        Enrolment("OpenZiti", "/opt/openziti/etc/identities", units: ["ziti-edge-tunnel.service"]),
        Enrolment("ngrok", "/etc/ngrok.yml", "/etc/ngrok", units: ["ngrok.service"]),
        Enrolment("Tor", "/var/lib/tor/*/hs_ed25519_secret_key", "/var/lib/tor/keys", units: ["tor@default.service"]),
    ]

    private static let fleets = [
        Enrolment(
            "AWS Systems Manager", "/var/lib/amazon/ssm/registration", "/var/lib/amazon/ssm/Vault",
            "/var/lib/amazon/ssm/i-*", "/var/lib/amazon/ssm/mi-*", units: ["amazon-ssm-agent.service"]),
        Enrolment("Amazon ECS", "/var/lib/ecs/data", units: ["ecs.service"]),
        Enrolment("AWS CodeDeploy", "/etc/codedeploy-agent/conf/codedeploy.onpremises.yml"),
        Enrolment(
            "Azure Arc", "/var/opt/azcmagent/certs", "/var/opt/azcmagent/agentconfig.json", units: ["himdsd.service"]),
        Enrolment(
            "Puppet", "/etc/puppetlabs/puppet/ssl", "/etc/puppet/ssl", "/var/lib/puppet/ssl", units: ["puppet.service"]),
        Enrolment("Salt", "/etc/salt/pki", "/etc/salt/minion_id", units: ["salt-minion.service"]),
        Enrolment("Chef", "/etc/chef/*.pem", "/etc/cinc/*.pem", "/var/chef/cache", units: ["chef-client.service"]),
        Enrolment("GitLab Runner", "/etc/gitlab-runner", units: ["gitlab-runner.service"]),
        Enrolment("Buildkite", "/etc/buildkite-agent/buildkite-agent.cfg", units: ["buildkite-agent.service"]),
        Enrolment(
            "Teleport", "/var/lib/teleport", units: ["teleport.service"]),
    ]

    private static let clusters = [
        Enrolment("Docker Swarm", "/var/lib/docker/swarm"),
        Enrolment(
            "k3s or RKE2", "/var/lib/rancher/*/server", "/var/lib/rancher/*/agent/*.kubeconfig",
            "/var/lib/rancher/*/agent/*.key", "/etc/rancher/*/*.yaml", "/etc/rancher/node",
            units: ["k3s.service", "k3s-agent.service", "rke2-server.service", "rke2-agent.service"]),
        Enrolment(
            "Kubernetes", "/etc/kubernetes/*.conf", "/etc/kubernetes/pki", "/var/lib/kubelet/pki", "/var/lib/etcd",
            units: ["kubelet.service"]),
        Enrolment("MicroK8s", "/var/snap/microk8s/*/credentials", "/var/snap/microk8s/*/certs"),
        Enrolment("k0s", "/var/lib/k0s/pki", "/etc/k0s/*token*"),
        Enrolment(
            "Consul", "/var/lib/consul", "/opt/consul/node-id", "/opt/consul/serf", "/opt/consul/data",
            units: ["consul.service"]),
        Enrolment(
            "Nomad", "/var/lib/nomad", "/opt/nomad/data/client", "/opt/nomad/data/server", units: ["nomad.service"]),
        Enrolment("Vault", "/opt/vault/data", "/opt/vault/tls", "/etc/vault.d/*token*", units: ["vault.service"]),
    ]

    private static let monitoring = [
        Enrolment(
            "Datadog", "/etc/datadog-agent/auth_token", "/etc/datadog-agent/*.pem", units: ["datadog-agent.service"]),
        Enrolment(
            "Elastic Agent", "/opt/Elastic/Agent/fleet.enc", "/etc/elastic-agent/fleet.enc",
            "/var/lib/elastic-agent/fleet.enc", "/var/lib/*beat/*.keystore", units: ["elastic-agent.service"]),
        Enrolment("Wazuh or OSSEC", "/var/ossec/etc/client.keys", units: ["wazuh-agent.service"]),
        Enrolment("CrowdStrike Falcon", "/opt/CrowdStrike/falconstore", units: ["falcon-sensor.service"]),
        Enrolment(
            "Fleet or osquery", "/opt/orbit/secret*.txt", "/opt/orbit/identifier", "/opt/orbit/osquery.db",
            "/var/osquery/osquery.db", units: ["orbit.service", "osqueryd.service"]),
        Enrolment("Qualys", "/etc/qualys/hostid", units: ["qualys-cloud-agent.service"]),
        Enrolment("Netdata", "/var/lib/netdata/cloud.d", "/var/lib/netdata/registry", units: ["netdata.service"]),
        Enrolment("Checkmk", "/var/lib/cmk-agent/registered_connections.json", units: ["cmk-agent-ctl-daemon.service"]),
        Enrolment("Zabbix", "/etc/zabbix/*.psk", units: ["zabbix-agent.service", "zabbix-agent2.service"]),
        Enrolment("Linode Longview", "/etc/linode/longview.key", units: ["longview.service"]),
    ]

    private static let access = [
        Enrolment("Kerberos", "/etc/krb5.keytab"),
        Enrolment("SSSD", "/var/lib/sss/secrets", "/var/lib/sss/db", units: ["sssd.service"]),
        Enrolment("Samba", "/var/lib/samba/private", units: ["winbind.service", "smbd.service"]),
        Enrolment("certbot", "/etc/letsencrypt/accounts", "/etc/letsencrypt/archive", "/etc/letsencrypt/live"),
        Enrolment("Caddy", "/var/lib/caddy/.local/share/caddy", units: ["caddy.service"]),
        Enrolment("Dropbear", "/etc/dropbear/dropbear_*_host_key", "/etc/dropbear-initramfs/dropbear_*_host_key"),
    ]
}
