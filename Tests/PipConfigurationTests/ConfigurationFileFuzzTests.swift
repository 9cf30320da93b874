import PipSystem
import TestSupport
import Testing

@testable import PipConfiguration

@Suite struct ConfigurationFileFuzzTests {
  private static let seeds: [[UInt8]] =
    [
      """
      [global]
      timeout = 5
      index-url: https://index.example/simple
      [install]
      find-links =
        a

        b

      """,
      "# c\n; c\n[DEFAULT]\na=1\r\n[global] ; text\r\n--Cache_Dir = /c ; kept\r",
      "[a]b]\n  c = d\n  e\n f = g\n", "\u{FEFF}[global]\n", "[]\n", "[e\u{301}]\na=1\n[é]\nb=2\n",
      "[global]\nbare\n= 5\n[global]\n", "[global]\nİ=1\n\u{212A}=2\nk=3\n",
      "[global]\n\u{3000}timeout\u{A0}=\u{2003}5\u{85}\n\u{0}=\u{0}",
      "[global]\na =\n" + String(repeating: " \n", count: 3000) + " b\n",
      "[global]\n" + String(repeating: "bare\n", count: 2000),
      (0..<300).map { "[s\($0)]\nk\($0)=v\n" }.joined(),
    ].map { Array($0.utf8) } + [Array("[global]\ncache-dir=/tmp/".utf8) + [0xE9, 0x0A]]

  private static let tokens = [
    "[", "]", "[global]", "[DEFAULT]", "\n", "\r", "\r\n", "=", ":", "#", ";", " ", "\n  ", "\t",
    "--", "_", "a=1\n", "\u{FEFF}", "\u{A0}", "\u{85}", "\u{2028}", "\u{301}", "\u{0}", "é",
    "\u{10FFFF}", "%(a)s",
  ]

  private func verdict(on file: ConfigurationFile, _ bytes: [UInt8]) -> FuzzRun.Verdict {
    let options = file.sections.values.flatMap { $0 } + file.defaults.map { $0 }
    let section = file.sections.first
    let isFound = section?.value.allSatisfy { name, entry in
      file.value(name, in: section?.key ?? "") == entry.value
    }
    return .read([
      "a value is found by its name": isFound ?? true,
      "a name is in its normal form": options.allSatisfy { name, _ in
        !name.unicodeScalars.contains("_")
      },
      "no value ends in white space": options.allSatisfy { _, entry in
        !(entry.value.unicodeScalars.last?.isPythonSpace ?? false)
      },
      "it is known whether it is UTF-8": file.isUTF8
        == (String(validating: bytes, as: UTF8.self) != nil),
    ])
  }

  @Test func `what is read has names and values, and what is not has its lines`() throws {
    let run = FuzzRun(
      "configuration-file",
      tokens: Self.tokens,
      pieces: [[0xFF], [0xC3], [0xE2, 0x80]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      do throws(ConfigurationFile.Unreadable) {
        return verdict(on: try ConfigurationFile.parse(bytes), bytes)
      } catch {
        let numbers = error.lines.map(\.number)
        let lineCount = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        let isHonest = numbers == numbers.sorted() && (1...9).contains(numbers.count)
        let isThere = numbers.allSatisfy { (1...lineCount).contains($0) }
        return isHonest && isThere ? .refused : .broken(["broken lines are told by their numbers"])
      }
    }
    #expect(findings.isEmpty)
  }
}
