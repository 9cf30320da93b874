import Foundation
import SystemPackage

extension FilePath {
  /// Writes a file in this folder, and the folders above it.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> FilePath {
    let file = appending(name)
    try FileManager.default.createDirectory(
      atPath: file.removingLastComponent().string,
      withIntermediateDirectories: true
    )
    try Data(bytes).write(to: URL(fileURLWithPath: file.string))
    return file
  }

  /// Writes a text file in this folder, and the folders above it.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> FilePath {
    try write(name, text.utf8)
  }

  /// Writes a program for the shell in this folder.
  @discardableResult
  func writeScript(_ name: String, _ commands: String) throws -> FilePath {
    let script = try write(name, "#!/bin/sh\n\(commands)\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: script.string
    )
    return script
  }

  /// Makes a symbolic link in this folder.
  @discardableResult
  func link(_ name: String, to target: FilePath) throws -> FilePath {
    try FileManager.default.createSymbolicLink(
      atPath: appending(name).string,
      withDestinationPath: target.string
    )
    return appending(name)
  }

  /// The text of the file, nil where there is none.
  var text: String? {
    try? String(contentsOfFile: string, encoding: .utf8)
  }

  /// Whether there is a file of this name.
  var isThere: Bool {
    FileManager.default.fileExists(atPath: string)
  }
}
