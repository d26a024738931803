/// The documents of the recorded machines.
enum HetznerDocument {
    /// One public interface without IPv6.
    static func ipv4Only(_ machine: RecordedMachine, zone: String) -> String {
        #"""
        availability-zone: \#(zone)
        hostname: \#(machine.hostname)
        instance-id: \#(machine.instanceID)
        local-ipv4: ''
        network-config:
          config:
          - mac_address: \#(machine.mac)
            name: eth0
            subnets:
            - dns_nameservers:
              - 192.0.2.1
              - 192.0.2.2
              ipv4: true
              type: dhcp
            type: physical
          version: 1
        network-sysconfig: "DEVICE='eth0'\nTYPE=Ethernet\nBOOTPROTO=dhcp\nONBOOT='yes'\nHWADDR=\#(machine.mac)\nDNS1=192.0.2.1\nDNS2=192.0.2.2\n"
        public-ipv4: \#(machine.publicIPv4)
        public-keys:
        - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com
        region: eu-central
        vendor_data: "#cloud-config\nssh_pwauth: false\n"

        """#
    }

    /// IPv4, IPv6 and two private networks.
    static func dualStack(_ machine: RecordedMachine) -> String {
        #"""
        availability-zone: fsn1-dc14
        hostname: \#(machine.hostname)
        instance-id: \#(machine.instanceID)
        local-ipv4: ''
        network-config:
          config:
          - mac_address: \#(machine.mac)
            name: eth0
            subnets:
            - dns_nameservers:
              - 192.0.2.1
              - 192.0.2.2
              ipv4: true
              type: dhcp
            - address: 2001:db8:beef:beef::1/64
              dns_nameservers:
              - 2001:db8:ffff::add:2
              - 2001:db8:ffff::add:1
              gateway: fe80::1
              ipv6: true
              type: static
            type: physical
          version: 1
        network-sysconfig: "DEVICE='eth0'\nTYPE=Ethernet\nBOOTPROTO=dhcp\nONBOOT='yes'\nHWADDR=\#(machine.mac)\nIPV6INIT=yes\nIPV6ADDR=2001:db8:beef:beef::1/64\nIPV6_DEFAULTGW=fe80::1%eth0\nIPV6_AUTOCONF=no\nDNS1=192.0.2.1\nDNS2=192.0.2.2\n"
        public-ipv4: \#(machine.publicIPv4)
        public-keys:
        - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com
        - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAkQFx4lLDM6QUhPVl1ka3J5gIeOlZyjqrG4v8bN1Nvi deploy@example.net
        region: eu-central
        vendor_data: "#cloud-config\nssh_pwauth: false\n"

        """#
    }

    static let privateNetworks =
        #"""
        - ip: 10.0.0.2
          alias_ips: [10.0.0.3, 10.0.0.4]
          interface_num: 1
          mac_address: 86:00:00:2a:7d:e0
          network_id: 1234
          network_name: nw-app
          network: 10.0.0.0/8
          subnet: 10.0.0.0/24
          gateway: 10.0.0.1
        - ip: 192.168.0.2
          alias_ips: []
          interface_num: 2
          mac_address: 86:00:00:2a:7d:e1
          network_id: 4321
          network_name: nw-db
          network: 192.168.0.0/16
          subnet: 192.168.0.0/24
          gateway: 192.168.0.1

        """#
}
