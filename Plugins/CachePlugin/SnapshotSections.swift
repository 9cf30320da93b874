internal import PipDiagnostics
internal import PipPluginKit
internal import PipSnapshots

/// What plugins add to a snapshot, and take back from one.
struct SnapshotSections {
  /// The texts of each section, by name.
  private(set) var contents: [String: [String: String]] = [:]

  /// What was left out, and why.
  private(set) var diagnostics: [Diagnostic] = []

  /// So many bytes have all sections together at most: the manifest's first line has room for no more.
  private static let sizeLimit = 24 << 10

  /// Asks all plugins.
  ///
  /// - Parameters:
  ///   - level: how much may be seen.
  ///   - context: the world.
  init(for level: SnapshotManifest.Level, in context: Context) async {
    guard let redaction = RedactionLevel(rawValue: level.rawValue) else { return }
    var room = Self.sizeLimit
    for named in context.snapshotSections {
      do {
        let content = try await named.section.content(for: redaction, in: context)
        guard !content.isEmpty else { continue }
        let size = content.reduce(0) { $0 + Self.size(of: $1.key) + Self.size(of: $1.value) }
        guard size <= min(room, NamedSection.sizeLimit) else {
          leaveOut(named, because: "it has \(size) bytes, which are too many")
          continue
        }
        if level != .exact, let secret = Self.secret(in: content) {
          leaveOut(named, because: "something in it looks like \(secret)")
          continue
        }
        room -= size
        contents[named.name] = content
      } catch {
        leaveOut(named, because: Diagnostic.message(of: error))
      }
    }
  }

  /// The bytes of a text as the manifest writes it, with what stands around it.
  private static func size(of text: String) -> Int {
    text.unicodeScalars.reduce(3) { size, scalar in
      switch scalar {
      case "\"", "\\": size + 2
      case " "..."~": size + 1
      default: size + 6 * UTF16.width(scalar)
      }
    }
  }

  private mutating func leaveOut(_ named: NamedSection, because reason: String) {
    diagnostics.append(
      Diagnostic(
        .warning,
        code: "cache.section-left-out",
        message: "the section \"\(named.name)\" is left out",
        causes: [reason]
      )
    )
  }

  private static func secret(in content: [String: String]) -> String? {
    content.lazy.compactMap { name, text in
      SecretScan.finding(in: Array("\(name) \(text)".utf8))
    }.first
  }

  /// Gives plugins back what a snapshot has of them.
  ///
  /// - Parameters:
  ///   - contents: the texts of each section.
  ///   - context: the world.
  /// - Returns: what could not be taken back, and why.
  static func restore(
    _ contents: [String: [String: String]],
    in context: Context
  ) async -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (name, content) in contents.sorted(by: { $0.key < $1.key }) {
      guard let named = context.snapshotSections.first(where: { $0.name == name }) else {
        diagnostics.append(
          Diagnostic(
            .note,
            code: "cache.section-unknown",
            message: "the section \"\(name)\" is passed over: no plugin has it"
          )
        )
        continue
      }
      do {
        try await named.section.restore(content, in: context)
      } catch {
        diagnostics.append(
          Diagnostic(
            .warning,
            code: "cache.section-not-restored",
            message: "the section \"\(name)\" could not be taken back",
            causes: [Diagnostic.message(of: error)]
          )
        )
      }
    }
    return diagnostics
  }
}
