/// Names of the wheels of one folder as a file system sees them that does not tell cases apart.
///
/// Paths come in their order, so those of a folder follow each other.
struct WheelNames: Sendable {
  private var folder = ""
  private var names: Set<String> = []

  /// Takes the next wheel, and tells whether its name is another than those before in its folder.
  mutating func insert(_ path: SnapshotPath) -> Bool {
    let parts = path.parts
    if parts.folder != folder { (folder, names) = (String(parts.folder), []) }
    return names.insert(parts.name.lowercased()).inserted
  }
}
