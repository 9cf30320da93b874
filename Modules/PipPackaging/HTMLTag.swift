/// A start tag of which something is kept.
struct HTMLTag {
  /// The tags that say something about files.
  enum Name: String {
    case anchor = "a"
    case base
    case meta
  }

  /// The attributes that say something about files.
  enum Attribute: String {
    case href
    case name
    case content
    case requiresPython = "data-requires-python"
    case yanked = "data-yanked"
    case coreMetadata = "data-core-metadata"
    case olderCoreMetadata = "data-dist-info-metadata"
  }

  /// Which tag.
  let name: Name

  /// Values with entities decoded, empty where there is none; of equal names the last counts.
  var attributes: [Attribute: String] = [:]
}
