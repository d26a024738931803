/// The initrd for a kernel without a boot loader.
enum InitialFiles {
    /// Runs in the disk's tree and writes the archive to standard output.
    ///
    /// The distribution's own initrd looks for every kind of disk with udev, which takes three seconds under emulation.
    /// A machine here has one disk. Only modules that are not built into the kernel are included.
    static let script = #"""
        set -eu
        folder=/tmp/initial-files
        mkdir "$folder"
        cd "$folder"
        mkdir -p bin dev root usr/lib
        cp /usr/lib/klibc/bin/sh /usr/lib/klibc/bin/mount /usr/lib/klibc/bin/insmod /usr/lib/klibc/bin/run-init bin
        cp /usr/lib/klibc-*.so usr/lib
        # Debian 12's programs look for it there.
        ln -s usr/lib lib
        version=$(basename /lib/modules/*)
        {
            echo '#!/bin/sh -e'
            echo 'mount -t devtmpfs devtmpfs /dev'
            for name in virtio_pci virtio_blk ext4; do
                modprobe --set-version "$version" --show-depends "$name"
            done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
                cp "$file" .
                echo "insmod /${file##*/}"
            done
            echo 'mount -t ext4 /dev/vda /root'
            echo 'mount -o move /dev /root/dev'
            echo 'exec run-init /root /sbin/init'
        } >init
        chmod 0755 init
        find . | cpio --quiet --create --format=newc
        rm -rf "$folder"
        """#
}
