internal import FoundationEssentials
internal import PipPluginKit

extension PluginManifest {
  /// No manifest has more bytes.
  package static let sizeLimit = 256 << 10

  private static let schema = 1
  private static let mostCommands = 64
  private static let mostOptions = 128
  private static let mostHooks = 16
  static let longestLine = 1024
  static let longestText = 16 << 10

  /// Reads a manifest.
  ///
  /// Members that are not known are passed over: later manifests have more.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: `ManifestFlaw` where it is none.
  package init(_ bytes: [UInt8]) throws(ManifestFlaw) {
    guard bytes.count <= Self.sizeLimit else { throw .tooLarge }
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
    name = try Self.name(written.name, "name")
    version = try Self.line(written.version, "version")
    guard !version.isEmpty, !version.contains(where: \.isWhitespace) else {
      throw .invalid("version", .word)
    }
    abstract = try Self.line(written.abstract ?? "", "abstract")
    guard written.protocol.min >= 1, written.protocol.min <= written.protocol.max else {
      throw .invalid("protocol", .versions)
    }
    protocolVersions = written.protocol.min...written.protocol.max
    commands = try Self.list(written.commands, "commands", atMost: Self.mostCommands) {
      command throws(ManifestFlaw) in try Self.command(command)
    }
    hooks = try Self.list(written.hooks, "hooks", atMost: Self.mostHooks) {
      hook throws(ManifestFlaw) in try Self.hook(hook)
    }
    permissions = try Self.list(written.permissions, "permissions", atMost: Self.mostHooks) {
      permission throws(ManifestFlaw) in
      guard let kind = Permission.Kind(rawValue: permission.name) else {
        throw .invalid(
          "permissions: \(permission.name)",
          .oneOf(Permission.Kind.allCases.map(\.rawValue))
        )
      }
      return Permission(kind: kind, reason: try Self.line(permission.reason, "permissions: reason"))
    }
    try Self.seeThatUnique(commands.map(\.name), "commands")
    try Self.seeThatUnique(hooks.map(\.name), "hooks")
  }

  private static func command(_ written: Written.Command) throws(ManifestFlaw) -> Command {
    let name = try name(written.name, "commands: name")
    let command = Command(
      name: name,
      abstract: try line(written.abstract, "\(name): abstract"),
      discussion: try text(written.discussion ?? "", "\(name): discussion"),
      effect: try effect(written.effect, of: name),
      arguments: try list(written.arguments, "\(name): arguments", atMost: mostOptions) {
        argument throws(ManifestFlaw) in
        Argument(
          name: try Self.name(argument.name, "\(name): arguments: name"),
          abstract: try line(argument.abstract ?? "", "\(name): arguments: abstract"),
          isOptional: argument.optional ?? false,
          isRepeated: argument.repeats ?? false,
          completion: try completion(argument.completion, "\(name): \(argument.name): completion")
        )
      },
      options: try list(written.options, "\(name): options", atMost: mostOptions) {
        option throws(ManifestFlaw) in try Self.option(option, of: name)
      }
    )
    try seeThatUnique(command.options.map(\.name), "\(name): options")
    try seeThatUnique(command.options.compactMap { $0.short.map(String.init) }, "\(name): options")
    return command
  }

  private static func option(
    _ written: Written.Option,
    of command: String
  ) throws(ManifestFlaw) -> Option {
    let name = try name(written.name, "\(command): options: name")
    // What every command has means the same everywhere.
    guard !GlobalOptions.allNames.contains("--\(name)") else {
      throw .invalid("\(command): options: --\(name)", .ownOption)
    }
    if let short = written.short {
      guard short.utf8.count == 1, short.utf8.allSatisfy(isLetterOrDigit),
        !GlobalOptions.allNames.contains("-\(short)")
      else { throw .invalid("\(command): options: -\(short)", .letter) }
    }
    return Option(
      name: name,
      short: written.short?.first,
      abstract: try line(written.abstract ?? "", "\(command): --\(name): abstract"),
      value: try written.value.map { value throws(ManifestFlaw) in
        try Self.name(value, "\(command): --\(name): value")
      },
      isRepeated: written.repeats ?? false,
      completion: try completion(written.completion, "\(command): --\(name): completion")
    )
  }

  private static func hook(_ written: Written.Hook) throws(ManifestFlaw) -> Hook {
    let name = try name(written.name, "hooks: name")
    guard let moment = Hook.Moment(rawValue: written.when) else {
      throw .invalid("\(name): when", .oneOf(Hook.Moment.allCases.map(\.rawValue)))
    }
    return Hook(
      name: name,
      moment: moment,
      commands: try list(written.commands, "\(name): commands", atMost: mostCommands) {
        command throws(ManifestFlaw) in try line(command, "\(name): commands")
      }
    )
  }

  private static func effect(
    _ written: String?,
    of command: String
  ) throws(ManifestFlaw) -> CommandEffect {
    switch written {
    case nil, "reads": .reads
    case "installs": .installs
    default: throw .invalid("\(command): effect", .oneOf(["reads", "installs"]))
    }
  }

  private static func completion(
    _ written: Written.Completion?,
    _ place: String
  ) throws(ManifestFlaw) -> Completion {
    switch written {
    case nil: .nothing
    case .kind("file"): .file
    case .kind("directory"): .directory
    case .kind: throw .invalid(place, .oneOf(["file", "directory", "a list of texts"]))
    case .values(let values):
      .values(
        try list(values, place, atMost: mostOptions) {
          value throws(ManifestFlaw) in try line(value, place)
        }
      )
    }
  }

  // MARK: Rules that many members have

  private static func list<Element, Value>(
    _ elements: [Element]?,
    _ place: String,
    atMost limit: Int,
    _ value: (Element) throws(ManifestFlaw) -> Value
  ) throws(ManifestFlaw) -> [Value] {
    let elements = elements ?? []
    guard elements.count <= limit else { throw .tooMany(place, limit: limit) }
    var values: [Value] = []
    for element in elements { values.append(try value(element)) }
    return values
  }

  private static func name(_ text: String, _ place: String) throws(ManifestFlaw) -> String {
    guard PluginName.isValid(text) else { throw .invalidName(place, String(text.prefix(64))) }
    return text
  }

  /// Returns a text of one line in which nothing moves the cursor.
  private static func line(_ line: String, _ place: String) throws(ManifestFlaw) -> String {
    guard line.utf8.count <= longestLine, !line.unicodeScalars.contains(where: \.isMoreThanSeen)
    else {
      throw .invalid(place, .line)
    }
    return line
  }

  private static func text(_ text: String, _ place: String) throws(ManifestFlaw) -> String {
    guard text.utf8.count <= longestText,
      text.unicodeScalars.allSatisfy({ !$0.isMoreThanSeen || $0 == "\n" })
    else { throw .invalid(place, .text) }
    return text
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func seeThatUnique(
    _ names: [String],
    _ place: String
  ) throws(ManifestFlaw) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .twice(place, name) }
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
    var name: String
    var short: String?
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
