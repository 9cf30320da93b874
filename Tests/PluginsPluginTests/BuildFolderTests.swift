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

  private static func recipe(_ packages: [PluginPackage], _ kit: FilePath) -> BuildRecipe {
    BuildRecipe(
      packages: packages,
      kit: kit,
      products: ["PipFrontEnd"],
      program: "// the program\n"
    )
  }

  private static func written(
    _ recipe: BuildRecipe,
    in root: FilePath
  ) throws -> (manifest: String, program: String, kit: FilePath) {
    let (folder, kit) = try recipe.write(below: root)
    let target = folder.appending("Sources").appending(recipe.name)
    return (
      try text(of: folder.appending("Package.swift")),
      try text(of: target.appending("Program.swift")),
      kit
    )
  }

  @Test func `a package is written that has the kit and all plugins`() throws {
    try withScratchDirectory { root in
      let packages = ["Say", "Shout"].map { Self.package($0, kit: .folder("/kit")) }
      let (manifest, program, kit) = try Self.written(Self.recipe(packages, "/kit"), in: root)
      #expect(kit == "/kit")
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
      let recipe = Self.recipe([package], kit)
      let (manifest, _, link) = try Self.written(recipe, in: root)
      #expect(link == root.appending(recipe.name).appending("swiftpip"))
      #expect(manifest.contains("path: \"\(link)\""))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == kit.string)
    }
  }

  @Test func `two sources of swiftpip in one program are refused`() throws {
    try withScratchDirectory { root in
      let packages = [Self.package("Say", kit: .folder("/other"))]
      #expect(throws: PackageError.otherKit("Say", "/other")) {
        try Self.written(Self.recipe(packages, "/kit"), in: root)
      }
    }
  }

  @Test func `other plugins are another program`() {
    let say = Self.recipe([Self.package("Say", kit: nil)], "/kit")
    let shout = Self.recipe([Self.package("Shout", kit: nil)], "/kit")
    #expect(say.name == Self.recipe([Self.package("Say", kit: nil)], "/kit").name)
    #expect(say.name != shout.name)
    #expect(say.name != Self.recipe([Self.package("Say", kit: nil)], "/other").name)
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
        try BuildFolder(
          "trial",
          scratch: nil,
          in: PluginStage.context(["HOME": root.string, "XDG_CACHE_HOME": root.string])
        )
      }
    }
  }
}
