package import PipCache
package import PipSystem

/// The path of a file in a snapshot, which is its path in a cache: `docs/formats/snapshot-1.md`.
///
/// It is taken apart by the grammar of pip's cache and never joined to anything as it came: no text of a
/// snapshot leads elsewhere than to a place where pip itself keeps such a file. A snapshot has very many of
/// them, so most are kept as the number that they are.
package struct SnapshotPath: Sendable, Hashable {
  private let place: Place

  private enum Place: Sendable, Hashable {
    case head(CacheKey)
    case body(CacheKey)
    case old(CacheKey)
    case state(CacheKey)
    case wheel(WheelPath)
  }

  /// The path of a wheel, or of what is beside it.
  private final class WheelPath: Sendable, Hashable {
    let text: String
    let isOrigin: Bool

    init(_ text: String, isOrigin: Bool) {
      (self.text, self.isOrigin) = (text, isOrigin)
    }

    static func == (left: WheelPath, right: WheelPath) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }

  /// What lies there.
  package var role: CacheFileRole {
    switch place {
    case .head(let key): .responseHead(key)
    case .body(let key): .responseBody(key)
    case .old(let key): .oldResponse(key)
    case .state(let key): .state(key)
    case .wheel(let path): path.isOrigin ? .origin : .wheel
    }
  }

  /// The key of the response of which the status and headers lie there.
  var headKey: CacheKey? {
    if case .head(let key) = place { key } else { nil }
  }

  /// The key of the response of which the body lies there.
  var bodyKey: CacheKey? {
    if case .body(let key) = place { key } else { nil }
  }

  /// No name of a wheel is longer.
  private static let nameLimit = 200

  /// Takes a path apart, or returns nil where no file of a snapshot may lie.
  package init?(_ text: String) {
    self.init(Array(text.utf8).span)
  }

  /// Takes a path apart, or returns nil where no file of a snapshot may lie.
  init?(_ bytes: Span<UInt8>) {
    guard let place = Self.response(bytes) ?? Self.state(bytes) ?? Self.wheel(bytes) else {
      return nil
    }
    self.place = place
  }

  /// The path of the status and headers of a response.
  init(headOf key: CacheKey) {
    place = .head(key)
  }

  /// The path of the body of a response.
  init(bodyOf key: CacheKey) {
    place = .body(key)
  }

  private static let newArea = Array("http-v2/".utf8)
  private static let oldArea = Array("http/".utf8)
  private static let states = Array("selfcheck/".utf8)
  private static let wheels = Array("wheels/".utf8)
  private static let bodySuffix = Array(".body".utf8)
  /// A digit and a slash for each folder above a response.
  private static let folders = 2 * CacheKey.folderCount

  private static func response(_ bytes: Span<UInt8>) -> Place? {
    let isNew = bytes.hasPrefix(newArea.span)
    guard isNew || bytes.hasPrefix(oldArea.span) else { return nil }
    let rest = bytes.extracting(droppingFirst: isNew ? newArea.count : oldArea.count)
    guard rest.count >= folders + CacheKey.length else { return nil }
    let name = rest.extracting(droppingFirst: folders)
    guard let key = CacheKey(digits: name.extracting(first: CacheKey.length)) else { return nil }
    for folder in 0..<CacheKey.folderCount {
      guard rest[2 * folder] == name[folder], rest[2 * folder + 1] == UInt8(ascii: "/") else {
        return nil
      }
    }
    let suffix = name.extracting(droppingFirst: CacheKey.length)
    if suffix.isEmpty { return isNew ? .head(key) : .old(key) }
    return isNew && suffix.isEqual(to: bodySuffix.span) ? .body(key) : nil
  }

  private static func state(_ bytes: Span<UInt8>) -> Place? {
    guard bytes.hasPrefix(states.span) else { return nil }
    return CacheKey(digits: bytes.extracting(droppingFirst: states.count)).map(Place.state)
  }

  private static func wheel(_ span: Span<UInt8>) -> Place? {
    guard span.hasPrefix(wheels.span) else { return nil }
    let bytes = span.array
    guard bytes.allSatisfy(isAllowed), let names = names(of: bytes[...]), let name = names.last,
      name.count <= nameLimit
    else { return nil }
    let role = CacheFolder(names.dropLast()).role(of: name)
    guard role == .wheel || role == .origin else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    return .wheel(WheelPath(text, isOrigin: role == .origin))
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._+!=-/".utf8.contains(byte)
    }
  }

  private static func names(of bytes: ArraySlice<UInt8>) -> [EntryName]? {
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let names = parts.compactMap { EntryName(slice: $0) }
    return names.count == parts.count ? names : nil
  }

  /// The path as it is written, in ASCII.
  package var text: String {
    if case .wheel(let path) = place { return path.text }
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The path parted at its last slash.
  var parts: (folder: Substring, name: Substring) {
    let text = text
    let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.startIndex
    return (text[..<slash], text[slash...])
  }

  /// Tells whether a text is the path.
  func hasText(_ text: String) -> Bool {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100)
    append(to: &bytes)
    return text.utf8.elementsEqual(bytes)
  }

  /// Adds the path behind some bytes.
  func append(to bytes: inout [UInt8]) {
    switch place {
    case .head(let key): Self.append(Self.newArea, key, to: &bytes)
    case .body(let key):
      Self.append(Self.newArea, key, to: &bytes)
      bytes += Self.bodySuffix
    case .old(let key): Self.append(Self.oldArea, key, to: &bytes)
    case .state(let key):
      bytes += Self.states
      key.append(to: &bytes)
    case .wheel(let path): bytes += path.text.utf8
    }
  }

  private static func append(_ area: [UInt8], _ key: CacheKey, to bytes: inout [UInt8]) {
    bytes += area
    key.appendFolders(to: &bytes)
    key.append(to: &bytes)
  }

  /// The way to it from the cache directory.
  var way: EntryPath {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100)
    append(to: &bytes)
    return EntryPath(bytes[...]) ?? EntryPath()
  }

  /// The names that lead to it from the cache directory.
  package var names: [EntryName] { way.names }

  /// The area that it is in.
  package var area: CacheArea { role.area }
}

extension SnapshotPath: Comparable {
  /// Orders paths by their bytes.
  package static func < (left: SnapshotPath, right: SnapshotPath) -> Bool {
    let (a, b) = (left.order, right.order)
    if a.area != b.area { return a.area < b.area }
    guard let key = a.key, let other = b.key else {
      return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    return key == other ? a.part < b.part : key < other
  }

  /// A number that is never larger than that of a path behind this one.
  var rank: UInt64 {
    let (area, key, _) = order
    return UInt64(area) << 60 | (key?.rank ?? 0)
  }

  /// What decides: areas in the order of their names, then keys, for they name the folders too.
  private var order: (area: Int, key: CacheKey?, part: Int) {
    switch place {
    case .head(let key): (0, key, 0)
    case .body(let key): (0, key, 1)
    case .old(let key): (1, key, 0)
    case .state(let key): (2, key, 0)
    case .wheel: (3, nil, 0)
    }
  }
}
