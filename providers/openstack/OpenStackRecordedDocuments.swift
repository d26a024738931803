/// The documents of the recorded machine.
enum OpenStackDocument {
    static func metadata(_ machine: RecordedMachine) -> String {
        #"""
        {"uuid": "\#(machine.instanceID)", "hostname": "\#(machine.hostname)", "name": "app-1", "launch_index": 0, "availability_zone": "nova", "project_id": "39073b0a12344f6e8a4e5e76a4bd64b2", "devices": [], "public_keys": {"admin": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\n"}, "keys": [{"name": "admin", "type": "ssh", "data": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEIDxYdJCsyOUBHTlVcY2pxeH+GjZSboqmwt77FzNPa admin@example.com\n"}], "random_seed": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "meta": {"role": "web"}}
        """#
    }

    static func network(_ machine: RecordedMachine) -> String {
        #"""
        {"links": [{"id": "tap1", "type": "ovs", "ethernet_mac_address": "\#(machine.mac)", "mtu": 1500, "vif_id": "7607af2d-c24d-4bfb-909e-c447b119f4e2"}], "networks": [{"id": "network0", "type": "ipv4", "link": "tap1", "ip_address": "\#(machine.publicIPv4)", "netmask": "255.255.255.0", "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "198.51.100.1"}], "network_id": "dc4b2e65-869b-46b1-b53b-538774dbdc16"}, {"id": "network1", "type": "ipv6", "link": "tap1", "ip_address": "2001:db8:100::12", "netmask": "ffff:ffff:ffff:ffff::", "routes": [{"network": "::", "netmask": "::", "gateway": "2001:db8:100::1"}], "network_id": "39b48637-d98a-4dfc-a05b-d61e8d88fafe"}], "services": [{"type": "dns", "address": "192.0.2.53"}]}
        """#
    }
}
