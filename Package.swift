// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// For the modules of the machine's binary: the one for regular expressions would make it a megabyte larger.
let lean = strict + [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")

func library(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", swiftSettings: settings)
}

/// A module of the machine's binary.
func leanLibrary(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
    library(name, path: path, dependencies, lean)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.byName(name: module), "TestSupport"] + dependencies,
        path: "Tests/\(module)",
        swiftSettings: strict)
}

func system(_ name: String, _ pkgConfig: String?, debian: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "landfall",
    products: [
        .executable(name: "landfall", targets: ["landfall"]),
        .executable(name: "firstboot", targets: ["firstboot"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        system("CCurl", "libcurl", debian: "libcurl4-openssl-dev"),
        system("CYAML", "yaml-0.1", debian: "libyaml-dev"),
        system("COpenSSL", "openssl", debian: "libssl-dev"),
        // Its module map names the library: the folder that its description gives has the distribution's libcurl too.
        system("CCrypt", nil, debian: "libcrypt-dev"),
        system("CZlib", "zlib", debian: "zlib1g-dev"),

        // Both sides.
        leanLibrary("Text"),
        leanLibrary("JSON", ["Text"]),
        leanLibrary("Shapes"),
        leanLibrary("Plan", ["Text"]),
        leanLibrary("Stamp", ["JSON", "Plan", "Text", "COpenSSL"]),
        leanLibrary("Gzip", ["CZlib"]),
        leanLibrary("YAML", ["Text", "CYAML"]),
        leanLibrary("FileFormats", ["JSON", "Plan", "Text", "YAML"]),
        leanLibrary("HTTP", ["Text", "CCurl"]),
        leanLibrary("Host", ["Text", subprocess, system]),
        leanLibrary("Secrets", ["JSON", "Plan", "Shapes", "Text", "COpenSSL", "CCrypt"]),
        leanLibrary("Release", ["COpenSSL", "Host", "JSON", "Plan", "Text"]),
        leanLibrary("ImageCheck", ["FileFormats", "Host", "JSON", "Plan", "Stamp", "Text", "YAML", system]),
        leanLibrary("Providers", path: "providers", ["ImageCheck", "JSON", "Plan", "Gzip", "HTTP", "Text", "YAML"]),

        // The machine's side.
        leanLibrary(
            "Installation", path: "firstboot/Installation",
            ["Host", "HTTP", "JSON", "Plan", "Providers", "Secrets", "Stamp", "Text", "YAML"]),
        leanLibrary(
            "Page", path: "firstboot/Page", ["Host", "Installation", "JSON", "Plan", "Stamp", "Text"]),
        leanLibrary(
            "Docker", path: "firstboot/Docker",
            ["Host", "HTTP", "Installation", "JSON", "Plan", "Secrets", "Text", "YAML"]),
        leanLibrary(
            "Source", path: "firstboot/Source",
            ["Docker", "Gzip", "HTTP", "Host", "Installation", "JSON", "Plan", "Stamp", "Text"]),
        leanLibrary(
            "Edge", path: "firstboot/Edge",
            ["Docker", "Host", "Installation", "JSON", "Plan", "Providers", "Text", "YAML"]),
        leanLibrary(
            "DomainCheck", path: "firstboot/DomainCheck",
            ["Docker", "Edge", "HTTP", "Host", "Installation", "Plan", "Providers", "Text"]),
        leanLibrary(
            "Rollout", path: "firstboot/Rollout",
            [
                "Docker", "DomainCheck", "Edge", "FileFormats", "Host", "Installation", "JSON", "Page", "Plan",
                "Providers", "Secrets", "Stamp", "Text",
            ]),
        leanLibrary(
            "Backups", path: "firstboot/Backups",
            [
                "Docker", "FileFormats", "Host", "Installation", "JSON", "Plan", "Providers", "Release", "Rollout",
                "Secrets", "Source", "Stamp", "Text",
            ]),
        leanLibrary(
            "Domain", path: "firstboot/Domain",
            ["DomainCheck", "Edge", "HTTP", "Host", "Installation", "JSON", "Plan", "Rollout", "Text"]),
        leanLibrary(
            "ImageMaking", path: "firstboot/ImageMaking",
            [
                "COpenSSL", "Docker", "Edge", "Host", "HTTP", "ImageCheck", "Installation", "JSON", "Page", "Plan",
                "Providers", "Source", "Text",
            ]),
        leanLibrary(
            "Updates", path: "firstboot/Updates",
            [
                "Backups", "Docker", "Edge", "Gzip", "HTTP", "Host", "ImageMaking", "Installation", "JSON", "Plan",
                "Release",
                "Rollout", "Secrets", "Source", "Stamp", "Text",
            ]),
        .executableTarget(
            name: "firstboot",
            dependencies: [
                "Backups", "CCurl", "COpenSSL", "CYAML", "Docker", "Domain", "Edge", "Host", "ImageMaking",
                "Installation", "JSON", "Page", "Plan", "Providers", "Rollout", "Secrets", "Source", "Stamp", "Text",
                "Updates",
            ],
            path: "firstboot/Verbs",
            swiftSettings: lean),

        // The publisher's side.
        library("Git", ["Release"]),
        library("Findings", ["JSON", "YAML"]),
        library("Listings", ["Manuals", "Plan", "Providers", "Text"]),
        library("Catalogue", ["JSON", "Listings", "Plan", "Stamp", "Text"]),
        library("ComposeFile", ["Findings", "Plan", "Text", "YAML"]),
        library("Workflows", ["Plan", "YAML"]),
        library(
            "AppSpec",
            [
                "ComposeFile", "FileFormats", "Findings", "Git", "JSON", "Listings", "Plan", "Railway", "Release",
                "Secrets",
                "Shapes", "Stamp", "Text", "Workflows", "YAML", "Providers",
            ]),
        library("Import", ["AppSpec", "ComposeFile", "FileFormats", "Findings", "JSON", "Plan", "Text", "YAML"]),
        library("Packer", path: "packer", ["Plan", "Providers", "Text"]),
        library("CloudInit", path: "cloud-init", ["Plan", "Providers", "Text", "YAML"]),
        library("Manuals", ["Plan", "Providers", "Text"]),
        library(
            "Artifacts",
            [
                "CZlib", "CloudInit", "Gzip", "Host", "Listings", "Manuals", "Packer", "Plan", "Providers", "Railway",
                "Stamp", system,
            ]),
        library("Railway", ["Host", "JSON", "Manuals", "Plan", "Text"]),
        library("Publishing", ["COpenSSL", "Host", "JSON", "Plan", "Release", "Stamp"]),
        library("Deploy", ["Host", "Plan", "Release", "Stamp", "Text"]),
        library("DiskImage", ["Host", "ImageCheck", "JSON", system]),
        library("Emulator", ["Plan", "Providers", flyingFox]),
        library("Signals"),
        library("VirtualMachine", ["CloudInit", "Host", "Plan", "Providers", "Stamp", "Text"]),
        library(
            "Simulation",
            [
                "AppSpec", "Artifacts", "CloudInit", "Emulator", "Host", "JSON", "Plan", "Providers", "Signals",
                "Stamp", "VirtualMachine", subprocess, system,
            ]),
        library("ImageBuilds", ["Host", "JSON", "Plan", "Providers", "Signals", "Stamp", subprocess, system]),
        .executableTarget(
            name: "landfall",
            dependencies: [
                "AppSpec", "Artifacts", "Catalogue", "Deploy", "DiskImage", "Emulator", "Findings", "Git", "Host",
                "ImageBuilds",
                "ImageCheck",
                "Import",
                "JSON", "Packer",
                "Plan", "Providers", "Publishing", "Release", "Signals", "Simulation", "Stamp", "Text",
                "VirtualMachine", "Workflows",
                argumentParser,
            ],
            path: "Sources/landfall",
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Plan", "Stamp", "Host", "ImageCheck", flyingFox],
            path: "Tests/Support",
            swiftSettings: strict),
        tests("Text"),
        tests("JSON", ["Plan"]),
        tests("Plan", ["JSON", "Stamp"]),
        tests("Source", ["Installation", "Plan", "Stamp"]),
        tests("Git", ["Release"]),
        tests("Release", ["Host", "JSON", "Plan", "Publishing", "Stamp"]),
        tests("Publishing", ["Host", "Plan", "Release"]),
        tests("YAML"),
        tests("FileFormats", ["CloudInit", "Host", "ImageMaking", "JSON", "Packer", "Plan", "Providers", "YAML"]),
        tests("HTTP", ["Emulator", "Providers", flyingFox]),
        tests("Host"),
        tests("Secrets", ["JSON", "Plan", "Shapes"]),
        tests("Providers", ["Emulator", "HTTP", "YAML"]),
        tests(
            "firstboot",
            [
                "Docker", "ImageMaking", "Installation", "Rollout", "Emulator", "Host", "HTTP", "Plan", "Providers",
                "Secrets", "YAML", flyingFox,
            ]),
        tests(
            "Edge",
            [
                "AppSpec", "Docker", "Domain", "DomainCheck", "Emulator", "Host", "HTTP", "Installation", "Plan",
                "Providers",
            ]),
        tests("Page", ["Host", "HTTP", "Installation", "Plan", "Docker"]),
        tests("Backups", ["Docker", "Emulator", "Host", "Installation", "Plan", "Providers"]),
        tests(
            "Updates",
            [
                "Artifacts", "Backups", "Docker", "HTTP", "Host", "Installation", "JSON", "Plan", "Publishing",
                "Release", "Rollout", "Stamp",
            ]),
        tests("Deploy", ["Host", "Plan", "Publishing", "Release", "Stamp"]),
        tests("Findings", ["YAML"]),
        tests("Listings", ["Plan"]),
        tests("Railway", ["AppSpec", "JSON"]),
        tests("Catalogue", ["Listings", "Plan", "JSON"]),
        tests("ComposeFile", ["Findings", "Host", "Plan", "YAML"]),
        tests(
            "AppSpec",
            ["ComposeFile", "Findings", "JSON", "Plan", "Providers", "Secrets", "Shapes", "Workflows", "YAML"]),
        tests("Import", ["AppSpec", "Artifacts", "ComposeFile", "Gzip", "JSON", "Listings", "Plan", "Stamp", "YAML"]),
        tests("Packer", ["AppSpec", "Providers"]),
        tests("CloudInit", ["AppSpec", "Artifacts", "Gzip", "Host", "Plan", "Stamp", "YAML"]),
        tests("Manuals", ["Host", "Plan"]),
        tests("Artifacts", ["AppSpec", "CloudInit", "Gzip", "Stamp"]),
        tests("Simulation", ["AppSpec", "Artifacts", "Emulator", "Host", "Plan", "Providers", "VirtualMachine"]),
        .testTarget(
            name: "ExamplesTests",
            dependencies: ["AppSpec", "Gzip", "Host", "Plan", "Simulation", "Stamp", "TestSupport"],
            path: "Tests/Examples",
            swiftSettings: strict),
        tests("ImageBuilds", ["Emulator", "Host", "JSON", "Plan", "Providers"]),
        tests("ImageCheck", ["Host", "JSON", "Plan", "Providers", "Stamp"]),
        tests("VirtualMachine", ["Emulator", "Host", "Plan", "Providers"]),
        tests("Workflows", ["Plan", "YAML"]),
        tests("landfall", ["AppSpec", "Artifacts"]),
    ]
)
