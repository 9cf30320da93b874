package import PipConfiguration
internal import PipSystem
package import SystemPackage

/// One place where files of a project may be.
package struct IndexSource: Sendable, Hashable {
  /// How a place is asked.
  package enum Kind: Sendable, Hashable {
    /// A simple repository: the project's page is below it.
    case index
    /// A page or folder with files of any project: pip's `--find-links`.
    case findLinks
  }

  /// Where it is.
  package enum Place: Sendable, Hashable {
    /// On a server.
    case remote(IndexURL)
    /// In the file system.
    case local(FilePath)
  }

  /// How it is asked.
  package var kind: Kind

  /// Where it is.
  package var place: Place

  /// What the user wrote with its secrets masked, where a path holds any: an address whose scheme
  /// was forgotten looks like a path.
  private var maskedText: String?

  /// Creates a source.
  package init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
  }

  /// Reads a source from what the user wrote: an address, or a path.
  ///
  /// Nil where it is an address of a kind that no source has.
  /// - Parameters:
  ///   - kind: How it is asked.
  ///   - text: The address or path.
  ///   - directory: Where relative paths start.
  ///   - home: Where `~` leads.
  package init?(
    _ kind: Kind,
    _ text: String,
    relativeTo directory: FilePath? = nil,
    home: HomeDirectory? = nil
  ) {
    let text = String(text.trimmingBlanks)
    if let url = IndexURL(text) {
      self.init(kind, url.filePath.map { .local($0) } ?? .remote(url))
      return
    }
    // What names a scheme is no path, however odd the scheme.
    guard !text.isEmpty, !text.contains("://"), !text.utf8.contains(0) else { return nil }
    let path = FilePath(systemText: home?.expandingTilde(in: text) ?? text)
    self.init(kind, .local(directory.map { $0.pushing(path) } ?? path))
    let masked = CredentialMask.masking(text)
    maskedText = masked == text ? nil : masked
  }

  /// The place for people, masked.
  package var name: String {
    switch place {
    case .remote(let url): url.masked
    case .local(let path): maskedText ?? path.systemText
    }
  }

  /// The setting that names it, for errors.
  var setting: IndexError.Setting {
    switch kind {
    case .index: .index(name)
    case .findLinks: .findLinks(name)
    }
  }
}
