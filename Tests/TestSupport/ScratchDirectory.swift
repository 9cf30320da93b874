import Foundation
package import SystemPackage

/// Runs a test with a fresh, empty directory that is gone afterwards.
package func withScratchDirectory<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let directory = try makeScratchDirectory()
  defer { removeScratchDirectory(directory) }
  return try body(directory)
}

/// Runs an asynchronous test with a fresh, empty directory that is gone afterwards.
package func withScratchDirectory<Result>(
  _ body: (FilePath) async throws -> Result
) async throws -> Result {
  let directory = try makeScratchDirectory()
  defer { removeScratchDirectory(directory) }
  return try await body(directory)
}

func makeScratchDirectory() throws -> FilePath {
  let name = "swiftpip-test-\(UUID().uuidString.lowercased())"
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  // Links on the way, as macOS has in /var, would make paths differ that name the same file.
  return FilePath(url.resolvingSymlinksInPath().path)
}

func removeScratchDirectory(_ directory: FilePath) {
  try? FileManager.default.removeItem(atPath: directory.string)
}
