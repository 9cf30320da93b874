// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "swiftpip-audit",
  platforms: [.macOS(.v15)],
  products: [.library(name: "AuditPlugin", targets: ["AuditPlugin"])],
  dependencies: [.package(name: "swiftpip", path: "../..")],
  targets: [
    .target(
      name: "AuditPlugin",
      dependencies: [.product(name: "PipPluginKit", package: "swiftpip")]
    ),
    .testTarget(
      name: "AuditPluginTests",
      dependencies: ["AuditPlugin", .product(name: "PipPluginTesting", package: "swiftpip")]
    ),
  ],
  swiftLanguageModes: [.v6]
)
