import Foundation
import PipConfiguration
import PipPluginKit
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PluginsPlugin

@Suite struct KitSearchTests {
  @Test(arguments: [
    ("kit", PackageLocation.folder("/work/kit")),
    ("../kit", .folder("/kit")),
    ("/a/b", .folder("/a/b")),
    ("https://git.example/x", .repository("https://git.example/x", version: nil)),
    ("https://git.example/x@1.2", .repository("https://git.example/x", version: "1.2")),
    ("ssh://git@git.example/x", .repository("ssh://git@git.example/x", version: nil)),
  ])
  func `a package is in a folder or in a repository`(text: String, location: PackageLocation) {
    #expect(PackageLocation(text, in: PluginStage.context()) == location)
  }

  @Test(arguments: [
    ("https://git.example/x", false), ("ssh://git@git.example/x", false), ("kit", false),
    ("https://user:secret@git.example/x", true), ("https://git.example/x@1:2", false),
  ])
  func `a password in an address is seen`(text: String, hasCredential: Bool) {
    #expect(PackageLocation(text, in: PluginStage.context()).hasCredential == hasCredential)
  }

  @Test func `a dependency is written so that no name ends its text`() {
    let location = PackageLocation.folder("/a\"b\\c")
    #expect(location.requirement == #".package(name: "swiftpip", path: "/a\"b\\c")"#)
    #expect(
      location.dependency
        == #".package(name: "swiftpip", path: Context.environment["SWIFTPIP_KIT"] ?? "/a\"b\\c")"#
    )
    let repository = PackageLocation.repository("https://git.example/x", version: "1.0")
    #expect(repository.dependency == #".package(url: "https://git.example/x", exact: "1.0")"#)
  }

  @Test func `the kit is what is named, else what was installed with the program`() throws {
    try withScratchDirectory { root in
      func makeKit(_ path: String) throws -> FilePath {
        let kit = root.appending(FilePath(path).components)
        try FileManager.default.createDirectory(
          atPath: kit.appending("Modules/PipPluginKit").string,
          withIntermediateDirectories: true
        )
        try makeFile(kit.appending("Package.swift"))
        return kit
      }
      let installed = try makeKit("prefix/share/swiftpip/kit")
      let named = try makeKit("named")
      let variable = try makeKit("variable")
      let program = root.appending("prefix/bin/swiftpip")
      let context = PluginStage.context(["SWIFTPIP_KIT": variable.string], program: program)
      #expect(try KitSearch.find(named.string, in: context) == .folder(named))
      #expect(try KitSearch.find(nil, in: context) == .folder(variable))
      #expect(
        try KitSearch.find(nil, in: PluginStage.context(program: program)) == .folder(installed)
      )
      #expect(throws: KitError.noKit(root)) { try KitSearch.find(root.string, in: context) }
    }
  }
}
