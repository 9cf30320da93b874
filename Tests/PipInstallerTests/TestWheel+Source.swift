import PipArchives
import PipEnvironments
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipInstaller

extension TestWheel {
  /// What reads it from a file of a folder.
  func source(
    in folder: borrowing ScratchFolder,
    _ request: InstallRequest = InstallRequest()
  ) throws -> WheelSource {
    let path = try folder.write(fileName, bytes)
    let name = try #require(WheelFileName(fileName))
    return WheelSource(name, request) { () throws(ArchivesError) in
      do throws(SystemFailure) {
        return try FileRange(OwnedDescriptor.openRegularFile(path))
      } catch {
        throw .unreadable(error)
      }
    }
  }
}

extension InstallScheme {
  /// The scheme of an environment in a folder.
  static func test(_ prefix: FilePath) -> InstallScheme {
    InstallScheme(
      purelib: prefix.appending("lib/site-packages"),
      platlib: prefix.appending("lib64/site-packages"),
      headers: prefix.appending("include/site"),
      scripts: prefix.appending("bin"),
      data: prefix
    )
  }
}
