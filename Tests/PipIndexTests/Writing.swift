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
