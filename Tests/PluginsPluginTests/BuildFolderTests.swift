import Foundation
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PluginsPlugin

@Suite struct BuildFolderTests {
  private static func package(_ name: String, kit: PluginPackage.Kit?) -> PluginPackage {
    PluginPackage(
      name: name,
      folder: FilePath("/plugins/\(name)"),
      plugins: ["\(name)Plugin"],
      programs: [],
      kit: kit
    )
  }

  private static func written(
    _ packages: [PluginPackage],
    _ kit: PackageLocation,
    in root: FilePath
  ) throws -> (manifest: String, program: String) {
    let context = PluginStage.context(["HOME": root.string, "XDG_CACHE_HOME": root.string])
    let folder = try BuildFolder("trial", scratch: nil, in: context)
    try folder.write(packages, kit, products: ["PipFrontEnd"], program: "// the program\n")
    let target = folder.path.appending("Sources").appending(BuildFolder.target)
    return (
      try text(of: folder.path.appending("Package.swift")),
      try text(of: target.appending("Program.swift"))
    )
  }

  @Test func `a package is written that has the kit and all plugins`() throws {
    try withScratchDirectory { root in
      let packages = ["Say", "Shout"].map { Self.package($0, kit: .folder("/kit")) }
      let (manifest, program) = try Self.written(packages, .folder("/kit"), in: root)
      for line in [
        #"    .package(name: "swiftpip", path: "/kit"),"#,
        #"    .package(path: "/plugins/Say"),"#,
        #"    .package(path: "/plugins/Shout")"#,
        #"        .product(name: "PipPluginKit", package: "swiftpip"),"#,
        #"        .product(name: "PipFrontEnd", package: "swiftpip"),"#,
        #"        .product(name: "SayPlugin", package: "say"),"#,
        #"        .product(name: "ShoutPlugin", package: "shout")"#,
      ] { #expect(manifest.contains(line + "\n"), "\(line)") }
      #expect(
        program == """
          import PipFrontEnd
          import PipPluginKit
          import SayPlugin
          import ShoutPlugin

          // the program

          """
      )
    }
  }

  @Test func `a plugin that has its kit from a repository gets this one under that name`() throws {
    try withScratchDirectory { root in
      let kit = root.appending("kit")
      try FileManager.default.createDirectory(
        atPath: kit.string,
        withIntermediateDirectories: true
      )
      let package = Self.package("Say", kit: .repository(identity: "swiftpip"))
      let (manifest, _) = try Self.written([package], .folder(kit), in: root)
      let link = root.appending("swiftpip/trial/swiftpip")
      #expect(manifest.contains("path: \"\(link)\""))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == kit.string)
    }
  }

  @Test func `two sources of swiftpip in one program are refused`() throws {
    try withScratchDirectory { root in
      let packages = [Self.package("Say", kit: .folder("/other"))]
      #expect(throws: PackageError.otherKit("Say", "/other")) {
        try Self.written(packages, .folder("/kit"), in: root)
      }
    }
  }

  @Test func `nothing is built where others can write`() throws {
    try withScratchDirectory { root in
      let folder = root.appending("swiftpip/trial")
      try FileManager.default.createDirectory(
        atPath: folder.string,
        withIntermediateDirectories: true
      )
      try setMode(0o777, of: folder)
      #expect(throws: BuildError.foreign(folder)) {
        try Self.written([], .folder("/kit"), in: root)
      }
    }
  }
}
