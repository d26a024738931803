import Providers

/// Names that an app must not have: its unit NAME.service, its command NAMEctl, /etc/NAME or /opt/NAME would replace
/// something that the supported images have.
///
/// Sources: the units, commands and folders of the cloud images of Debian 12 and 13, Ubuntu 22.04 and 24.04 and
/// AlmaLinux 9, and of the providers' agents. `prepare` finds what else a machine has.
public enum ReservedNames {
    public static func contains(_ name: String) -> Bool {
        units.contains(name) || commands.contains(name) || folders.contains(name) || providers.contains(name)
            || prefixes.contains { name.hasPrefix($0) }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    /// A whole family each: `systemd-networkd`, `cloud-init-local`, `snap-lxd`.
    private static let prefixes = [
        "systemd-", "cloud-init-", "snap-", "apt-daily-", "dbus-org-", "getty-", "initrd-", "lvm2-", "netplan-",
        "plymouth-", "landfall-",
    ]

    private static var providers: Set<String> { Set(Provider.all.map(\.id.rawValue)) }

    /// Names of service, socket, timer and path units.
    private static let units = words(
        """
        acpid apparmor apport apport-autoreport apport-forward apt-daily apt-news arp-ethers atd auditd autofs autovt
        avahi-daemon blk-availability blockdev bluetooth chrony chrony-wait chronyd cloud-config cloud-final cloud-init
        console-getty console-setup container-getty containerd cpupower cron crond cryptdisks cryptdisks-early dbus
        debug-shell dhcpcd dm-event dmesg dnf-automatic dnf-makecache do-agent docker dpkg-db-backup dracut-shutdown
        droplet-agent ebtables emergency esm-cache exim4 finalrd firewalld first-boot-complete friendly-recovery fstrim
        fwupd fwupd-refresh getty grub-common grub-initrd-fallback gssproxy haveged hc-utils hibinit-agent hwclock ifup
        ifupdown-pre import-state insights-client ip6tables ipset iptables irqbalance iscsi iscsid kdump keyboard-setup
        kmod kmod-static-nodes ldconfig logrotate lxd lxd-agent lxd-installer man-db mdadm mdcheck mdmonitor mlocate
        modprobe motd-news multipath-tools multipathd network networkd-dispatcher networking nftables nis-domainname
        nscd ntp ntpd ntpsec oddjobd open-iscsi open-vm-tools packagekit pam plocate-updatedb plymouth polkit polkitd
        pollinate postfix procps psacct qemu-guest-agent quotaon rc rc-local rdisc rescue resolvconf restorecond
        rhsmcertd rngd rpcbind rsync rsyslog screen-cleanup secureboot-db selinux-autorelabel serial-getty setvtrgb
        smartd smartmontools snapd ssh sshd sshd-keygen sssd sudo sysstat system-update-cleanup systemd tcsd teamd
        thermald tpm-udev tuned ua-reboot-cmds ua-timer ubuntu-advantage ubuntu-fan udev udisks2 ufw
        unattended-upgrades update-notifier upower usb-gadget usbmuxd user-runtime-dir uuidd vgauth waagent
        walinuxagent wg-quick x11-common zfs-mount zfs-zed
        """)

    /// Names for which NAMEctl is a command: systemctl, journalctl, smartctl …
    private static let commands = words(
        """
        alsa apache2 audit bluetooth boot bus coredump home hostname import journal kdump key locale login machine mdev
        network numa oom portable resolve smart sss sys system teamd timedate udisks userdb varlink zram
        """)

    /// Names for which /etc/NAME or /opt/NAME exists; `edge` is Landfall's own in /var/lib/landfall.
    private static let folders = words(
        """
        alternatives apt audit ca-certificates cloud cron crypto-policies default dhcp dnf dpkg dracut edge firmware fonts
        fstab glvnd gnupg groff grub gss hosts init initramfs-tools iproute2 issue kernel landfall landscape ld ldap
        logcheck logrotate lvm modprobe modules motd needrestart netplan newt opt passwd perl pki pm popt ppp profile
        python3 rpm rsyslog security selinux services shadow shells skel sos ssl subgid subuid sudoers supercat
        sysconfig sysctl terminfo tmpfiles ubuntu-advantage update-manager update-motd vim vmware-tools xattr xdg xml
        yum zsh
        """)
}
