internal import FoundationEssentials
internal import PipPluginKit

extension PluginManifest {
  /// No manifest has more bytes.
  package static let sizeLimit = 256 << 10

  /// No line has more bytes.
  package static let longestLine = 1024

  /// No text of several lines has more bytes.
  package static let longestText = 16 << 10

  /// No word has more bytes.
  package static let longestWord = 64

  /// Reads a manifest.
  ///
  /// Members that are not known are passed over: later manifests have more.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: `ManifestFlaw` where it is none, the first of those that it has.
  package init(_ bytes: [UInt8]) throws(ManifestFlaw) {
    var reading = ManifestReading()
    self = try reading.manifest(in: bytes)
  }
}

/// Reads a manifest, and notes all that is wrong with it.
package struct ManifestReading {
  private var flaws: [ManifestFlaw] = []

  /// So many commands may there be, and so many names for a hook.
  package static let mostCommands = 64

  /// So many arguments or options may a command have, so many texts be offered, and aliases be.
  package static let mostOptions = 128

  /// So many hooks, or permissions, may there be.
  package static let mostHooks = 16

  private static let schema = 1

  /// Returns all that is wrong with a manifest, in the order in which it is looked at.
  ///
  /// What is no JSON, or has a member of another kind, is told alone.
  package static func flaws(in bytes: [UInt8]) -> [ManifestFlaw] {
    var reading = ManifestReading()
    do throws(ManifestFlaw) {
      _ = try reading.manifest(in: bytes)
      return []
    } catch {
      return reading.flaws.isEmpty ? [error] : reading.flaws
    }
  }

  fileprivate mutating func manifest(in bytes: [UInt8]) throws(ManifestFlaw) -> PluginManifest {
    let manifest = manifest(try Self.written(bytes))
    if let flaw = flaws.first { throw flaw }
    return manifest
  }

  private static func written(_ bytes: [UInt8]) throws(ManifestFlaw) -> Written {
    guard bytes.count <= PluginManifest.sizeLimit else { throw .tooLarge }
    // JSON is UTF-8 (RFC 8259), without a mark of its order.
    guard String(validating: bytes, as: UTF8.self) != nil, bytes.first != 0xEF, !bytes.contains(0)
    else { throw .unreadable("") }
    let written: Written
    do {
      written = try JSONDecoder().decode(Written.self, from: Data(bytes))
    } catch {
      // Of another schema nothing else is known.
      if let schema = try? JSONDecoder().decode(WrittenSchema.self, from: Data(bytes)).schema,
        schema != Self.schema
      {
        throw .otherSchema(schema)
      }
      throw .unreadable(Self.place(of: error))
    }
    guard written.schema == Self.schema else { throw .otherSchema(written.schema) }
    return written
  }

  private mutating func manifest(_ written: Written) -> PluginManifest {
    let (name, version) = (name(written.name, "name"), word(written.version, "version"))
    let abstract = line(written.abstract ?? "", "abstract")
    let (min, max) = (written.protocol.min, written.protocol.max)
    if min < 1 || min > max { flaws.append(.invalid("protocol", .versions)) }
    let commands = list(written.commands, "commands", atMost: Self.mostCommands) {
      $0.command($1)
    }
    let hooks = list(written.hooks, "hooks", atMost: Self.mostHooks) { $0.hook($1) }
    let permissions = list(written.permissions, "permissions", atMost: Self.mostHooks) {
      $0.permission($1)
    }
    seeThatUnique(commands.map(\.name), "commands")
    seeThatUnique(hooks.map(\.name), "hooks")
    return PluginManifest(
      name: name,
      version: version,
      abstract: abstract,
      protocolVersions: min...Swift.max(min, max),
      commands: commands,
      hooks: hooks,
      permissions: permissions
    )
  }

  private mutating func command(_ written: Written.Command) -> PluginManifest.Command {
    let name = name(written.name, "commands: name")
    let abstract = line(written.abstract, "\(name): abstract")
    let discussion = text(written.discussion ?? "", "\(name): discussion")
    let effect = effect(written.effect, of: name)
    let arguments = list(written.arguments, "\(name): arguments", atMost: Self.mostOptions) {
      $0.argument($1, of: name)
    }
    let options = list(written.options, "\(name): options", atMost: Self.mostOptions) {
      $0.option($1, of: name)
    }
    seeThatUnique(options.flatMap(\.spellings), "\(name): options")
    return PluginManifest.Command(
      name: name,
      abstract: abstract,
      discussion: discussion,
      effect: effect,
      arguments: arguments,
      options: options
    )
  }

  private mutating func argument(
    _ written: Written.Argument,
    of command: String
  ) -> PluginManifest.Argument {
    let name = word(written.name, "\(command): arguments: name")
    let abstract = line(written.abstract ?? "", "\(command): \(name): abstract")
    return PluginManifest.Argument(
      name: name,
      abstract: abstract,
      isOptional: written.optional ?? false,
      isRepeated: written.repeats ?? false,
      completion: completion(written.completion, "\(command): \(name): completion")
    )
  }

  private mutating func option(
    _ written: Written.Option,
    of command: String
  ) -> PluginManifest.Option {
    let place = "\(command): options"
    var others: [String] = []
    if let short = written.short {
      if short.utf8.count != 1 || !short.utf8.allSatisfy(Self.isLetterOrDigit)
        || GlobalOptions.allNames.contains("-\(short)")
      {
        flaws.append(.invalid("\(place): -\(short.prefix(64))", .letter))
      }
    }
    if let name = written.name { others.append("--\(self.name(name, "\(place): name"))") }
    others += list(written.aliases, "\(place): aliases", atMost: Self.mostOptions) {
      if !Self.isSpelling($1) {
        $0.flaws.append(.invalid("\(place): aliases: \($1.prefix(64))", .spelling))
      }
      return $1
    }
    // What every command has means the same everywhere.
    for spelling in others
    where GlobalOptions.allNames.contains(spelling) || GlobalOptions.areFlags(spelling) {
      flaws.append(.invalid("\(place): \(spelling)", .ownOption))
    }
    let spellings = (written.short.map { ["-\($0)"] } ?? []) + others
    if spellings.isEmpty { flaws.append(.invalid(place, .named)) }
    let called = "\(command): \(spellings.first ?? "")"
    return PluginManifest.Option(
      spellings: spellings,
      abstract: line(written.abstract ?? "", "\(called): abstract"),
      value: written.value.map { word($0, "\(called): value") },
      isRepeated: written.repeats ?? false,
      completion: completion(written.completion, "\(called): completion")
    )
  }

  private mutating func hook(_ written: Written.Hook) -> PluginManifest.Hook? {
    let name = name(written.name, "hooks: name")
    let commands = list(written.commands, "\(name): commands", atMost: Self.mostCommands) {
      $0.line($1, "\(name): commands")
    }
    guard let moment = PluginManifest.Hook.Moment(rawValue: written.when) else {
      let moments = PluginManifest.Hook.Moment.allCases.map(\.rawValue)
      flaws.append(.invalid("\(name): when", .oneOf(moments)))
      return nil
    }
    return PluginManifest.Hook(name: name, moment: moment, commands: commands)
  }

  private mutating func permission(_ written: Written.Permission) -> PluginManifest.Permission? {
    let reason = line(written.reason, "permissions: reason")
    guard let kind = PluginManifest.Permission.Kind(rawValue: written.name) else {
      let kinds = PluginManifest.Permission.Kind.allCases.map(\.rawValue)
      flaws.append(.invalid("permissions: \(written.name.prefix(64))", .oneOf(kinds)))
      return nil
    }
    return PluginManifest.Permission(kind: kind, reason: reason)
  }

  private mutating func effect(_ written: String?, of command: String) -> CommandEffect {
    switch written {
    case nil, "reads": break
    case "installs": return .installs
    default: flaws.append(.invalid("\(command): effect", .oneOf(["reads", "installs"])))
    }
    return .reads
  }

  private mutating func completion(
    _ written: Written.Completion?,
    _ place: String
  ) -> PluginManifest.Completion {
    switch written {
    case nil: return .nothing
    case .kind("file"): return .file
    case .kind("directory"): return .directory
    case .kind:
      flaws.append(.invalid(place, .oneOf(["file", "directory", "a list of texts"])))
      return .nothing
    case .values(let values):
      return .values(list(values, place, atMost: Self.mostOptions) { $0.line($1, place) })
    }
  }

  // MARK: Rules that many members have

  private mutating func list<Element, Value>(
    _ elements: [Element]?,
    _ place: String,
    atMost limit: Int,
    _ value: (inout ManifestReading, Element) -> Value?
  ) -> [Value] {
    let elements = elements ?? []
    guard elements.count <= limit else {
      flaws.append(.tooMany(place, limit: limit))
      return []
    }
    var values: [Value] = []
    for element in elements {
      if let value = value(&self, element) { values.append(value) }
    }
    return values
  }

  private mutating func name(_ text: String, _ place: String) -> String {
    if !PluginName.isValid(text) { flaws.append(.invalidName(place, String(text.prefix(64)))) }
    return text
  }

  private mutating func word(_ text: String, _ place: String) -> String {
    let isWord =
      !text.isEmpty && text.utf8.count <= PluginManifest.longestWord
      && !text.unicodeScalars.contains { $0.isMoreThanSeen || $0.properties.isWhitespace }
    if !isWord { flaws.append(.invalid(place, .word)) }
    return text
  }

  /// Looks at a text of one line, in which nothing moves the cursor.
  private mutating func line(_ line: String, _ place: String) -> String {
    if line.utf8.count > PluginManifest.longestLine
      || line.unicodeScalars.contains(where: \.isMoreThanSeen)
    {
      flaws.append(.invalid(place, .line))
    }
    return line
  }

  private mutating func text(_ text: String, _ place: String) -> String {
    if text.utf8.count > PluginManifest.longestText
      || text.unicodeScalars.contains(where: { $0.isMoreThanSeen && $0 != "\n" })
    {
      flaws.append(.invalid(place, .text))
    }
    return text
  }

  private mutating func seeThatUnique(_ names: [String], _ place: String) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { flaws.append(.twice(place, name)) }
  }

  /// Tells whether a text is how an option can be spelled: one dash or two, and what ArgumentParser and others have
  /// behind them.
  package static func isSpelling(_ text: String) -> Bool {
    let name = text.utf8.drop { $0 == UInt8(ascii: "-") }
    guard (1...2).contains(text.utf8.count - name.count), let first = name.first,
      isLetterOrDigit(first), name.count <= PluginManifest.longestWord
    else { return false }
    return name.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Returns where in a document a decoder stopped.
  private static func place(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "" }
    let (path, last): ([any CodingKey], (any CodingKey)?) =
      switch error {
      case .keyNotFound(let key, let context): (context.codingPath, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        (context.codingPath, nil)
      @unknown default: ([], nil)
      }
    return (path + [last].compactMap(\.self)).map { key in
      key.intValue.map { "[\($0)]" } ?? key.stringValue
    }.joined(separator: ".")
  }
}

/// A manifest as it is written, before anything of it is believed.
private struct Written: Decodable {
  struct Versions: Decodable {
    var min: Int
    var max: Int
  }

  struct Command: Decodable {
    var name: String
    var abstract: String
    var discussion: String?
    var effect: String?
    var arguments: [Argument]?
    var options: [Option]?
  }

  struct Argument: Decodable {
    var name: String
    var abstract: String?
    var optional: Bool?
    var repeats: Bool?
    var completion: Completion?
  }

  struct Option: Decodable {
    var name: String?
    var short: String?
    var aliases: [String]?
    var abstract: String?
    var value: String?
    var repeats: Bool?
    var completion: Completion?
  }

  enum Completion: Decodable {
    case kind(String)
    case values([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let kind = try? container.decode(String.self) {
        self = .kind(kind)
      } else {
        self = .values(try container.decode([String].self))
      }
    }
  }

  struct Hook: Decodable {
    var name: String
    var when: String
    var commands: [String]?
  }

  struct Permission: Decodable {
    var name: String
    var reason: String
  }

  var schema: Int
  var name: String
  var version: String
  var abstract: String?
  var `protocol`: Versions
  var commands: [Command]?
  var hooks: [Hook]?
  var permissions: [Permission]?
}

/// What is read of a manifest that cannot be read else.
private struct WrittenSchema: Decodable {
  var schema: Int
}
