/// Something that a plugin knows to be dead in the cache.
public protocol HousekeepingRule: Sendable {
  /// A stable name such as `self-check.vanished-environment`.
  var code: String { get }

  /// What it removes, in a few words.
  var abstract: String { get }

  /// Returns what may go, and removes nothing: housekeeping looks at each once more before it goes.
  ///
  /// - Parameters:
  ///   - limit: how many to return at most.
  ///   - context: the world as the command sees it.
  func deadFiles(limit: Int, in context: Context) async throws -> [DeadFile]
}

/// A file that nothing needs any more.
public struct DeadFile: Sendable, Hashable {
  /// Where it is; bytes that are no UTF-8 stay as they are inside swiftpip.
  public var path: String

  /// Why it is dead, in a few words.
  public var reason: String

  /// Bytes in the file.
  public var size: Int64

  /// Creates a finding.
  public init(path: String, reason: String, size: Int64) {
    self.path = path
    self.reason = reason
    self.size = size
  }
}
