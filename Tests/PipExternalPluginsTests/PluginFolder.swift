import Foundation
import PipConfiguration
import PipSystem
import SystemPackage
import TestSupport

@testable import PipExternalPlugins

/// A folder with plugins, and a home.
struct PluginFolder {
  let root: FilePath
  let folder: FilePath

  init(in root: FilePath) throws {
    self.root = root
    folder = try makeFolder(root.appending("plugins"))
    _ = try makeFolder(root.appending("home"))
  }

  var places: PluginPlaces { places(path: folder.string) }

  func places(path: String, search: String = "") -> PluginPlaces {
    let surroundings = Surroundings(
      environment: Environment([
        "HOME": root.appending("home").string, "SWIFTPIP_PLUGIN_PATH": path, "PATH": search,
      ]),
      process: ProcessFacts(effectiveUser: 0, homeOfRealUser: nil, workingDirectory: root),
      system: .linux
    )
    return PluginPlaces(in: surroundings, besides: nil)
  }

  /// Makes a program.
  @discardableResult
  func program(
    _ name: String,
    _ script: String = "exit 0",
    in folder: FilePath? = nil
  ) throws
    -> FilePath
  {
    let path = (folder ?? self.folder).appending("swiftpip-\(name)")
    try makeFile(path, "#!/bin/sh\n\(script)\n")
    try setMode(0o755, of: path)
    return path
  }

  /// Makes a program with a manifest.
  func plugin(
    _ name: String,
    commands: [String]? = nil,
    more: String = "",
    script: String = "exit 0",
    in folder: FilePath? = nil
  ) throws {
    try program(name, script, in: folder)
    let list = (commands ?? [name]).map { #"{"name":"\#($0)","abstract":"Does \#($0)."}"# }
    try makeFile(
      (folder ?? self.folder).appending("swiftpip-\(name).json"),
      #"{"schema":1,"name":"\#(name)","version":"1","protocol":{"min":1,"max":1},"#
        + #""commands":[\#(list.joined(separator: ","))]\#(more)}"#
    )
  }
}
