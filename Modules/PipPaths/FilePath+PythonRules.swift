import PipSystem
package import SystemPackage

extension FilePath {
  /// Returns the path made absolute and without `.` and `..`, links kept, as Python's
  /// `os.path.abspath` does; nil where it is relative and its start is not known.
  package func absolute(from directory: FilePath?) -> FilePath? {
    if isAbsolute { return lexicallyNormalized() }
    return directory?.pushing(self).lexicallyNormalized()
  }

  /// Returns the path with all links replaced by what they point to, as Python's `os.path.realpath`
  /// does: what does not exist stays as it is written, and so does a link that leads to itself.
  ///
  /// Nil where the path is relative and its start is not known.
  package func realPath(from directory: FilePath?) -> FilePath? {
    guard let start = isAbsolute ? self : directory?.pushing(self) else { return nil }
    var resolver = LinkResolver()
    return resolver.resolve(start)
  }
}

/// Replaces links by what they point to.
private struct LinkResolver {
  private enum Memory {
    /// The link is being resolved right now: to meet it again is a loop.
    case inWork
    case resolved(FilePath)
  }

  private enum Outcome {
    case whole(FilePath)
    /// A loop was met: the part before it and the rest, unresolved.
    case broken(FilePath)
  }

  /// Longer chains of links are as good as loops: the system gives up far earlier.
  private static let depthLimit = 128

  private var known: [FilePath: Memory] = [:]

  mutating func resolve(_ path: FilePath) -> FilePath {
    switch walk(path, from: "/", depth: 0) {
    case .whole(let path), .broken(let path): path.lexicallyNormalized()
    }
  }

  private mutating func walk(_ path: FilePath, from start: FilePath, depth: Int) -> Outcome {
    var reached = path.isAbsolute ? "/" : start
    var rest = path.components[...]
    while let name = rest.popFirst() {
      switch name.kind {
      case .currentDirectory:
        continue
      case .parentDirectory:
        reached.removeLastComponent()
      case .regular:
        let next = reached.appending(name)
        guard let target = try? next.symbolicLinkTarget() else {
          reached = next
          continue
        }
        switch follow(next, to: target, from: reached, depth: depth) {
        case .whole(let path): reached = path
        case .broken(let path): return .broken(path.appending(rest))
        }
      }
    }
    return .whole(reached)
  }

  private mutating func follow(
    _ link: FilePath,
    to target: FilePath,
    from directory: FilePath,
    depth: Int
  ) -> Outcome {
    switch known[link] {
    case .resolved(let path): return .whole(path)
    case .inWork: return .broken(link)
    case nil: break
    }
    guard depth < Self.depthLimit else { return .broken(link) }
    known[link] = .inWork
    let outcome = walk(target, from: directory, depth: depth + 1)
    if case .whole(let path) = outcome { known[link] = .resolved(path) }
    return outcome
  }
}
