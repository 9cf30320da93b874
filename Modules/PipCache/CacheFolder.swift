internal import PipFiles
internal import PipHashing
package import PipSystem

/// What a folder of the cache is for, which decides what the names in it mean.
///
/// Names count only where pip would look for them: a file in the wrong folder is nobody's.
package enum CacheFolder: Sendable, Hashable {
  /// The cache directory itself.
  case root
  /// On the way to responses of pip 23.3 and later, or where they are.
  case responses(HexadecimalPath)
  /// The same for earlier pips.
  case oldResponses(HexadecimalPath)
  /// On the way to wheels, or where they are: so many folders below the area.
  case wheels(depth: Int)
  /// Where a wheel is being built, or was.
  case build
  /// Where self-checks are remembered.
  case states
  /// Below the folder of swiftpip.
  case own
  /// Nothing that pip or swiftpip knows.
  case foreign

  /// The first digits of a key, a folder each.
  package struct HexadecimalPath: Sendable, Hashable {
    /// How many there are.
    package private(set) var count = 0
    /// Their values, the last in the lowest four bits.
    private(set) var value: UInt64 = 0

    /// Creates a path of no folders.
    package init() {}

    /// The path to a folder in this one; nil where no key leads to that.
    func appending(_ name: EntryName) -> HexadecimalPath? {
      guard count < CacheKey.folderCount, name.count == 1,
        let digit = Hexadecimal.value(ofDigit: name[0])
      else { return nil }
      var path = self
      path.count += 1
      path.value = path.value << 4 | digit
      return path
    }
  }

  /// Creates the meaning of a folder from the names that lead to it from the cache directory.
  package init(_ names: [EntryName]) {
    self = names.reduce(.root) { $0.folder($1) }
  }

  /// What a folder in this one is for.
  package func folder(_ name: EntryName) -> CacheFolder {
    switch self {
    case .root: Self.areas[name] ?? .foreign
    case .responses(let path): path.appending(name).map(CacheFolder.responses) ?? .foreign
    case .oldResponses(let path): path.appending(name).map(CacheFolder.oldResponses) ?? .foreign
    case .wheels(let depth): Self.wheels(name, depth)
    case .build: .build
    case .own: .own
    case .states, .foreign: .foreign
    }
  }

  private static let areas: [EntryName: CacheFolder] = Dictionary(
    uniqueKeysWithValues: [
      ("http-v2", .responses(HexadecimalPath())), ("http", .oldResponses(HexadecimalPath())),
      ("wheels", .wheels(depth: 0)), ("selfcheck", .states), ("swiftpip", .own),
    ].compactMap { name, folder in EntryName(systemText: name).map { ($0, folder) } }
  )

  /// How many digits the names of the folders have that lead to wheels.
  private static let wheelDigits = [2, 2, 2, 50]

  private static func wheels(_ name: EntryName, _ depth: Int) -> CacheFolder {
    guard depth == wheelDigits.count else {
      return name.isHexadecimal(count: wheelDigits[depth]) ? .wheels(depth: depth + 1) : .foreign
    }
    return TemporaryName.isFolder(name.systemText) ? .build : .foreign
  }

  /// The area that the folder itself takes room in.
  package var area: CacheArea {
    switch self {
    case .root, .foreign: .other
    case .responses: .httpV2
    case .oldResponses: .http
    case .wheels: .wheels
    case .build: .leftovers
    case .states: .selfCheck
    case .own: .own
    }
  }

  /// Tells what a file is by its name in this folder.
  package func role(of name: EntryName) -> CacheFileRole {
    switch self {
    case .root: LegacyName.isLegacy(name.systemText) ? .leftover : .foreign
    case .responses(let path): Self.response(name, path)
    case .oldResponses(let path): Self.oldResponse(name, path)
    case .wheels(let depth): depth == Self.wheelDigits.count ? Self.wheel(name) : .foreign
    case .build: .leftover
    case .states: Self.state(name)
    case .own: .own
    case .foreign: .foreign
    }
  }

  private static let bodySuffix = Array(".body".utf8)
  private static let wheelSuffix = Array(".whl".utf8)

  private static func response(_ name: EntryName, _ path: HexadecimalPath) -> CacheFileRole {
    guard path.count == CacheKey.folderCount, let key = CacheKey(beginning: name),
      key.isIn(path)
    else { return .foreign }
    switch name.count {
    case CacheKey.length: return .responseHead(key)
    case CacheKey.length + 5 where name.hasSuffix(bodySuffix): return .responseBody(key)
    default: return isTemporary(name, ofOneOf: ["", ".body"]) ? .leftover : .foreign
    }
  }

  private static func oldResponse(_ name: EntryName, _ path: HexadecimalPath) -> CacheFileRole {
    guard path.count == CacheKey.folderCount, let key = CacheKey(beginning: name), key.isIn(path)
    else { return .foreign }
    if name.count == CacheKey.length { return .oldResponse(key) }
    return isTemporary(name, ofOneOf: [""]) ? .leftover : .foreign
  }

  private static func wheel(_ name: EntryName) -> CacheFileRole {
    if name.hasSuffix(wheelSuffix) { return .wheel }
    let text = name.systemText
    if text == "origin.json" { return .origin }
    return TemporaryName.target(of: text) == nil ? .foreign : .leftover
  }

  private static func state(_ name: EntryName) -> CacheFileRole {
    guard let key = CacheKey(beginning: name) else { return .foreign }
    if name.count == CacheKey.length { return .state(key) }
    return isTemporary(name, ofOneOf: [""]) ? .leftover : .foreign
  }

  /// Tells whether a name is that of a file which was to become a key and one of some suffixes.
  private static func isTemporary(_ name: EntryName, ofOneOf suffixes: [String]) -> Bool {
    guard let target = TemporaryName.target(of: name.systemText) else { return false }
    // Byte for byte: a mark behind the key is one character with its last digit.
    let suffix = target.utf8.dropFirst(CacheKey.length)
    return suffixes.contains { suffix.elementsEqual($0.utf8) }
  }
}

extension EntryName {
  /// Tells whether the name is so many lower-case hexadecimal digits.
  func isHexadecimal(count: Int) -> Bool {
    self.count == count && (0..<count).allSatisfy { Hexadecimal.value(ofDigit: self[$0]) != nil }
  }

  /// Tells how the name ends.
  func hasSuffix(_ suffix: [UInt8]) -> Bool {
    let start = count - suffix.count
    return start > 0 && suffix.indices.allSatisfy { self[start + $0] == suffix[$0] }
  }
}
