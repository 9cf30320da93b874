import PipPackaging
import Testing

@testable import PipIndex

@Suite struct CandidateEvaluatorTests {
  private func evaluator(
    _ project: String = "pip",
    python: String = "3.11.4"
  ) throws
    -> CandidateEvaluator
  {
    CandidateEvaluator(
      project: try #require(PackageName(project)),
      python: try #require(Version(python)),
      tags: .cpython(major: 3, minor: 11, platforms: ["linux_x86_64"])
    )
  }

  private func choice(
    _ files: [IndexFile],
    project: String = "pip",
    python: String = "3.11.4"
  ) throws -> Choice {
    try evaluator(project, python: python).choice(among: IndexPage(files: files))
  }

  private func file(
    _ name: String,
    requires: String? = nil,
    yanked: YankedStatus = .no
  ) -> IndexFile {
    IndexFile(fileName: name, url: "https://x/\(name)", requiresPython: requires, yanked: yanked)
  }

  @Test(
    arguments: [
      (["pip-24.0-py3-none-any.whl", "pip-24.1-py3-none-any.whl"], "24.1"),
      (["pip-24.1-py3-none-any.whl", "pip-24.0-py3-none-any.whl"], "24.1"),
      (["pip-9.0-py3-none-any.whl", "pip-10.0-py3-none-any.whl"], "10.0"),
      (["pip-24.0-py3-none-any.whl", "pip-24.1.tar.gz"], "24.1"),
      (["pip-24.0-py3-none-any.whl", "pip-24.1rc1-py3-none-any.whl"], "24.0"),
      (["pip-24.0-py3-none-any.whl", "pip-24.1.dev1-py3-none-any.whl"], "24.0"),
      (["pip-24.0-py3-none-any.whl", "pip-24.0.post1-py3-none-any.whl"], "24.0.post1"),
      (["pip-24.0-py3-none-any.whl", "pip-25.0-cp312-cp312-win32.whl"], "24.0"),
      (["pip-24.0-py3-none-any.whl", "pip-nonsense-py3-none-any.whl", "README"], "24.0"),
      (["pip-24.0-py3-none-any.whl", "pip_tools-99.0-py3-none-any.whl"], "24.0"),
      (["PIP-24.0-py3-none-any.whl"], "24.0"),
      (["pip-24.0-py3.11.tar.gz"], nil),
      (["pip-1!1.0-py3-none-any.whl", "pip-24.0-py3-none-any.whl"], "1!1.0"),
      (["pip-24.1b1-py3-none-any.whl"], nil),
      ([], nil),
    ] as [([String], String?)]
  )
  func `the highest final version that fits is chosen`(names: [String], version: String?) throws {
    #expect(try choice(names.map { file($0) }).best?.version.description == version)
  }

  @Test(
    arguments: [
      (["demo-1.0b2.tar.gz"], "1.0b2", 1, 0),
      (["demo-1.0b2.tar.gz", "demo-1.0rc1.tar.gz", "demo-1.0.dev1.tar.gz"], "1.0rc1", 3, 0),
      (["demo-2.0b1.tar.gz", "demo-1.0.tar.gz", "demo-3.0b1.tar.gz"], "1.0", 1, 2),
      (["demo-1.0-cp312-cp312-win32.whl", "demo-1.0b2-py3-none-any.whl"], "1.0b2", 1, 0),
    ] as [([String], String, Int, Int)]
  )
  func `pre-releases of other projects count where nothing else fits`(
    names: [String],
    version: String,
    fitting: Int,
    rejected: Int
  ) throws {
    let choice = try choice(names.map { file($0) }, project: "demo")
    #expect(choice.best?.version.description == version)
    #expect(choice.fitting == fitting)
    #expect(choice.rejected[.prerelease, default: 0] == rejected)
  }

  @Test(arguments: [
    (">=3.9", true), (">=3.12", false), ("", true), ("nonsense", true), (">=3.11.5", false),
    ("==3.11.*", true), ("<4", true), ("!=3.11.4", false),
  ])
  func `Requires-Python is compared with the whole version`(text: String, fits: Bool) throws {
    let choice = try choice([file("pip-24.0-py3-none-any.whl", requires: text)])
    #expect((choice.best != nil) == fits)
    #expect(choice.rejected[.requiresPython, default: 0] == (fits ? 0 : 1))
  }

  @Test func `a source distribution for one Python fits only that`() throws {
    let file = file("demo-1.0-py3.8.tar.gz")
    #expect(try choice([file], project: "demo", python: "3.8.1").best != nil)
    #expect(try choice([file], project: "demo").best == nil)
  }

  @Test func `of one version the best tag wins, then the higher build`() throws {
    let names = [
      "demo-1.0.tar.gz", "demo-1.0-py3-none-any.whl", "demo-1.0-1-cp311-cp311-linux_x86_64.whl",
      "demo-1.0-10-cp311-cp311-linux_x86_64.whl", "demo-1.0-2-cp311-cp311-linux_x86_64.whl",
    ]
    for order in [names, names.reversed()] {
      let best = try choice(order.map { file($0) }, project: "demo").best
      #expect(best?.fileName == "demo-1.0-10-cp311-cp311-linux_x86_64.whl")
    }
    let pure = try choice(names.prefix(2).map { file($0) }, project: "demo").best
    #expect(pure?.fileName == "demo-1.0-py3-none-any.whl")
  }

  @Test func `each rejection is counted by its reason`() throws {
    let choice = try choice([
      file("pip-24.0-py3-none-any.whl"),
      file("pip-24.1-py3-none-any.whl", yanked: .yes(reason: "")),
      file("pip-24.2-py3-none-any.whl", requires: ">=4"),
      file("pip-24.3b1-py3-none-any.whl"),
      file("pip-24.4-py2-none-any.whl"),
      file("setuptools-1-py3-none-any.whl"),
      file("pip-24.5.exe"),
      file(""),
    ])
    #expect(choice.best?.version.description == "24.0")
    #expect(choice.fitting == 1)
    #expect(
      choice.rejected == [
        .yanked: 1, .requiresPython: 1, .prerelease: 1, .tags: 1, .otherProject: 1,
        .notADistribution: 2,
      ]
    )
  }

  @Test func `the highest of many versions is found`() throws {
    let files = (0..<20_000).map { file("pip-1.\($0)-py3-none-any.whl", requires: ">=3.\($0 % 9)") }
    #expect(try choice(files).best?.version.description == "1.19999")
  }
}
