public import PipDiagnostics

/// Something that a plugin knows to be dead in the cache.
///
/// ```swift
/// struct OldNotes: HousekeepingRule {
///   let code = "notes.old"
///   let abstract = "notes of last year"
///
///   func deadFiles(limit: Int, in context: Context) async throws -> DeadFiles {
///     let old = try await context.cachedFiles().filter { $0.fileName == "note" }
///     return DeadFiles(old.prefix(limit).map { DeadFile(path: $0.path, reason: "old", size: $0.size) })
///   }
/// }
/// ```
public protocol HousekeepingRule: Sendable {
  /// A stable name that begins with the plugin's and a dot, such as `self-check.vanished-environment`.
  var code: String { get }

  /// What it removes, in a few words.
  var abstract: String { get }

  /// Finds what may go, and removes nothing: housekeeping looks at each once more before it goes.
  ///
  /// - Parameters:
  ///   - limit: how many to return at most.
  ///   - context: the world as the command sees it.
  /// - Returns: what may go, and what could not be looked at.
  /// - Throws: what kept the rule from looking.
  func deadFiles(limit: Int, in context: Context) async throws -> DeadFiles
}

/// What a rule has found.
///
/// ```swift
/// var dead = DeadFiles([DeadFile(path: "/cache/old", reason: "nobody reads it", size: 4096)])
/// dead.files.append(DeadFile(path: "/cache/older", reason: "nobody reads it", size: 512))
/// dead.refusals.append(Diagnostic(.warning, code: "notes.unreadable", message: "/cache/notes cannot be read"))
/// ```
public struct DeadFiles: Sendable {
  /// What may go.
  public var files: [DeadFile]

  /// What is told of places that the system refused to show: more may be dead there.
  public var refusals: [Diagnostic]

  /// Creates what was found.
  public init(_ files: [DeadFile] = [], refusals: [Diagnostic] = []) {
    self.files = files
    self.refusals = refusals
  }
}

/// A file that nothing needs any more.
///
/// ```swift
/// let file = DeadFile(path: "/cache/old", reason: "nobody reads it", size: 4096)
/// page.line("\(PathText.readable(file.path)): \(file.reason), \(ByteCount(file.size))")
/// ```
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
