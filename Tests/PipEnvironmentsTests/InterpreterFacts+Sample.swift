@testable import PipEnvironments

extension InterpreterFacts {
  /// A CPython 3.11 on a usual Linux; tests change what they are about.
  static let sample = InterpreterFacts(
    executable: "/usr/bin/python3.11",
    baseExecutable: "/usr/bin/python3.11",
    prefix: "/usr",
    basePrefix: "/usr",
    version: "3.11.2",
    implementation: "cpython",
    implementationVersion: [3, 11],
    abiFlags: "",
    pointerBits: 64,
    platform: "linux-x86_64",
    machine: "x86_64",
    library: "glibc 2.36",
    macOSVersion: "",
    searchPath: ["/usr/lib/python3.11"],
    standardLibrary: "/usr/lib/python3.11",
    scheme: [
      "purelib": "/usr/local/lib/python3.11/dist-packages",
      "platlib": "/usr/local/lib/python3.11/dist-packages",
      "include": "/usr/local/include/python3.11", "scripts": "/usr/local/bin", "data": "/usr/local",
    ],
    environmentScheme: [
      "purelib": "lib/python3.11/site-packages", "platlib": "lib/python3.11/site-packages",
      "scripts": "bin", "include": "include/python3.11",
    ],
    userScheme: [:],
    markers: ["python_version": "3.11", "sys_platform": "linux"]
  )
}
