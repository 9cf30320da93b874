package import PipPackaging

extension InterpreterFacts {
  /// The wheels that the interpreter accepts (PEP 425), nil where it does not say enough of itself.
  package var supportedTags: SupportedTags? {
    // The list grows with these numbers.
    guard let (major, minor) = versionNumbers else { return nil }
    switch implementation {
    case "cpython":
      return .cpython(
        major: major,
        minor: minor,
        abi: CPythonABI(
          isFreeThreaded: abiFlags.contains("t"),
          isDebug: abiFlags.contains("d")
        ),
        platforms: platformTags
      )
    case "pypy":
      let own = implementationVersion.prefix(2).map(String.init).joined()
      return .generic(
        interpreter: "pp\(major)\(minor)",
        abis: ["pypy\(major)\(minor)_pp\(own)"],
        major: major,
        minor: minor,
        pureInterpreter: "pp\(major)",
        platforms: platformTags
      )
    default:
      return .generic(
        interpreter: "\(implementation)\(major)\(minor)",
        abis: [],
        major: major,
        minor: minor,
        pureInterpreter: nil,
        platforms: platformTags
      )
    }
  }

  private var platformTags: [String] {
    let parts = platform.split(separator: "-", maxSplits: 2).map(String.init)
    switch parts.first {
    case "linux" where parts.count >= 2:
      let machine = parts.dropFirst().joined(separator: "_")
      return LinuxPlatform(
        machine: machine,
        library: cLibrary,
        is32BitProgram: pointerBits == 32
      ).tags
    case "macosx" where parts.count == 3:
      let numbers = macOSVersion.split(separator: ".").compactMap { Int($0) }
      // A universal program says so in its platform; wheels are chosen for the machine it runs on.
      let architecture = parts[2] == "universal2" ? machine : parts[2]
      return MacPlatform(
        major: numbers.first ?? 10,
        minor: numbers.dropFirst().first ?? 0,
        architecture: architecture
      ).tags
    default:
      return [platform.map { $0 == "-" || $0 == "." ? "_" : String($0) }.joined()]
    }
  }

  private var cLibrary: LinuxPlatform.CLibrary {
    let words = library.split(separator: " ")
    guard words.count == 2 else { return .unknown }
    let numbers = words[1].split(separator: ".").prefix(2).compactMap { Int($0) }
    guard numbers.count == 2 else { return .unknown }
    return switch words[0] {
    case "glibc": .glibc(major: numbers[0], minor: numbers[1])
    case "musl": .musl(major: numbers[0], minor: numbers[1])
    default: .unknown
    }
  }
}
