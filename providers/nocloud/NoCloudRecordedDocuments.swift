/// Files of the recorded seeds.
enum NoCloudDocument {
    static func proxmoxUserData(_ machine: RecordedMachine) -> String {
        #"""
        #cloud-config
        hostname: \#(machine.hostname)
        manage_etc_hosts: true
        user: admin
        chpasswd:
          expire: False
        users:
          - default
        package_upgrade: true

        """#
    }

    static func proxmoxNetwork(_ machine: RecordedMachine) -> String {
        #"""
        version: 1
        config:
            - type: physical
              name: eth0
              mac_address: '\#(machine.mac)'
              subnets:
              - type: dhcp4
            - type: nameserver
              address:
              - '192.0.2.53'

        """#
    }

    static func fixedNetwork(_ machine: RecordedMachine) -> String {
        #"""
        version: 2
        ethernets:
          eth0:
            match:
              macaddress: '\#(machine.mac)'
            set-name: eth0
            dhcp4: false
            addresses:
              - \#(machine.publicIPv4)/24
              - 2001:db8:80:4::10/64
            gateway4: 198.51.100.1
            nameservers:
              addresses: [192.0.2.53]

        """#
    }
}
