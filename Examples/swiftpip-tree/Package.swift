// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "swiftpip-tree",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "swiftpip-tree", targets: ["swiftpip-tree"]),
    // The same plugin, for those who build it into a swiftpip of their own.
    .library(name: "TreePlugin", targets: ["TreePlugin"]),
  ],
  dependencies: [.package(name: "swiftpip", path: "../..")],
  targets: [
    .target(
      name: "TreePlugin",
      dependencies: [.product(name: "PipPluginKit", package: "swiftpip")]
    ),
    .executableTarget(
      name: "swiftpip-tree",
      dependencies: ["TreePlugin", .product(name: "PipFrontEnd", package: "swiftpip")]
    ),
    .testTarget(
      name: "TreePluginTests",
      dependencies: ["TreePlugin", .product(name: "PipPluginTesting", package: "swiftpip")]
    ),
  ],
  swiftLanguageModes: [.v6]
)
