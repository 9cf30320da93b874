internal import PipEnvironments
internal import PipSystem
internal import SystemPackage

/// How `pip freeze` writes an editable project: from where it can be had again, if its working copy of Git says
/// that (`pip/_internal/operations/freeze.py`, `pip/_internal/vcs/git.py`).
enum EditableRequirement {
  /// Finds out what there is to write.
  ///
  /// - Parameters:
  ///   - distribution: the distribution.
  ///   - location: the folder of its project.
  /// - Returns: a comment, where there is something to be said, and the requirement.
  static func lines(of distribution: InstalledDistribution, at location: String) -> [String] {
    let title = "\(distribution.writtenName)==\(distribution.shownVersion)"
    let folder = FilePath(systemText: location)
    guard let copy = GitWorkingCopy(around: folder) else {
      return ["# Editable install with no version control (\(title))", "-e \(location)"]
    }
    guard let remote = copy.remote else {
      return ["# Editable Git install with no remote (\(title))", "-e \(location)"]
    }
    guard let address = address(remote) else {
      return [
        "# Editable Git install (\(title)) with either a deleted local remote or invalid URI:",
        "# '\(remote)'", "-e \(location)",
      ]
    }
    guard let commit = copy.commit else {
      return ["## !! Could not determine repository location", "-e \(location)"]
    }
    let egg = distribution.writtenName.replacing("-", with: "_")
    let subdirectory = subdirectory(of: folder, in: copy.root).map { "&subdirectory=\($0)" } ?? ""
    return ["-e git+\(address)@\(commit)#egg=\(egg)\(subdirectory)"]
  }

  /// Returns the address of a remote that Git knows by a path, or as `scp` writes it; nil where it is none.
  private static func address(_ remote: String) -> String? {
    let scheme = remote.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    if !scheme.isEmpty, remote.dropFirst(scheme.count).hasPrefix("://") { return remote }
    let path = FilePath(systemText: remote)
    if path.isAbsolute, (try? path.status()) != nil { return LocalAddress.url(of: path) }
    let parts = remote.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains("/"), !parts[1].contains(":"),
      let first = parts[1].first, first.isLetter || first.isNumber || first == "_"
    else { return nil }
    return "ssh://\(parts[0])/\(parts[1])"
  }

  /// Returns where in a repository a project is: the first folder upwards that can be installed; nil for the
  /// top.
  private static func subdirectory(of folder: FilePath, in root: FilePath) -> String? {
    var folder = folder
    while !["pyproject.toml", "setup.py"].contains(where: {
      (try? folder.appending($0).status().kind) == .regular
    }) {
      guard folder != root, folder.removeLastComponent(), !folder.isEmpty else { return nil }
    }
    var rest = folder
    return rest.removePrefix(root) && !rest.isEmpty ? rest.systemText : nil
  }
}
