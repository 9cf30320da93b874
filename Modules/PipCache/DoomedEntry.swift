internal import PipSystem

/// Something in the cache that is to go.
package struct DoomedEntry: Sendable, Hashable {
  /// Where it lies: a response with its head, or one file.
  package var place: CacheEntry.Place

  /// How its content was when it was found: what has become another stays.
  package var content: IdentityMemory.Key

  /// How its head was when it was found, for a response: an index that says that nothing changed has
  /// pip write a new head alone.
  package var head: IdentityMemory.Key?

  /// Why it goes, in a few words.
  package var reason: String

  /// What people know it by, nil where nothing but its path is known.
  package var title: String?

  /// Bytes in its content and, for a response, in its head.
  package var bytes: Int64 { content.size.saturatingAdding(head?.size ?? 0) }

  /// Creates something that is to go.
  package init(
    _ place: CacheEntry.Place,
    content: IdentityMemory.Key,
    head: IdentityMemory.Key? = nil,
    reason: String,
    title: String? = nil
  ) {
    self.place = place
    self.content = content
    self.head = head
    self.reason = reason
    self.title = title
  }

  /// Creates what is to go from a finished entry.
  package init(_ entry: CacheEntry, reason: String) {
    self.init(
      entry.place,
      content: entry.content,
      head: entry.head,
      reason: reason,
      title: entry.identity.title
    )
  }
}
