// swift-tools-version: 6.2
import PackageDescription

/// One list for every target: Swift 6 language mode, no warnings, unsafe code marked.
///
/// The proposals that are named lie at https://github.com/swiftlang/swift-evolution.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),  // SE-0458
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A room of the house: a library that imports only the rooms below it.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [],
  settings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A thin executable over the rooms: flags in, library call, exit code out.
func stage(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["Bytes", "Pipelines", "CommandSupport", argumentParser] + dependencies,
    swiftSettings: settings)
}

/// An executable that measures a room, for scripts alone.
func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Benchmarks/\(name)", swiftSettings: settings)
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestKit"], swiftSettings: settings)
}

let package = Package(
  name: "sojourn",
  traits: [
    .trait(
      name: "ISAL",
      description: "Unpacks gzip by Intel's ISA-L (libisal) instead of zlib: over twice as fast")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CFiles"),
    .systemLibrary(name: "CIntrinsics"),

    // Low to high; arrows point down only.
    room("Bytes"),
    room(
      "Compression",
      ["Bytes", "CZlib", "CZstd", .target(name: "CIsal", condition: .when(traits: ["ISAL"]))]),
    room("Parquet", ["Bytes", "CZstd"]),
    room("Identity", ["Bytes", crypto, cryptoExtras]),
    room("Events", ["Bytes"]),
    room("LogReading", ["Bytes", "Events"]),
    room("Consent", ["Bytes", "Identity", "Events", crypto]),
    room("Transparency", ["Bytes", crypto]),
    room(
      "ConsentLedger",
      ["Bytes", "Identity", "Events", "Consent", "Transparency", crypto, grdb, grdbSQLite]),
    room("Journeys", ["Bytes", "Identity", "Events"]),
    room("Features", ["Bytes", "Events", "Journeys"]),
    room(
      "OutcomeModel", ["Bytes", "Events", "Journeys", "Features", "Transparency", crypto]),
    room(
      "Training", ["Bytes", "Events", "Journeys", "Features", "OutcomeModel", "CIntrinsics"]),
    room(
      "Workspace", ["Bytes", "Compression", "Parquet", "Events", "Journeys", "CFiles", crypto]),
    // Its tests look at every part of the made-up law, in the release build that all tests share.
    room(
      "Simulation", ["Bytes", "Compression", "Events"],
      settings: settings + [.unsafeFlags(["-enable-testing"], .when(configuration: .release))]),
    room(
      "Pipelines",
      [
        "Bytes", "Compression", "Identity", "Events", "LogReading", "Consent", "Transparency",
        "ConsentLedger", "Journeys", "Parquet", "Features", "OutcomeModel", "Training", "Workspace",
        "Simulation", yams, logging,
      ]),

    // What the commands share: flags, and errors to exit codes.
    room("CommandSupport", ["Bytes", "Training", "Pipelines", logging, argumentParser]),

    stage("sojourn"),
    stage("sojourn-ingest"),
    stage("sojourn-consent"),
    stage("sojourn-ledger"),
    stage("sojourn-sessionize"),
    stage("sojourn-train", ["Training"]),
    stage("sojourn-export"),
    stage("sojourn-score"),
    stage("sojourn-simulate"),

    benchmark("ReadingBenchmark", ["Bytes", "Compression"]),
    benchmark("ConsentBenchmark", ["Bytes", "Events", "Consent"]),
    benchmark(
      "LedgerBenchmark", ["Bytes", "Identity", "Events", "Consent", "ConsentLedger"]),
    benchmark("MerkleBenchmark", ["Bytes", "Transparency"]),

    .target(name: "TestKit", path: "Tests/TestKit", swiftSettings: settings),
    tests("BytesTests", ["Bytes"]),
    tests("CompressionTests", ["Bytes", "Compression"]),
    tests("ParquetTests", ["Bytes", "Parquet"]),
    tests("IdentityTests", ["Bytes", "Identity", crypto]),
    tests("TransparencyTests", ["Bytes", "Transparency"]),
    tests("EventsTests", ["Bytes", "Events"]),
    tests("LogReadingTests", ["Bytes", "Events", "LogReading"]),
    tests("ConsentTests", ["Bytes", "Identity", "Events", "Consent"]),
    tests(
      "ConsentLedgerTests",
      [
        "Bytes", "Identity", "Events", "Consent", "Transparency", "ConsentLedger", crypto, grdb,
      ]),
    tests("JourneysTests", ["Bytes", "Events", "Journeys"]),
    tests("FeaturesTests", ["Bytes", "Events", "Journeys", "Features"]),
    tests("OutcomeModelTests", ["Bytes", "Events", "Journeys", "Features", "OutcomeModel"]),
    tests(
      "TrainingTests", ["Bytes", "Events", "Journeys", "Features", "OutcomeModel", "Training"]),
    tests("WorkspaceTests", ["Bytes", "Events", "Journeys", "Parquet", "Workspace"]),
    tests("SimulationTests", ["Bytes", "Compression", "Events", "Simulation"]),
    tests(
      "PipelinesTests",
      [
        "Bytes", "Compression", "Events", "Consent", "Identity", "Journeys", "Pipelines",
        "Workspace",
        logging,
      ]),
    tests("StageTests", ["Bytes", "Compression", "Identity", "Transparency"]),
  ]
)
