/// Something that a plugin adds to snapshots of the cache, and takes back from them.
///
/// A section is a few short texts, by name. They are part of the snapshot's manifest, so they can be read with
/// `cache inspect`, and they are given back by `cache import`. What is not for others' eyes is the section's to leave
/// out: it is told for whom the snapshot is. What looks like a secret keeps the section out all the same, but of
/// snapshots that hold everything as it is.
///
/// ```swift
/// struct BuildFlags: SnapshotSection {
///   let name = "flags"
///
///   func content(for level: RedactionLevel, in context: Context) async throws -> [String: String] {
///     level == .internal || level == .exact ? ["cflags": "-O2"] : [:]
///   }
///
///   func restore(_ content: [String: String], in context: Context) async throws {
///     guard let flags = content["cflags"], flags.hasPrefix("-O") else { throw NoFlags() }
///   }
/// }
///
/// struct NoFlags: Error {}
/// ```
public protocol SnapshotSection: Sendable {
  /// A name, unique among the sections of the plugin; in snapshots it follows that of the plugin and a dot.
  var name: String { get }

  /// Returns what goes into a snapshot.
  ///
  /// The same state must give the same texts: the same content makes the same snapshot.
  ///
  /// - Parameters:
  ///   - level: how much may be seen.
  ///   - context: the world as the command sees it.
  /// - Returns: the texts, by name, at most 8,192 bytes of names and texts as JSON in ASCII; nothing for no section.
  /// - Throws: why there is none; the snapshot is made without it then, and that is told.
  func content(for level: RedactionLevel, in context: Context) async throws -> [String: String]

  /// Takes back what a snapshot has, after all of it was put in place.
  ///
  /// What it is given may come from anybody: it believes nothing of it.
  ///
  /// - Parameters:
  ///   - content: the texts, by name.
  ///   - context: the world as the command sees it.
  /// - Throws: why that could not be done; the cache is imported all the same, and that is told.
  func restore(_ content: [String: String], in context: Context) async throws
}

/// How much of what there is may be seen in a snapshot, the least first.
///
/// ```swift
/// struct Mirror: SnapshotSection {
///   let name = "mirror"
///
///   func content(for level: RedactionLevel, in context: Context) async throws -> [String: String] {
///     switch level {
///     case .report: [:]
///     case .public: ["mirror": "one of the team's"]
///     case .internal, .exact: ["mirror": "mirror-2"]
///     }
///   }
///
///   func restore(_ content: [String: String], in context: Context) async throws {}
/// }
/// ```
public enum RedactionLevel: String, Sendable, Hashable, CaseIterable {
  /// What a bug report needs: no names.
  case report
  /// What a public index has.
  case `public`
  /// Everything but credentials.
  case `internal`
  /// Everything.
  case exact
}

/// A section with the name that it has in snapshots.
package struct NamedSection: Sendable {
  /// The plugin's name, a dot, and the section's.
  package let name: String

  /// The section.
  package let section: any SnapshotSection

  /// So many bytes of names and texts has a section at most.
  package static let sizeLimit = 8192

  /// Creates a section of a plugin.
  package init(_ section: any SnapshotSection, of plugin: String) {
    name = "\(plugin).\(section.name)"
    self.section = section
  }
}
