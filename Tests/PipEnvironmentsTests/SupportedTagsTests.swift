import PipEnvironments
import PipPackaging
import Testing

@Suite struct InterpreterFactsSupportedTagsTests {
  /// What an interpreter says, what it therefore accepts, and what it does not.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var change: @Sendable (inout InterpreterFacts) -> Void
    var best: String
    var accepted: [String]
    var refused: [String]

    var testDescription: String { name }
  }

  private static let rows = [
    Row(
      name: "CPython 3.11 on glibc 2.36",
      change: { _ in },
      best: "cp311-cp311-manylinux_2_36_x86_64",
      accepted: [
        "cp311-cp311-manylinux2014_x86_64", "cp311-abi3-manylinux_2_17_x86_64",
        "cp32-abi3-manylinux1_x86_64", "cp311-none-any", "py3-none-any", "py30-none-any",
        "cp311-cp311-linux_x86_64", "py311-none-linux_x86_64",
      ],
      refused: [
        "cp311-cp311-manylinux_2_37_x86_64", "cp310-cp310-manylinux_2_17_x86_64",
        "cp312-abi3-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_17_aarch64",
        "cp311-cp311-musllinux_1_1_x86_64", "py312-none-any", "py2-none-any",
        "cp311-cp311-macosx_11_0_arm64",
      ]
    ),
    Row(
      name: "CPython 3.12 on musl",
      change: { facts in
        facts.version = "3.12.0"
        facts.library = "musl 1.2"
      },
      best: "cp312-cp312-musllinux_1_2_x86_64",
      accepted: ["cp312-cp312-musllinux_1_1_x86_64", "cp312-cp312-linux_x86_64", "py3-none-any"],
      refused: ["cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-musllinux_1_3_x86_64"]
    ),
    Row(
      name: "CPython 3.13 without the lock",
      change: { facts in
        facts.version = "3.13.0"
        facts.abiFlags = "t"
      },
      best: "cp313-cp313t-manylinux_2_36_x86_64",
      accepted: ["cp313-none-any", "py3-none-any"],
      refused: ["cp313-cp313-manylinux_2_17_x86_64", "cp313-abi3-manylinux_2_17_x86_64"]
    ),
    Row(
      name: "CPython 3.14 release candidate for debugging",
      change: { facts in
        facts.version = "3.14.0rc1"
        facts.abiFlags = "d"
      },
      best: "cp314-cp314d-manylinux_2_36_x86_64",
      accepted: ["cp314-cp314-manylinux_2_17_x86_64", "py314-none-any"],
      refused: ["cp313-cp313-manylinux_2_17_x86_64"]
    ),
    Row(
      name: "CPython 3.7, whose interface had a letter",
      change: { facts in
        facts.version = "3.7.17"
        facts.abiFlags = "m"
      },
      best: "cp37-cp37m-manylinux_2_36_x86_64",
      accepted: ["cp37-abi3-manylinux1_x86_64"],
      refused: ["cp37-cp37-manylinux1_x86_64"]
    ),
    Row(
      name: "PyPy 3.10",
      change: { facts in
        facts.version = "3.10.14"
        facts.implementation = "pypy"
        facts.implementationVersion = [7, 3]
      },
      best: "pp310-pypy310_pp73-manylinux_2_36_x86_64",
      accepted: ["pp3-none-any", "py3-none-any", "py310-none-linux_x86_64"],
      refused: ["cp310-cp310-manylinux_2_17_x86_64", "cp310-abi3-manylinux_2_17_x86_64"]
    ),
    Row(
      name: "another implementation",
      change: { $0.implementation = "graalpy" },
      best: "graalpy311-none-manylinux_2_36_x86_64",
      accepted: ["py311-none-any", "py3-none-any"],
      refused: ["cp311-none-any", "graalpy3-none-any"]
    ),
    Row(
      name: "a 32-bit program on a 64-bit machine",
      change: { $0.pointerBits = 32 },
      best: "cp311-cp311-manylinux_2_36_i686",
      accepted: ["cp311-cp311-manylinux1_i686", "cp311-cp311-linux_i686"],
      refused: ["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-linux_x86_64"]
    ),
    Row(
      name: "macOS 14 on Apple's processor",
      change: { facts in
        facts.platform = "macosx-11.0-arm64"
        facts.machine = "arm64"
        facts.library = ""
        facts.macOSVersion = "14.4.1"
      },
      best: "cp311-cp311-macosx_14_0_arm64",
      accepted: [
        "cp311-cp311-macosx_11_0_arm64", "cp311-cp311-macosx_11_0_universal2",
        "cp311-cp311-macosx_10_9_universal2",
      ],
      refused: ["cp311-cp311-macosx_15_0_arm64", "cp311-cp311-macosx_11_0_x86_64"]
    ),
    Row(
      name: "macOS 13 on Intel's processor",
      change: { facts in
        facts.platform = "macosx-10.9-x86_64"
        facts.library = ""
        facts.macOSVersion = "13.6"
      },
      best: "cp311-cp311-macosx_13_0_x86_64",
      accepted: ["cp311-cp311-macosx_10_9_x86_64", "cp311-cp311-macosx_10_9_universal2"],
      refused: ["cp311-cp311-macosx_11_0_arm64", "cp311-cp311-macosx_14_0_x86_64"]
    ),
    Row(
      name: "a universal program on Apple's processor",
      change: { facts in
        facts.platform = "macosx-10.9-universal2"
        facts.machine = "arm64"
        facts.library = ""
        facts.macOSVersion = "12.0"
      },
      best: "cp311-cp311-macosx_12_0_arm64",
      accepted: ["cp311-cp311-macosx_10_9_universal2"],
      refused: ["cp311-cp311-macosx_10_9_x86_64"]
    ),
    Row(
      name: "a universal program on Intel's processor",
      change: { facts in
        facts.platform = "macosx-10.9-universal2"
        facts.library = ""
        facts.macOSVersion = "12.0"
      },
      best: "cp311-cp311-macosx_12_0_x86_64",
      accepted: ["cp311-cp311-macosx_10_9_universal2", "cp311-cp311-macosx_10_9_x86_64"],
      refused: ["cp311-cp311-macosx_12_0_arm64"]
    ),
    Row(
      name: "a system that no wheel standard knows",
      change: { facts in
        facts.platform = "freebsd-13.2-RELEASE-amd64"
        facts.library = ""
      },
      best: "cp311-cp311-freebsd_13_2_release_amd64",
      accepted: ["py3-none-any"],
      refused: ["cp311-cp311-linux_x86_64"]
    ),
    Row(
      name: "a C library that does not say its version",
      change: { $0.library = "glibc" },
      best: "cp311-cp311-linux_x86_64",
      accepted: ["py3-none-any"],
      refused: ["cp311-cp311-manylinux1_x86_64"]
    ),
    Row(
      name: "a C library with an absurd version",
      change: { $0.library = "glibc 2.99999999999999999999" },
      best: "cp311-cp311-linux_x86_64",
      accepted: ["py3-none-any"],
      refused: ["cp311-cp311-manylinux1_x86_64"]
    ),
    Row(
      name: "a macOS with an absurd version",
      change: { facts in
        facts.platform = "macosx-10.9-arm64"
        facts.macOSVersion = "1000000.0"
      },
      best: "cp311-none-any",
      accepted: ["py3-none-any"],
      refused: ["cp311-cp311-macosx_11_0_arm64"]
    ),
  ]

  private func place(of tag: String, in tags: SupportedTags) throws -> Int? {
    tags.rank(of: try #require(CompatibilityTag(tag), "\(tag) is no tag"))
  }

  @Test(arguments: rows)
  func `an interpreter accepts what its build can load`(row: Row) throws {
    var facts = InterpreterFacts.sample
    row.change(&facts)
    let tags = try #require(facts.supportedTags)
    #expect(tags.tags.first?.description == row.best)
    for tag in row.accepted { #expect(try place(of: tag, in: tags) != nil, "\(tag)") }
    for tag in row.refused { #expect(try place(of: tag, in: tags) == nil, "\(tag)") }
    #expect(tags.tags.count < 10_000)
  }

  @Test(
    arguments: [
      "", "3", "three.eleven", "3.", ".", "3.-1", "-3.11", "3.1000", "9999.1",
      "3.99999999999999999999999", "3.\u{0661}", "\u{0663}.11", "3.100", "100.3",
    ]
  )
  func `an interpreter that does not say its version accepts nothing`(version: String) {
    var facts = InterpreterFacts.sample
    facts.version = version
    #expect((facts.supportedTags?.tags.count ?? 0) == 0)
  }

  @Test func `the highest versions that are believed cost a bounded list`() throws {
    var facts = InterpreterFacts.sample
    facts.version = "99.99.99"
    #expect(try #require(facts.supportedTags).tags.count < 10_000)
    facts = .sample
    facts.library = "glibc 9.999"
    #expect(try #require(facts.supportedTags).tags.count < 50_000)
  }
}
