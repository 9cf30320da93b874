import Foundation
import PipSystem
package import SystemPackage

/// A folder that a test has for itself and that goes away with the test.
package struct ScratchFolder: ~Copyable {
  /// Where it is.
  package let path: FilePath

  /// Makes the folder.
  package init() throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let folder = base.appendingPathComponent("swiftpip-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = FilePath(folder.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// Writes a file and the folders above it.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8], executable: Bool = false) throws -> FilePath
  {
    let file = path.appending(name)
    try file.removingLastComponent().makeDirectories(permissions: [.ownerReadWriteExecute])
    try Data(bytes).write(to: URL(fileURLWithPath: file.string))
    if executable {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.string)
    }
    return file
  }

  /// Writes a text file and the folders above it.
  @discardableResult
  package func write(_ name: String, _ text: String, executable: Bool = false) throws -> FilePath {
    try write(name, Array(text.utf8), executable: executable)
  }

  /// Makes a folder and those above it.
  @discardableResult
  package func makeFolder(_ name: String) throws -> FilePath {
    let folder = path.appending(name)
    try folder.makeDirectories(permissions: [.ownerReadWriteExecute])
    return folder
  }

  /// Makes a symbolic link.
  @discardableResult
  package func link(_ name: String, to target: String) throws -> FilePath {
    let link = path.appending(name)
    try FileManager.default.createSymbolicLink(
      atPath: link.string,
      withDestinationPath: target
    )
    return link
  }
}
