import Foundation
import PipSystem
import SystemPackage

/// Makes a file that only its owner may use.
@discardableResult
func makeFile(_ path: FilePath, _ text: String) throws(SystemFailure) -> FilePath {
  let file = try OwnedDescriptor.open(
    path,
    .writeOnly,
    options: [.create, .exclusiveCreate],
    permissions: .ownerReadWrite
  )
  try file.writeAll(Array(text.utf8))
  return path
}

/// Makes a symbolic link.
@discardableResult
func makeLink(_ path: FilePath, to target: String) throws -> FilePath {
  try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target)
  return path
}

/// Makes a FIFO that nobody reads or writes.
func makeFIFO(_ path: FilePath) throws {
  // The path is terminated and lives for the call.
  guard unsafe mkfifo(path.string, 0o600) == 0 else {
    throw SystemFailure("mkfifo", path, Errno(rawValue: errno))
  }
}
