internal import PipFiles
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
  /// On the way to wheels, or where they are.
  case wheels(isLast: Bool)
  /// Where a wheel is being built, or was.
  case build
  /// Where self-checks are remembered.
  case states
  /// Below the folder of swiftpip.
  case own
  /// Nothing that pip or swiftpip knows.
  case foreign

  /// The first characters of a key, a folder each.
  package typealias HexadecimalPath = [UInt8]

  /// Creates the meaning of a folder from the names that lead to it from the cache directory.
  package init(_ names: [EntryName]) {
    guard let top = names.first else {
      self = .root
      return
    }
    let below = names.dropFirst()
    switch top.systemText {
    case "http-v2": self = Self.path(below).map(CacheFolder.responses) ?? .foreign
    case "http": self = Self.path(below).map(CacheFolder.oldResponses) ?? .foreign
    case "wheels": self = Self.wheels(below)
    case "selfcheck": self = below.isEmpty ? .states : .foreign
    case "swiftpip": self = .own
    default: self = .foreign
    }
  }

  private static func path(_ names: ArraySlice<EntryName>) -> HexadecimalPath? {
    guard names.count <= CacheKey.folderCount, names.allSatisfy({ $0.isHexadecimal(count: 1) })
    else { return nil }
    return names.map { $0[0] }
  }

  private static func wheels(_ names: ArraySlice<EntryName>) -> CacheFolder {
    let lengths = [2, 2, 2, 50]
    for (name, length) in zip(names, lengths) where !name.isHexadecimal(count: length) {
      return .foreign
    }
    guard let builder = names.dropFirst(lengths.count).first else {
      return .wheels(isLast: names.count == lengths.count)
    }
    return TemporaryName.isFolder(builder.systemText) ? .build : .foreign
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
    case .wheels(let isLast): isLast ? Self.wheel(name) : .foreign
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
    return suffixes.contains(String(target.dropFirst(CacheKey.length)))
  }
}

extension EntryName {
  /// Tells whether the name is so many lower-case hexadecimal digits.
  func isHexadecimal(count: Int) -> Bool {
    self.count == count && (0..<count).allSatisfy { CacheKey.isDigit(self[$0]) }
  }

  /// Tells how the name ends.
  func hasSuffix(_ suffix: [UInt8]) -> Bool {
    let start = count - suffix.count
    return start > 0 && suffix.indices.allSatisfy { self[start + $0] == suffix[$0] }
  }
}
