import PipPackaging
import Testing

@Suite struct MetadataHeadersTests {
  private func headers(_ text: String) -> [String] {
    MetadataHeaders(Array(text.utf8)).headers.map { "\($0.name)=\($0.value)" }
  }

  // As Python's `email.message_from_string` has them, but for names and white space around values.
  @Test(arguments: [
    ("A: 1\nB: 2\n\nC: 3", ["a=1", "b=2"]),
    ("A: 1\nno header\nB: 2\n", ["a=1"]),
    ("A: 1\n>From x\nB: 2\n", ["a=1"]),
    ("A : 1\nB: 2\n", []), ("Two words: 1\nB: 2\n", []), ("\u{C4}: 1\nB: 2\n", []),
    ("A\u{0}: 1\nB: 2\n", []), ("\u{FEFF}A: 1\nB: 2\n", []), ("\nA: 1", []),
    ("A: 1\n: 2\n 3\nB: 4\n", ["a=1", "b=4"]),
    ("From x\nA: 1\nFrom y\n 2\nB: 3\n", ["a=1", "b=3"]),
    (" lost\nA: 1\n", ["a=1"]), ("A: 1\n \nB: 2", ["a=1\n", "b=2"]),
    ("A: 1\n\t2\n 3\n\n4", ["a=1\n2\n3"]), ("A: 1\n\r\nB: 2", ["a=1"]),
    ("A: 1\rB: 2\r\rC: 3", ["a=1", "b=2"]), ("A: 1\u{B}B: 2\nC: 3", ["a=1\u{B}B: 2", "c=3"]),
    ("A: 1\u{2028}B: 2\nC: 3", ["a=1\u{2028}B: 2", "c=3"]), ("", []), ("A", []), ("A:", ["a="]),
  ])
  func `headers end where Python says they end`(text: String, expected: [String]) {
    #expect(headers(text) == expected)
  }
}
