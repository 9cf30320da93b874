internal import PipHashing
internal import PipPackaging

/// The texts by which others can install what was captured.
enum CaptureTexts {
  /// Returns pip's requirements, each with the digest of its wheel.
  ///
  /// They are found beside the file with `--no-index --find-links wheels`.
  static func requirements(
    _ description: EnvironmentDescription,
    _ wheels: [CapturedFile]
  ) -> [UInt8] {
    var text = ""
    for (distribution, wheel) in pairs(description, wheels) {
      text += "\(PackageName(distribution.name)?.normalized ?? distribution.name)"
      text += "==\(distribution.version) --hash=sha256:\(wheel.digest.hexadecimal)\n"
    }
    return Array(text.utf8)
  }

  /// Returns the lock (PEP 751).
  static func lock(_ description: EnvironmentDescription, _ wheels: [CapturedFile]) -> [UInt8] {
    Lockfile(
      creator: "swiftpip",
      packages: pairs(description, wheels).map { distribution, wheel in
        Lockfile.Package(
          name: PackageName(distribution.name)?.normalized ?? distribution.name,
          version: distribution.version,
          requiresPython: distribution.requiresPython,
          wheels: [
            Lockfile.File(
              name: distribution.wheel,
              path: wheel.path.text,
              size: wheel.size,
              hashes: ["sha256": wheel.digest.hexadecimal]
            )
          ]
        )
      }
    ).bytes
  }

  private static func pairs(
    _ description: EnvironmentDescription,
    _ wheels: [CapturedFile]
  ) -> [(EnvironmentDescription.Distribution, CapturedFile)] {
    let files = wheels.wheelsByName
    return description.distributions.compactMap { distribution in
      files[distribution.wheel].map { (distribution, $0) }
    }
  }
}
