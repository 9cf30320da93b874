/// A file `pylock.toml` (PEP 751), as far as it names packages, their versions and their files.
package struct Lockfile: Sendable, Hashable {
  /// A package.
  package struct Package: Sendable, Hashable {
    /// The normalized name.
    package var name: String
    /// The version; nil where it is that of a source that changes.
    package var version: String?
    /// When it is wanted; nil for always.
    package var marker: String?
    /// Which Pythons it is for.
    package var requiresPython: String?
    /// Its wheels.
    package var wheels: [File]
    /// What else it could be made of, by the name of the table: `sdist`, `vcs`, `archive`, `directory`.
    package var otherSources: [String]

    /// Creates a package.
    package init(
      name: String,
      version: String?,
      marker: String? = nil,
      requiresPython: String? = nil,
      wheels: [File],
      otherSources: [String] = []
    ) {
      self.name = name
      self.version = version
      self.marker = marker
      self.requiresPython = requiresPython
      self.wheels = wheels
      self.otherSources = otherSources
    }
  }

  /// A file of a package.
  package struct File: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Where it is, from the lock; nil where only an address is known.
    package var path: String?
    /// Its address.
    package var url: String?
    /// Bytes in it.
    package var size: Int64?
    /// Its digests, in hexadecimal digits, by the names of the hash functions.
    package var hashes: [String: String]

    /// Creates a file.
    package init(
      name: String,
      path: String? = nil,
      url: String? = nil,
      size: Int64? = nil,
      hashes: [String: String]
    ) {
      self.name = name
      self.path = path
      self.url = url
      self.size = size
      self.hashes = hashes
    }
  }

  /// What made it.
  package var creator: String
  /// Which Pythons it is for.
  package var requiresPython: String?
  /// Which environments it is for, as markers; any where it says none.
  package var environments: [String] = []
  /// The packages.
  package var packages: [Package]

  /// The version of the format.
  private static let version = "1.0"

  /// Creates a lock.
  package init(creator: String, requiresPython: String? = nil, packages: [Package]) {
    self.creator = creator
    self.requiresPython = requiresPython
    self.packages = packages
  }

  /// Tells whether a file is called as a lock is: `pylock.toml`, or `pylock.NAME.toml`.
  package static func isName(_ name: String) -> Bool {
    guard name.hasPrefix("pylock."), name.hasSuffix(".toml") else { return false }
    return name == "pylock.toml" || name.split(separator: ".").count == 3
  }

  /// The lock as it is written.
  package var bytes: [UInt8] {
    var text = "lock-version = \(Self.quoted(Self.version))\n"
    text += "created-by = \(Self.quoted(creator))\n"
    if let requiresPython { text += "requires-python = \(Self.quoted(requiresPython))\n" }
    for package in packages {
      text += "\n[[packages]]\nname = \(Self.quoted(package.name))\n"
      if let version = package.version { text += "version = \(Self.quoted(version))\n" }
      if let marker = package.marker { text += "marker = \(Self.quoted(marker))\n" }
      if let python = package.requiresPython {
        text += "requires-python = \(Self.quoted(python))\n"
      }
      for file in package.wheels {
        text += "\n[[packages.wheels]]\nname = \(Self.quoted(file.name))\n"
        if let path = file.path { text += "path = \(Self.quoted(path))\n" }
        if let url = file.url { text += "url = \(Self.quoted(url))\n" }
        if let size = file.size { text += "size = \(size)\n" }
        text += "\n[packages.wheels.hashes]\n"
        for (algorithm, digest) in file.hashes.sorted(by: { $0.key < $1.key }) {
          text += "\(algorithm) = \(Self.quoted(digest))\n"
        }
      }
    }
    return Array(text.utf8)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Lockfile {
  /// No lock has more bytes.
  package static let sizeLimit = 64 << 20

  /// Reads a lock.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: `LockfileError` where it is none that can be understood.
  package init(_ bytes: [UInt8]) throws(LockfileError) {
    let document: [String: TOMLValue]
    do {
      document = try TOMLDocument.read(bytes)
    } catch {
      throw .malformed("line \(error.line): \(error.reason)")
    }
    guard let version = document["lock-version"]?.text else {
      throw .malformed("it has no lock-version")
    }
    // Later ones with the same first number only add to it.
    guard version.split(separator: ".").first == "1" else { throw .laterVersion(version) }
    guard let packages = document["packages"]?.list else { throw .malformed("it has no packages") }
    creator = document["created-by"]?.text ?? ""
    requiresPython = document["requires-python"]?.text
    environments = document["environments"]?.list?.compactMap(\.text) ?? []
    self.packages = []
    for value in packages {
      guard let table = value.table, let name = table["name"]?.text,
        let known = PackageName(name)
      else { throw .malformed("a package has no name") }
      var wheels: [File] = []
      for value in table["wheels"]?.list ?? [] {
        guard let file = Self.file(value) else {
          throw .malformed("a wheel of \(name) has neither a name nor a place")
        }
        wheels.append(file)
      }
      // An archive may be a wheel.
      if let archive = table["archive"].flatMap(Self.file), WheelFileName(archive.name) != nil {
        wheels.append(archive)
      }
      self.packages.append(
        Package(
          name: known.normalized,
          version: table["version"]?.text,
          marker: table["marker"]?.text,
          requiresPython: table["requires-python"]?.text,
          wheels: wheels,
          otherSources: ["archive", "directory", "sdist", "vcs"].filter { table[$0] != nil }
        )
      )
    }
  }

  private static func file(_ value: TOMLValue) -> File? {
    guard let table = value.table else { return nil }
    let (path, url) = (table["path"]?.text, table["url"]?.text)
    // Without a name it is the last part of where it is.
    let place = (path ?? url)?.split(separator: "/").last.map(String.init)
    guard let name = table["name"]?.text ?? place else { return nil }
    return File(
      name: name,
      path: path,
      url: url,
      size: table["size"]?.integer,
      hashes: table["hashes"]?.table?.compactMapValues(\.text) ?? [:]
    )
  }
}

/// Why a lock is none.
package enum LockfileError: Error, Sendable, Hashable {
  /// It is not what the format says.
  case malformed(String)
  /// It has a version of the format that is not known.
  case laterVersion(String)
}
