import PipPaths
import PipSystem
import SystemPackage
import Testing

@Suite struct PyvenvConfigurationTests {
  private func read(_ text: String) -> PyvenvConfiguration {
    PyvenvConfiguration(Array(text.utf8))
  }

  @Test func `what venv writes is read`() {
    let configuration = read(
      """
      home = /usr/bin
      include-system-site-packages = true
      version = 3.11.7
      executable = /usr/bin/python3.11
      command = /usr/bin/python3 -m venv /v = w
      """
    )
    #expect(configuration.home == "/usr/bin")
    #expect(configuration.includesSystemSitePackages)
    #expect(configuration.pythonVersion == "3.11")
    #expect(configuration.executable == "/usr/bin/python3.11")
  }

  @Test func `names are read in any case and spacing`() {
    let configuration = read("  HOME=/usr/bin  \r\nInclude-System-Site-Packages\t=TRUE\r\n")
    #expect(configuration.home == "/usr/bin")
    #expect(configuration.includesSystemSitePackages)
  }

  @Test(
    arguments: [
      ("version = 3.11.7", "3.11"), ("version_info = 3.13.0.final.0", "3.13"),
      ("version = 3.9", "3.9"), ("version = 3", nil), ("version = 3.x", nil), ("version =", nil),
      ("version = ../../x.1", nil), ("version = 3.99999", nil), ("version = 3.11/..", nil),
      ("", nil), ("version_info = 3.12.1\nversion = 3.11.7", "3.11"),
    ])
  func `the version has two plain numbers or none`(text: String, expected: String?) {
    #expect(read(text).pythonVersion == expected)
  }

  @Test func `of two homes the first counts`() {
    #expect(read("home = /a\nhome = /b").home == "/a")
  }

  @Test func `nonsense says nothing`() {
    #expect(read("home\n= x\n[global]\n\n").home == nil)
    #expect(PyvenvConfiguration([]).home == nil)
  }

  @Test func `a home that is no UTF-8 survives`() {
    let bytes = Array("home = /h/".utf8) + [0xFE, 0x0A]
    #expect(PyvenvConfiguration(bytes).home?.bytes == Array("/h/".utf8) + [0xFE])
  }
}
