package import Foundation
import PipSystem
package import SystemPackage

/// Makes a directory with exactly some permissions.
package func makeFolder(_ path: FilePath, mode: Int = 0o755) throws -> FilePath {
  try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
  try setMode(mode, of: path)
  return path
}

/// Gives a file other permissions.
package func setMode(_ mode: Int, of path: FilePath) throws {
  try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
}

/// Makes a file with a content.
@discardableResult
package func makeFile(_ path: FilePath, _ text: String = "") throws -> FilePath {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
  return path
}

/// Makes a symbolic link.
package func makeLink(_ path: FilePath, to target: String) throws -> FilePath {
  try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target)
  return path
}

/// Gives a file another time of its last change.
package func setAge(_ age: TimeInterval, of path: FilePath) throws {
  try FileManager.default.setAttributes(
    [.modificationDate: Date(timeIntervalSinceNow: -age)],
    ofItemAtPath: path.string
  )
}

/// Returns the text of a file.
package func text(of path: FilePath) throws -> String {
  String(decoding: try Data(contentsOf: URL(fileURLWithPath: path.string)), as: UTF8.self)
}

/// Returns the names in a directory, sorted.
package func names(in folder: FilePath) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
}

/// Makes a FIFO that nobody reads or writes.
package func makeFIFO(_ path: FilePath) throws {
  // The path is terminated and lives for the call.
  guard unsafe mkfifo(path.string, 0o600) == 0 else {
    throw SystemFailure("mkfifo", path, Errno(rawValue: errno))
  }
}

/// Removes an empty directory, also one whose name is no text.
package func removeFolder(_ path: FilePath) throws {
  // The path is terminated and lives for the call.
  let result = unsafe path.withPlatformString { unsafe rmdir($0) }
  guard result == 0 else { throw SystemFailure("rmdir", path, Errno(rawValue: errno)) }
}
