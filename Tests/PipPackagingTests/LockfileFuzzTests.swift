import TestSupport
import Testing

@testable import PipPackaging

@Suite struct LockfileFuzzTests {
  private static let tokens = [
    "[[packages]]", "[packages]", "[", "]", "]]", "{", "}", "=", ".", "\"", "'", "\"\"\"", "'''",
    "\\",
    "\\u0041", "\\U00110000", "#", "\n", "\r\n", "\t", "true", "inf", "nan", "0x", "1_0", "1e5",
    "-9223372036854775808", "1979-05-27T07:32:00Z", "lock-version", "name", "wheels", "hashes",
    "path",
  ]

  private static let honest = """
    lock-version = "1.0"
    created-by = 'somebody'
    requires-python = ">=3.8"

    [[packages]]
    name = "demo"
    version = "1.0"
    marker = "python_version > '3'"
    wheels = [ { name = "demo-1.0-py3-none-any.whl", url = "https://index.example/x", size = 1_000 } ]

    [[packages]]
    name = "other"
    version = "2"
    [[packages.wheels]]
    path = "wheels/other-2-py3-none-any.whl"
    [packages.wheels.hashes]
    sha256 = "00"
    """

  @Test func `what is read is read again as it is written`() throws {
    let findings = try FuzzRun("lockfile", tokens: Self.tokens)
      .findings(from: [Array(Self.honest.utf8)]) { bytes in
        guard let lock = try? Lockfile(bytes) else { return .refused }
        var plain = lock
        // What a package could be made of beside wheels is not written.
        for index in plain.packages.indices { plain.packages[index].otherSources = [] }
        return .read(["it is read again": try Lockfile(plain.bytes) == plain])
      }
    #expect(findings.isEmpty)
  }
}
