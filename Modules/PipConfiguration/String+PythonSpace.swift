extension Unicode.Scalar {
  /// Whether Python's `str.isspace` holds for the scalar, which decides what its `strip` removes.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A: true
    case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// The text without white space at its end.
  var droppingTrailingPythonSpace: Self {
    guard let last = lastIndex(where: { !$0.isPythonSpace }) else { return prefix(0) }
    return self[...last]
  }

  /// The text without white space around it.
  var trimmingPythonSpace: Self {
    drop(while: \.isPythonSpace).droppingTrailingPythonSpace
  }

  /// The text as a string.
  var string: String {
    var scalars = String.UnicodeScalarView()
    for scalar in self { scalars.append(scalar) }
    return String(scalars)
  }
}

extension String {
  /// The text without white space around it, as Python's `str.strip` cuts it.
  package var trimmingPythonSpace: String {
    guard let first = unicodeScalars.firstIndex(where: { !$0.isPythonSpace }),
      let last = unicodeScalars.lastIndex(where: { !$0.isPythonSpace })
    else { return "" }
    return String(unicodeScalars[first...last])
  }

  /// The words of the text, as Python's `str.split` cuts them.
  var pythonWords: [String] {
    unicodeScalars.split(whereSeparator: \.isPythonSpace).map { String($0) }
  }
}
