import Foundation
import PipPackaging
import PipSelfCheck
import PipSystem
import PipVersionCheck
import SystemPackage
import TestSupport
import Testing

/// A cache directory of a test, and pip in one environment.
struct Cache: Sendable {
  /// The cache directory.
  let directory: FilePath
  /// The environment's prefix: a directory that exists.
  let prefix: String
  /// What is remembered of pip there.
  let store: StateStore
  /// Where that is.
  let location: StateLocation

  init(in folder: FilePath) throws {
    directory = try makeFolder(folder.appending("cache"))
    prefix = try makeFolder(folder.appending("venv")).string
    store = StateStore(cacheDirectory: directory, prefix: prefix, package: .pip)
    location = StateLocation(cacheDirectory: directory, prefix: prefix, package: .pip)
  }

  /// The file that pip shares.
  var shared: FilePath { location.shared ?? "/no/such/file" }

  /// Makes the directories that hold states.
  func makeRooms() throws {
    for path in [shared, location.own] {
      try path.removingLastComponent().makeDirectories(
        permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]
      )
    }
  }

  /// Puts a state of pip's in place.
  func writeShared(_ text: String) throws {
    try makeRooms()
    try makeFile(shared, text)
  }

  /// Puts a memory of ours in place.
  func writeOwn(_ text: String) throws {
    try makeRooms()
    try makeFile(location.own, text)
  }

  /// Returns the text of a state.
  func state(_ version: String = "25.0", age: Duration = .zero, key: String? = nil) -> String {
    let time = (Timestamp.now() - age).rfc3339
    return
      "{\"key\":\"\(key ?? prefix)\",\"last_check\":\"\(time)\",\"pypi_version\":\"\(version)\"}"
  }

  /// Returns a check of pip 24.0.
  func check(
    _ request: CheckRequest = CheckRequest(occasion: .asked),
    later: Duration = .zero
  ) throws -> SelfCheck {
    SelfCheck(
      subject: CheckSubject(
        package: .pip,
        prefix: prefix,
        installed: try version("24.0"),
        installer: "pip",
        isExternallyManaged: false
      ),
      request: request,
      policy: CheckPolicy(),
      store: store,
      clock: { .now() + later }
    )
  }
}

/// Reads a version that is known to be one.
func version(_ text: String) throws -> Version {
  try #require(Version(text))
}

/// Returns an answer that an index gave some time ago, to the second.
func record(_ latest: String = "25.0", age: Duration = .zero) throws -> CheckRecord {
  let moment = Timestamp.now() - age
  return CheckRecord(checkedAt: Timestamp(seconds: moment.seconds), latest: try version(latest))
}

/// Tells whether a name means anything.
func exists(_ path: FilePath) -> Bool {
  (try? path.status(following: .nothing)) != nil
}
