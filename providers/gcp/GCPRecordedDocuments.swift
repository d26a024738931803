/// The lists of network interfaces of the recorded machines.
enum GCPDocument {
    static func dualStackInterfaces(_ machine: RecordedMachine) -> String {
        #"""
        [{"accessConfigs": [{"externalIp": "\#(machine.publicIPv4)", "type": "ONE_TO_ONE_NAT"}], "dnsServers": ["169.254.169.254"], "forwardedIps": [], "gateway": "10.128.0.1", "ip": "10.128.0.2", "ipAliases": [], "mac": "\#(machine.mac)", "mtu": 1460, "network": "projects/123456789012/networks/default", "subnetmask": "255.255.240.0", "targetInstanceIps": [], "gatewayIpv6": "fe80::4001:aff:fe80:1", "ipv6s": ["2001:db8:172:1610:0:1:0:0"]}]
        """#
    }

    static func privateInterfaces(_ machine: RecordedMachine) -> String {
        #"""
        [{"accessConfigs": [], "dnsServers": ["169.254.169.254"], "forwardedIps": [], "gateway": "10.128.0.1", "ip": "10.128.0.2", "ipAliases": [], "mac": "\#(machine.mac)", "mtu": 1460, "network": "projects/123456789012/networks/default", "subnetmask": "255.255.240.0", "targetInstanceIps": []}]
        """#
    }
}
