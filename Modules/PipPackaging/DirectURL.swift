import FoundationEssentials

/// Where a distribution came from that was not chosen from an index: its file `direct_url.json` (PEP 610).
package struct DirectURL: Sendable, Hashable {
  /// What is at the address.
  package enum Kind: Sendable, Hashable {
    /// A repository of a version control system, at a commit.
    case repository(system: String, commit: String)
    /// An archive; with a digest, if that is known, as `sha256=...`.
    case archive(hash: String?)
    /// A folder of this machine; an editable one is used where it is.
    case folder(isEditable: Bool)
  }

  /// The address.
  package let url: String

  /// What is there.
  package let kind: Kind

  /// The folder of the project in what is there, if it is not at its top.
  package let subdirectory: String?

  private let file: File

  /// Reads the file, or returns nil where it is not one.
  package init?(_ bytes: [UInt8]) {
    guard let file = PythonJSON.decode(File.self, from: bytes) else { return nil }
    self.file = file
    url = file.url
    subdirectory = file.subdirectory
    if let repository = file.vcs_info {
      kind = .repository(system: repository.vcs, commit: repository.commit_id)
    } else if let archive = file.archive_info {
      let named = archive.hashes?["sha256"].map { "sha256=\($0)" }
      kind = .archive(hash: archive.hash ?? named)
    } else if let folder = file.dir_info {
      kind = .folder(isEditable: folder.editable ?? false)
    } else {
      return nil
    }
  }

  // The names of members are those of the file.
  private struct File: Codable, Hashable {
    struct Repository: Codable, Hashable {
      let vcs: String
      let commit_id: String
      let requested_revision: String?
    }

    struct Archive: Codable, Hashable {
      let hash: String?
      let hashes: [String: String]?
    }

    struct Folder: Codable, Hashable {
      let editable: Bool?
    }

    let url: String
    let vcs_info: Repository?
    let archive_info: Archive?
    let dir_info: Folder?
    let subdirectory: String?
  }

  /// The folder of this machine that an editable distribution is used from; nil where it is not one.
  package var editableLocation: String? {
    guard kind == .folder(isEditable: true), url.hasPrefix("file://") else { return nil }
    let path = url.utf8.dropFirst("file://".utf8.count)
    return String(decoding: PercentEncoding.decode(Array(path)[...]), as: UTF8.self)
  }

  /// Returns the requirement of what is there, as `pip freeze` writes it (PEP 440, direct references).
  package func requirement(of project: String) -> String {
    var fragments: [String] = []
    var text = "\(project) @ "
    switch kind {
    case .repository(let system, let commit): text += "\(system)+\(url)@\(commit)"
    case .archive(let hash):
      text += url
      if let hash { fragments.append(hash) }
    case .folder: text += url
    }
    if let subdirectory { fragments.append("subdirectory=\(subdirectory)") }
    return fragments.isEmpty ? text : "\(text)#\(fragments.joined(separator: "&"))"
  }
}

extension DirectURL: Encodable {
  /// Encodes it as the file has it.
  package func encode(to encoder: any Encoder) throws {
    try file.encode(to: encoder)
  }
}
