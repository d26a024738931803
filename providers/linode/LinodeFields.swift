extension FieldRules {
    /// Linode's docs on StackScripts' user-defined fields: "password" in a field's name masks it. The variables are those
    /// that a shell, the system's programs, Docker and the StackScript's runner (`LINODE_…`) read.
    static let linode = FieldRules(
        maskingWord: "password",
        reserved: [
            "PATH", "HOME", "SHELL", "USER", "LOGNAME", "PWD", "OLDPWD", "LANG", "LANGUAGE", "TERM", "TMPDIR", "IFS",
            "ENV", "BASH_ENV", "BASHOPTS", "SHELLOPTS", "CDPATH", "GLOBIGNORE", "PS1", "PS2", "PS4", "UID", "EUID",
            "PPID", "HOSTNAME", "HOSTTYPE", "OSTYPE", "MACHTYPE", "GROUPS", "RANDOM", "SECONDS", "LINENO", "OPTIND",
            "OPTARG", "OPTERR", "DEBIAN_FRONTEND", "TZ", "MAIL", "EDITOR", "DISPLAY",
        ],
        reservedPrefixes: ["LINODE_", "LD_", "LC_", "BASH_", "DOCKER_", "COMPOSE_", "SSL_CERT_"])
}
