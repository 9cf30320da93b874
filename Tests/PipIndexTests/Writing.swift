import Foundation
import SystemPackage

/// Writes a small file for a test.
func write(_ text: String, to path: FilePath) throws {
  let file = try FileDescriptor.open(
    path,
    .writeOnly,
    options: [.create, .truncate],
    permissions: .ownerReadWrite
  )
  try file.closeAfter { _ = try file.writeAll(text.utf8) }
}

/// Makes a symbolic link for a test.
func makeLink(at path: FilePath, to target: FilePath) throws {
  try FileManager.default.createSymbolicLink(
    atPath: path.string,
    withDestinationPath: target.string
  )
}
