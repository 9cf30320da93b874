internal import FoundationEssentials
internal import PipFiles
internal import PipHashing
internal import PipPluginKit
package import PipSystem
package import SystemPackage

/// Which plugins the user trusts: each by the digests of its program and of its manifest
/// (`docs/formats/trusted-plugins-1.md`).
///
/// What a script imports is not looked at.
package struct PluginTrust: Sendable, Hashable {
  /// The plugins.
  package private(set) var pins: [Pin] = []

  /// A plugin that is trusted.
  package struct Pin: Sendable, Hashable, Codable {
    /// Its name.
    package var name: String
    /// Where its program is.
    package var program: String
    /// The SHA-256 of the program, in hexadecimal digits.
    package var programDigest: String
    /// The SHA-256 of the manifest; nil where it has none.
    package var manifestDigest: String?
  }

  /// The hooks of their manifests: so no manifest is read to find out which there are.
  package private(set) var hooks: [Hook] = []

  /// A hook of a plugin that is trusted.
  package struct Hook: Sendable, Hashable, Codable {
    /// The plugin.
    package var plugin: String
    /// Where its program is.
    package var program: String
    /// The name of the hook.
    package var name: String
    /// When it runs.
    package var when: String
    /// The commands that it runs beside; empty for all.
    package var commands: [String]
  }

  /// What is known of a plugin.
  package enum Verdict: Sendable, Hashable {
    /// It is as it was when the user said so.
    case trusted
    /// The user was never asked.
    case unknown
    /// It is not what it was; what has changed.
    case changed([String])
  }

  /// Why nothing of the file counts; nil where it does, or there is none.
  package private(set) var flaw: TrustFlaw?

  private struct Document: Encodable {
    var schema = PluginTrust.schema
    var plugins: [Pin]
    var hooks: [Hook]
  }

  private struct WrittenDocument: Decodable {
    var schema: Int
    var plugins: [Readable<Pin>]
    var hooks: [Readable<Hook>]?
  }

  private struct WrittenSchema: Decodable {
    var schema: Int
  }

  /// All that is looked at before each command.
  private struct WrittenHooks: Decodable {
    var schema: Int
    var hooks: [Readable<Hook>]?
  }

  /// A member of a list, or what is none: one that cannot be read takes no other along.
  private struct Readable<Element: Decodable>: Decodable {
    let element: Element?

    init(from decoder: any Decoder) throws { element = try? Element(from: decoder) }
  }

  private static let schema = 1

  /// No such file has more bytes.
  private static let sizeLimit = 4 << 20

  /// Creates a trust in nobody.
  package init() {}

  /// Reads what the user trusts; where nothing is noted that is nobody.
  ///
  /// A file that is none, or that others could have written, is worth nothing: the user is asked again.
  ///
  /// - Parameter path: the file.
  package init(at path: FilePath) {
    do throws(TrustFlaw) {
      guard let bytes = try Self.bytes(at: path) else { return }
      try read(bytes, of: path)
    } catch {
      flaw = error
    }
  }

  /// Reads the hooks of plugins that the user trusts, and nothing else: that is done before each command.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - command: the command whose hooks are wanted; nil for those of all commands. There may be others among
  ///     what is returned.
  /// - Returns: the hooks.
  static func hooks(at path: FilePath, concerning command: String? = nil) -> [Hook] {
    guard let bytes = try? bytes(at: path), mayHaveHooks(bytes, concerning: command),
      let document = try? JSONDecoder().decode(WrittenHooks.self, from: Data(bytes)),
      document.schema == schema
    else { return [] }
    return (document.hooks ?? []).compactMap(\.element)
  }

  /// Tells whether it is worth the time to take a file apart: mostly no hook is about the command.
  private static func mayHaveHooks(_ bytes: [UInt8], concerning command: String?) -> Bool {
    // Only of what was written here it is known how it is written: hooks first, and no name has a quotation mark.
    guard bytes.starts(with: #"{"hooks":["#.utf8) else { return true }
    let group = command.map { $0.prefix { $0 != " " } }
    let signs = group.map { [#""commands":[]"#, "\"\($0)\"", "\"\($0) "] } ?? [#""when""#]
    let end = Array(#""plugins":["#.utf8)
    let texts = signs.map { Array($0.utf8) }
    var rest = bytes[...]
    while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
      rest = rest[quote...]
      if texts.contains(where: rest.starts) { return true }
      if rest.starts(with: end) { return false }
      rest.removeFirst()
    }
    return false
  }

  /// Returns what is in the file; nil where there is none.
  private static func bytes(at path: FilePath) throws(TrustFlaw) -> [UInt8]? {
    let status: FileStatus
    let bytes: [UInt8]?
    do throws(SystemFailure) {
      let file = try OwnedDescriptor.openRegularFile(path)
      status = try file.status()
      bytes = try file.readToEnd(limit: sizeLimit)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw .notRead(path, error) }
      return nil
    }
    guard status.isTrusted, status.mode.isDisjoint(with: [.groupWrite, .otherWrite]) else {
      throw .exposed(path)
    }
    guard let bytes else { throw .damaged(path) }
    return bytes
  }

  private mutating func read(_ bytes: [UInt8], of path: FilePath) throws(TrustFlaw) {
    let decoder = JSONDecoder()
    if let schema = try? decoder.decode(WrittenSchema.self, from: Data(bytes)).schema,
      schema > Self.schema
    {
      throw .later(path, schema: schema)
    }
    guard let document = try? decoder.decode(WrittenDocument.self, from: Data(bytes)),
      document.schema == Self.schema
    else { throw .damaged(path) }
    pins = document.plugins.compactMap(\.element)
    hooks = (document.hooks ?? []).compactMap(\.element)
  }

  /// Writes it, readable to its owner alone; of several writers the last one counts.
  ///
  /// A file that counts for nothing is put aside, with `.damaged` behind its name, so that nothing is lost.
  ///
  /// - Parameter path: the file.
  /// - Throws: `SystemFailure` or `FilesError` where that cannot be done, `TrustFlaw` where a later swiftpip has
  ///   written it or it cannot be read; what was there is still there.
  package func write(to path: FilePath) throws {
    if let flaw {
      guard !flaw.keepsFromWriting else { throw flaw }
      try path.rename(to: FilePath(systemText: "\(path.systemText).damaged"))
    }
    let encoder = JSONEncoder()
    // So it is written that `mayHaveHooks` can tell without reading it.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes =
      Array(try encoder.encode(Document(plugins: pins, hooks: hooks))) + [UInt8(ascii: "\n")]
    try path.removingLastComponent().makeDirectories(permissions: .ownerReadWriteExecute)
    try Publication.publish(bytes, at: path, mode: .exactly(.ownerReadWrite))
  }

  /// Returns why it cannot be written, in a few words.
  package static func reason(of error: any Error) -> String {
    guard let diagnostic = (error as? any Explainable)?.diagnostic else { return "\(error)" }
    return diagnostic.causes.first ?? diagnostic.message
  }

  /// Tells whether a plugin is one that the user trusts.
  ///
  /// - Throws: `SystemFailure` where it cannot be read.
  package func verdict(on plugin: ExternalPlugin) throws(SystemFailure) -> Verdict {
    verdict(on: try Self.pin(of: plugin))
  }

  /// Tells whether a plugin as it was looked at is one that the user trusts.
  func verdict(on now: Pin) -> Verdict {
    guard let pin = pins.first(where: { $0.name == now.name }) else { return .unknown }
    var changes: [String] = []
    if pin.program != now.program { changes.append("it was \(pin.program)") }
    if pin.programDigest != now.programDigest { changes.append("its program was changed") }
    if pin.manifestDigest != now.manifestDigest { changes.append("its manifest was changed") }
    return changes.isEmpty ? .trusted : .changed(changes)
  }

  /// Trusts a plugin as it is now.
  ///
  /// - Throws: `SystemFailure` where it cannot be read.
  package mutating func trust(_ plugin: ExternalPlugin) throws(SystemFailure) {
    trust(plugin, as: try Self.pin(of: plugin))
  }

  /// Trusts a plugin as it was looked at.
  mutating func trust(_ plugin: ExternalPlugin, as pin: Pin) {
    _ = revoke(pin.name)
    pins.append(pin)
    pins.sort { $0.name < $1.name }
    hooks += (plugin.manifest?.hooks ?? []).map { hook in
      Hook(
        plugin: pin.name,
        program: pin.program,
        name: hook.name,
        when: hook.moment.rawValue,
        commands: hook.commands
      )
    }
    hooks.sort { ($0.plugin, $0.name) < ($1.plugin, $1.name) }
  }

  /// Trusts a plugin no longer, and tells whether it was trusted.
  package mutating func revoke(_ name: String) -> Bool {
    let count = pins.count
    pins.removeAll { $0.name == name }
    hooks.removeAll { $0.plugin == name }
    return pins.count < count
  }

  /// Looks at a plugin.
  static func pin(of plugin: ExternalPlugin) throws(SystemFailure) -> Pin {
    Pin(
      name: plugin.name,
      program: plugin.program.systemText,
      programDigest: try HashAlgorithm.sha256.digest(ofFileAt: plugin.program).hexadecimal,
      manifestDigest: plugin.description == .none
        ? nil : try HashAlgorithm.sha256.digest(ofFileAt: plugin.manifestPath).hexadecimal
    )
  }
}
