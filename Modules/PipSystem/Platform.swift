#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The C functions whose names are also names of ours or of swift-system.
///
/// All pointers that come here are terminated and live for the call: `withPlatformString` made them.
enum Platform {
  #if canImport(Glibc)
  typealias Status = Glibc.stat
  #else
  typealias Status = Darwin.stat
  #endif

  static func open(_ path: UnsafePointer<CChar>, _ flags: CInt, _ mode: mode_t) -> CInt {
    #if canImport(Glibc)
    unsafe Glibc.open(path, flags, mode)
    #else
    unsafe Darwin.open(path, flags, mode)
    #endif
  }

  static func close(_ number: CInt) -> CInt {
    #if canImport(Glibc)
    Glibc.close(number)
    #else
    Darwin.close(number)
    #endif
  }

  static func rename(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> CInt {
    #if canImport(Glibc)
    unsafe Glibc.rename(source, target)
    #else
    unsafe Darwin.rename(source, target)
    #endif
  }

  static func unlink(_ path: UnsafePointer<CChar>) -> CInt {
    #if canImport(Glibc)
    unsafe Glibc.unlink(path)
    #else
    unsafe Darwin.unlink(path)
    #endif
  }

  static func read(_ number: CInt, _ buffer: UnsafeMutableRawBufferPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
    unsafe Glibc.read(number, buffer.baseAddress, count)
    #else
    unsafe Darwin.read(number, buffer.baseAddress, count)
    #endif
  }

  static func exit(_ status: Int32) -> Never {
    #if canImport(Glibc)
    Glibc.exit(status)
    #else
    Darwin.exit(status)
    #endif
  }

  static func pause() {
    #if canImport(Glibc)
    _ = Glibc.pause()
    #else
    _ = Darwin.pause()
    #endif
  }

  static func write(_ number: CInt, _ buffer: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
    #else
    unsafe Darwin.write(number, buffer.baseAddress, buffer.count)
    #endif
  }
}
