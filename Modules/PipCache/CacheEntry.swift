package import PipSystem
package import SystemPackage

/// An entry of the cache, by what it is.
package struct CacheEntry: Sendable, Hashable {
  /// Where in the cache the content lies.
  package enum Place: Sendable, Hashable {
    /// The response of a key.
    case response(CacheKey)
    /// The response of a key, as earlier pips kept it.
    case oldResponse(CacheKey)
    /// The file that some names lead to.
    case file([EntryName])
  }

  /// How much of an entry somebody wants to know.
  package enum Depth: Sendable {
    /// What it is and how large its content is: then heads need not be looked at.
    case content
    /// Everything, its head and its last use as well.
    case whole
  }

  /// Where it lies.
  package var place: Place

  /// What it says of itself.
  package var identity: ContentIdentity

  /// Which content it is.
  package var content: IdentityMemory.Key

  /// Which head it has, for a response; nil where that was not looked at.
  package var head: IdentityMemory.Key?

  /// Whether the identity is all from the last time, and the content was not looked at.
  package var isRemembered: Bool

  /// When the content was last read, as far as the file system notes that; else when it was stored,
  /// or last found to be still the same, which only the head tells.
  package var lastUsedAt: Timestamp

  /// Creates an entry from what is known of it.
  package init(
    place: Place,
    identity: ContentIdentity,
    content: IdentityMemory.Key,
    head: IdentityMemory.Key? = nil,
    isRemembered: Bool,
    lastUsedAt: Timestamp
  ) {
    self.place = place
    self.identity = identity
    self.content = content
    self.head = head
    self.isRemembered = isRemembered
    self.lastUsedAt = lastUsedAt
  }

  /// Bytes in the content.
  package var bytes: Int64 { content.size }

  /// Bytes in the content and, for a response, in its head.
  package var bytesInAll: Int64 { content.size.saturatingAdding(head?.size ?? 0) }

  /// When the content was stored.
  package var storedAt: Timestamp { content.modified }

  /// The area that it is in.
  package var area: CacheArea { place.area }
}

extension CacheEntry.Place {
  /// The area that it is in.
  package var area: CacheArea {
    switch self {
    case .response: .httpV2
    case .oldResponse: .http
    case .file(let names): CacheFolder(Array(names.dropLast())).area
    }
  }

  /// The key of a response, nil for other entries.
  package var key: CacheKey? {
    switch self {
    case .response(let key), .oldResponse(let key): key
    case .file: nil
    }
  }

  /// The name of the content in its folder.
  package var name: EntryName? {
    switch self {
    case .response(let key): key.bodyName
    case .oldResponse(let key): key.headName
    case .file(let names): names.last
    }
  }

  /// The name of the content in its folder, as a system text.
  package var nameText: String {
    switch self {
    case .response(let key): key.bodyText
    case .oldResponse(let key): key.text
    case .file(let names): names.last?.systemText ?? ""
    }
  }

  /// The names that lead to the content from the cache directory.
  package var names: [EntryName] {
    switch self {
    case .response(let key): Self.names("http-v2", key, key.bodyName)
    case .oldResponse(let key): Self.names("http", key, key.headName)
    case .file(let names): names
    }
  }

  /// Tells whether it comes before another place, in the order of their paths.
  package func precedes(_ other: CacheEntry.Place) -> Bool {
    switch (self, other) {
    // Their folders are named by the first digits.
    case (.response(let key), .response(let other)),
      (.oldResponse(let key), .oldResponse(let other)):
      key < other
    default: names.lexicographicallyPrecedes(other.names) { $0.systemText < $1.systemText }
    }
  }

  /// Whether head and body are two files.
  package var isPair: Bool {
    if case .response = self { return true }
    return false
  }

  private static func names(_ area: String, _ key: CacheKey, _ name: EntryName?) -> [EntryName] {
    let folders = key.digits.prefix(CacheKey.folderCount).compactMap { EntryName([$0]) }
    return [EntryName(systemText: area)].compactMap(\.self) + folders + [name].compactMap(\.self)
  }

  /// Where the content lies in a cache directory.
  package func path(in directory: FilePath) -> FilePath {
    directory.appending(names)
  }
}
