import PipPluginKit

/// What requires what, of all that is installed.
struct RequirementGraph: Sendable {
  /// An arrow from a package to one that it requires.
  struct Edge: Sendable, Hashable {
    let target: String
    /// What is wanted of it, such as `>=1.2`; empty for any version.
    let wanted: String
    /// Whether what is installed is what is wanted.
    let isMet: Bool
  }

  let packages: [String: InstalledPackage]

  /// The arrows from each package, by name.
  private(set) var edges: [String: [Edge]] = [:]

  /// What is required and not there, each as `NAME requires WHAT`.
  private(set) var missing: [String] = []

  init(of installed: [InstalledPackage], for interpreter: PythonInterpreter) {
    packages = Dictionary(installed.map { ($0.name, $0) }) { first, _ in first }
    for package in packages.values.sorted(by: { $0.name < $1.name }) {
      let wanted = package.requires.compactMap { PackageRequirement($0) }
        .filter { $0.isNeeded(by: interpreter) }
      var found: [String: Edge] = [:]
      for requirement in wanted {
        guard let target = packages[requirement.name] else {
          missing.append("\(package.name) requires \(requirement)")
          continue
        }
        let isMet =
          PackageVersion(target.version).map { requirement.specifiers.contains($0) } ?? false
        found[target.name] = Edge(
          target: target.name,
          wanted: requirement.specifiers.description,
          isMet: isMet
        )
      }
      edges[package.name] = found.values.sorted { $0.target < $1.target }
    }
  }

  /// The same with all arrows turned round.
  var reversed: RequirementGraph {
    var copy = self
    copy.edges = [:]
    for (source, targets) in edges {
      for edge in targets {
        let back = Edge(target: source, wanted: edge.wanted, isMet: edge.isMet)
        copy.edges[edge.target, default: []].append(back)
      }
    }
    for name in copy.edges.keys { copy.edges[name]?.sort { $0.target < $1.target } }
    return copy
  }

  /// The packages that no arrow leads to, and one of each circle that none leads to from outside.
  var roots: [String] {
    let targets = Set(edges.values.joined().map(\.target))
    var roots = packages.keys.filter { !targets.contains($0) }.sorted()
    var reached = reachable(from: roots)
    for name in packages.keys.sorted() where !reached.contains(name) {
      roots.append(name)
      reached.formUnion(reachable(from: [name]))
    }
    return roots.sorted()
  }

  private func reachable(from roots: [String]) -> Set<String> {
    var (reached, open) = (Set(roots), roots)
    while let name = open.popLast() {
      for edge in edges[name] ?? [] where reached.insert(edge.target).inserted {
        open.append(edge.target)
      }
    }
    return reached
  }

  /// Returns a package with what is below it; what is above it already is not shown again.
  func node(
    _ name: String,
    by edge: Edge? = nil,
    depth: Int,
    above: Set<String> = []
  ) -> TreeReport.Node {
    let isCircle = above.contains(name)
    let children = isCircle || depth == 0 ? [] : edges[name] ?? []
    return TreeReport.Node(
      name: name,
      version: packages[name]?.version ?? "",
      wanted: edge?.wanted ?? "",
      isMet: edge?.isMet ?? true,
      isCircle: isCircle,
      requires: children.map {
        node($0.target, by: $0, depth: depth - 1, above: above.union([name]))
      }
    )
  }
}
