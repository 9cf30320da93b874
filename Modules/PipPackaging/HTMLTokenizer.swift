/// Finds the start tags of a page, in one pass, whatever the page is.
///
/// This is what the HTML standard's tokenizer does, as far as it decides where a tag begins and
/// ends: comments, script and style hide what looks like a tag in them, and a `>` in quotes ends
/// nothing. Each byte is looked at a bounded number of times.
struct HTMLTokenizer {
  private var cursor: ByteCursor

  /// Starts at the first byte of a page.
  init(_ page: [UInt8]) { cursor = ByteCursor(page[...]) }

  /// Reads up to and including the next tag that matters; nil at the end of the page.
  mutating func nextTag() -> HTMLTag? {
    while skip(past: HTMLTokenizer.open) {
      guard let byte = cursor.next else { return nil }
      if ASCII.isLetter(byte) {
        if let tag = startTag() { return tag }
      } else if cursor.take(word: "!--") {
        skipComment()
      } else if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") || byte == ASCII.slash {
        skipDeclarationOrEndTag()
      }
    }
    return nil
  }

  // Nil for a tag that says nothing, and for one that the end of the page cuts off.
  private mutating func startTag() -> HTMLTag? {
    let name = ASCII.lowercased(cursor.takeAll(where: HTMLTokenizer.isNameByte))
    let tag = attributes(of: HTMLTag.Name(rawValue: name).map { HTMLTag(name: $0) })
    if HTMLTokenizer.opaque.contains(name) { skipContent(of: name) }
    return tag
  }

  // Reads up to the end of the tag, also where there is none to fill in.
  private mutating func attributes(of tag: HTMLTag?) -> HTMLTag? {
    var tag = tag
    while true {
      _ = cursor.takeAll { ASCII.isSpace($0) || $0 == ASCII.slash }
      if cursor.isAtEnd { return nil }
      if cursor.take(HTMLTokenizer.close) { return tag }
      let attribute = attributeName()
      let value = attributeValue()
      if tag != nil, let attribute = HTMLTag.Attribute(rawValue: attribute) {
        tag?.attributes[attribute] = HTMLText.decoding(value)
      }
    }
  }

  private mutating func attributeName() -> String {
    let start = cursor.position
    // An equals sign that comes first is part of the name, or nothing would move on.
    _ = cursor.take(HTMLTokenizer.equals)
    _ = cursor.takeAll { HTMLTokenizer.isNameByte($0) && $0 != HTMLTokenizer.equals }
    let name = cursor.bytes[start..<cursor.position]
    return name.count > 32 ? "" : ASCII.lowercased(name)
  }

  private mutating func attributeValue() -> ArraySlice<UInt8> {
    _ = cursor.takeAll(where: ASCII.isSpace)
    guard cursor.take(HTMLTokenizer.equals) else { return [] }
    _ = cursor.takeAll(where: ASCII.isSpace)
    for quote in [UInt8(ascii: "\""), UInt8(ascii: "'")] where cursor.take(quote) {
      let value = cursor.takeAll { $0 != quote }
      _ = cursor.take(quote)
      return value
    }
    return cursor.takeAll { !ASCII.isSpace($0) && $0 != HTMLTokenizer.close }
  }

  private mutating func skipComment() {
    // `<!-->` and `<!--->` are comments that are already over.
    if cursor.take(HTMLTokenizer.close) || cursor.take(word: "->") { return }
    while skip(past: ASCII.dash) {
      guard cursor.take(ASCII.dash) else { continue }
      _ = cursor.takeAll { $0 == ASCII.dash }
      if cursor.take(HTMLTokenizer.close) || cursor.take(word: "!>") { return }
    }
  }

  private mutating func skipDeclarationOrEndTag() {
    if cursor.take(ASCII.slash), let byte = cursor.next, ASCII.isLetter(byte) {
      // An end tag may have attributes, which mean nothing, but whose quotes count.
      _ = cursor.takeAll(where: HTMLTokenizer.isNameByte)
      _ = attributes(of: nil)
      return
    }
    _ = skip(past: HTMLTokenizer.close)
  }

  private mutating func skipContent(of name: String) {
    while skip(past: HTMLTokenizer.open) {
      guard cursor.take(ASCII.slash), cursor.take(word: name) else { continue }
      guard let byte = cursor.next, HTMLTokenizer.isNameByte(byte) else {
        _ = skip(past: HTMLTokenizer.close)
        return
      }
    }
  }

  // False where the byte does not come any more; then all is read.
  private mutating func skip(past byte: UInt8) -> Bool {
    _ = cursor.takeAll { $0 != byte }
    return cursor.take(byte)
  }

  private static let open = UInt8(ascii: "<")
  private static let close = UInt8(ascii: ">")
  private static let equals = UInt8(ascii: "=")

  // Elements whose content is text, whatever it looks like.
  private static let opaque: Set = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    !ASCII.isSpace(byte) && byte != ASCII.slash && byte != close
  }
}
