import PipPluginKit

/// An advisory in the form of OSV, as far as it is about packages of Python.
struct Advisory: Decodable, Sendable {
  struct Affected: Decodable, Sendable {
    struct Package: Decodable, Sendable {
      let ecosystem: String
      let name: String
    }

    struct Range: Decodable, Sendable {
      let type: String
      let events: [Event]
    }

    /// Where a range begins or ends; one of the members is there.
    struct Event: Decodable, Sendable {
      let introduced: String?
      let fixed: String?
      let lastAffected: String?

      enum CodingKeys: String, CodingKey {
        case introduced
        case fixed
        case lastAffected = "last_affected"
      }
    }

    let package: Package?
    let ranges: [Range]?
    let versions: [String]?
  }

  let id: String
  let summary: String?
  let withdrawn: String?
  let affected: [Affected]?

  /// Tells whether a version of a package is affected.
  func affects(_ name: String, _ version: PackageVersion) -> Bool {
    withdrawn == nil
      && parts(about: name).contains { part in
        (part.versions ?? []).contains { PackageVersion($0) == version }
          || part.ranges(of: "ECOSYSTEM").contains { $0.contains(version) }
      }
  }

  /// Returns the nearest version after one that is no longer affected, of each range.
  func fixes(of name: String, after version: PackageVersion) -> [PackageVersion] {
    let fixed = parts(about: name).flatMap { $0.ranges(of: "ECOSYSTEM") }.flatMap(\.events)
      .compactMap { $0.fixed.flatMap { PackageVersion($0) } }
    return Set(fixed.filter { $0 > version }).sorted()
  }

  private func parts(about name: String) -> [Affected] {
    (affected ?? []).filter { part in
      part.package.map {
        $0.ecosystem == "PyPI" && PackageRequirement.normalized($0.name) == name
      } ?? false
    }
  }
}

extension Advisory.Affected {
  fileprivate func ranges(of type: String) -> [Range] { (ranges ?? []).filter { $0.type == type } }
}

extension Advisory.Affected.Range {
  /// Tells whether a version is in it: the last event at or before it decides.
  func contains(_ version: PackageVersion) -> Bool {
    var isAffected = false
    var latest: PackageVersion?
    for event in events {
      if event.introduced == "0", latest == nil { isAffected = true }
      if let begin = event.introduced.flatMap({ PackageVersion($0) }), begin <= version,
        latest.map({ begin >= $0 }) ?? true
      {
        (isAffected, latest) = (true, begin)
      }
      if let end = event.fixed.flatMap({ PackageVersion($0) }), end <= version,
        latest.map({ end >= $0 }) ?? true
      {
        (isAffected, latest) = (false, end)
      }
      if let last = event.lastAffected.flatMap({ PackageVersion($0) }), last < version,
        latest.map({ last >= $0 }) ?? true
      {
        (isAffected, latest) = (false, last)
      }
    }
    return isAffected
  }
}
