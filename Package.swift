// swift-tools-version: 6.2
import PackageDescription

#if os(Windows)
#error("swiftpip works on Linux and macOS: pip's cache on Windows has other rules.")
#endif

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
  .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
]
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// A library that Homebrew keeps apart, by the name of its pkg-config file.
///
/// Elsewhere it is where every library is, and that file would name the folder of the shared ones before
/// that of the archives, from which a release is linked.
func keg(_ name: String) -> String? {
  #if os(macOS)
  name
  #else
  nil
  #endif
}

/// A room of the house: a folder under `Modules/` with its tests beside it in `Tests/`.
func module(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  linking libraries: [LinkerSetting] = []
) -> [Target] {
  [
    .target(
      name: name,
      dependencies: dependencies,
      path: "Modules/\(name)",
      linkerSettings: libraries
    ),
    tests(of: name, dependencies),
  ]
}

/// A room that holds commands.
func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, path: "Plugins/\(name)"),
    tests(of: name, dependencies),
  ]
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    path: "Tests/\(name)Tests"
  )
}

// The floors of docs/architecture.md, bottom up: a room uses only rooms on the floors below.
let floors: [[Target]] = [
  [
    .target(name: "CPipSystem", path: "Modules/CPipSystem"),
    .systemLibrary(
      name: "CLibCrypto",
      path: "Modules/CLibCrypto",
      providers: [.apt(["libssl-dev"])]
    ),
    .systemLibrary(
      name: "CLibDeflate",
      path: "Modules/CLibDeflate",
      pkgConfig: keg("libdeflate"),
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]
    ),
    .systemLibrary(
      name: "CZlib",
      path: "Modules/CZlib",
      pkgConfig: keg("zlib"),
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .systemLibrary(
      name: "CLibArchive",
      path: "Modules/CLibArchive",
      pkgConfig: keg("libarchive"),
      providers: [.apt(["libarchive-dev", "libzstd-dev"]), .brew(["libarchive", "zstd"])]
    ),
  ],
  module("PipDiagnostics"),
  module("PipSystem", ["CPipSystem", "PipDiagnostics", system]),

  module("PipPackaging", ["PipDiagnostics"]),
  module("PipCommandTree"),
  module("PipFiles", ["PipDiagnostics", "PipSystem", system]),
  module(
    "PipHashing",
    ["CLibCrypto", "PipSystem", system],
    // On macOS the digests are part of the system.
    linking: [.linkedLibrary("crypto", .when(platforms: [.linux]))]
  ),
  module("PipConfiguration", ["PipDiagnostics", "PipSystem", system]),
  module("PipPaths", ["PipConfiguration", "PipDiagnostics", "PipSystem", system]),

  module(
    "PipArchives",
    [
      "CLibArchive", "CLibDeflate", "CZlib", "PipDiagnostics", "PipHashing", "PipSystem", system,
    ]
  ),
  module("PipVersionCheck", ["PipPackaging", "PipSystem"]),
  module(
    "PipCache",
    [
      "PipArchives", "PipDiagnostics", "PipFiles", "PipHashing", "PipPackaging", "PipSystem",
      "PipVersionCheck", system,
    ]
  ),
  module(
    "PipEnvironments",
    [
      "PipConfiguration", "PipDiagnostics", "PipFiles", "PipHashing", "PipPackaging", "PipPaths",
      "PipSystem", subprocess,
      system,
    ]
  ),
  module(
    "PipIndex",
    ["PipConfiguration", "PipDiagnostics", "PipPackaging", "PipSystem", system, http] + nio
  ),

  module(
    "PipSnapshots",
    [
      "PipArchives", "PipCache", "PipDiagnostics", "PipFiles", "PipHashing", "PipPackaging",
      "PipSystem", system,
    ]
  ),
  module(
    "PipInstaller",
    [
      "PipArchives", "PipCache", "PipDiagnostics", "PipEnvironments", "PipFiles", "PipHashing",
      "PipPackaging", "PipPaths", "PipSystem", system,
    ]
  ),
  module(
    "PipCaptures",
    [
      "PipArchives", "PipCache", "PipDiagnostics", "PipEnvironments", "PipFiles", "PipHashing",
      "PipInstaller", "PipPackaging", "PipSnapshots", "PipSystem", system,
    ]
  ),
  module(
    "PipSelfCheck",
    [
      "PipCache", "PipConfiguration", "PipDiagnostics", "PipEnvironments", "PipFiles", "PipHashing",
      "PipIndex", "PipPackaging", "PipSystem", "PipVersionCheck", system,
    ]
  ),
  module(
    "PipPluginKit",
    [
      "PipConfiguration", "PipDiagnostics", "PipPackaging", "PipPaths", "PipSystem", arguments,
      system,
    ]
  ),
  module("PipRegistry", ["PipPluginKit", arguments]),
  module(
    "PipPluginTesting",
    [
      "PipConfiguration", "PipPaths", "PipPluginKit", "PipRegistry", "PipSystem", arguments, system,
    ]
  ),
  module(
    "PipExternalPlugins",
    [
      "PipConfiguration", "PipEnvironments", "PipFiles", "PipHashing", "PipPaths", "PipPluginKit",
      "PipSystem", subprocess, system,
    ]
  ),

  plugin(
    "CachePlugin",
    [
      "PipArchives", "PipCache", "PipConfiguration", "PipDiagnostics", "PipEnvironments",
      "PipFiles", "PipHashing", "PipIndex", "PipPackaging", "PipPaths", "PipPluginKit",
      "PipSnapshots", "PipSystem", arguments, system,
    ]
  ),
  plugin(
    "DoctorPlugin",
    [
      "PipConfiguration", "PipDiagnostics", "PipEnvironments", "PipPackaging", "PipPaths",
      "PipPluginKit", "PipSystem", arguments, system,
    ]
  ),
  plugin(
    "EnvironmentPlugin",
    [
      "PipArchives", "PipCache", "PipCaptures", "PipConfiguration", "PipDiagnostics",
      "PipEnvironments", "PipFiles", "PipHashing", "PipIndex", "PipInstaller", "PipPackaging",
      "PipPaths", "PipPluginKit", "PipSnapshots", "PipSystem", arguments, system,
    ]
  ),
  plugin(
    "PackagesPlugin",
    [
      "PipArchives", "PipConfiguration", "PipDiagnostics", "PipEnvironments", "PipFiles",
      "PipHashing", "PipInstaller", "PipPackaging", "PipPaths", "PipPluginKit", "PipSystem",
      arguments, system,
    ]
  ),
  plugin(
    "PluginsPlugin",
    [
      "PipConfiguration", "PipDiagnostics", "PipEnvironments", "PipExternalPlugins", "PipFiles",
      "PipHashing", "PipPaths", "PipPluginKit", "PipPluginTesting", "PipSystem", arguments,
      subprocess,
      system,
    ]
  ),
  plugin(
    "SelfCheckPlugin",
    [
      "PipConfiguration", "PipDiagnostics", "PipEnvironments", "PipPackaging", "PipPaths",
      "PipPluginKit", "PipSelfCheck", "PipSystem", "PipVersionCheck", arguments, system,
    ]
  ),
  module(
    "PipFrontEnd",
    [
      "PipCache", "PipCommandTree", "PipConfiguration", "PipDiagnostics", "PipEnvironments",
      "PipExternalPlugins", "PipFiles", "PipPackaging", "PipPaths", "PipPluginKit", "PipRegistry",
      "PipSystem", arguments, system,
    ]
  ),

  [
    .target(
      name: "SwiftpipPlugins",
      dependencies: [
        "CachePlugin", "DoctorPlugin", "EnvironmentPlugin", "PackagesPlugin", "PipPluginKit",
        "PluginsPlugin", "SelfCheckPlugin",
      ],
      path: "Modules/SwiftpipPlugins"
    ),
    .executableTarget(
      name: "swiftpip",
      dependencies: ["PipFrontEnd", "PipPluginKit", "SwiftpipPlugins"],
      path: "Modules/swiftpip"
    ),
  ],
]

let package = Package(
  name: "swiftpip",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "swiftpip", targets: ["swiftpip"]),
    .library(name: "PipPluginKit", targets: ["PipPluginKit"]),
    .library(name: "PipPluginTesting", targets: ["PipPluginTesting"]),
    .library(name: "PipFrontEnd", targets: ["PipFrontEnd"]),
    .library(name: "SwiftpipPlugins", targets: ["SwiftpipPlugins"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
  ],
  targets: floors.flatMap { $0 } + [
    .target(
      name: "TestSupport",
      dependencies: ["PipHashing", "PipSystem", system],
      path: "Tests/TestSupport",
      exclude: [
        "completion_cases.json", "index_server.py", "loopback_peer.py", "plugin_peer.py",
        "shell_driver.py",
      ]
    ),
    // It runs the program: the dependency on it is for the program to be built.
    .testTarget(
      name: "AcceptanceTests",
      dependencies: ["PipHashing", "TestSupport", "swiftpip", system],
      path: "Tests/AcceptanceTests"
    ),
  ],
  swiftLanguageModes: [.v6]
)

// One loop, so that no target escapes the strict settings.
for target in package.targets where target.type != .system && target.type != .plugin {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .strictMemorySafety(),
      .treatAllWarnings(as: .error),
    ]
}
