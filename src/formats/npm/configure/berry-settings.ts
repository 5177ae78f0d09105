// The settings that Yarn 2 and later know: those that `yarn config` of Yarn 4.18 lists, and those of a file that it does
// not list there.
export const BERRY_SETTINGS: ReadonlySet<string> = new Set(
  `approvedGitRepositories cacheFolder cacheMigrationMode catalog catalogs changesetBaseRefs changesetIgnorePatterns checksumBehavior cloneConcurrency compressionLevel constraintsPath defaultLanguageName defaultProtocol defaultSemverRangePrefix deferredVersionFolder enableCacheClean enableColors enableConstraintsChecks enableGlobalCache enableHardenedMode enableHyperlinks enableImmutableCache enableImmutableInstalls enableInlineBuilds enableInlineHunks enableMessageNames enableMirror enableNetwork enableOfflineMode enableProgressBars enableScripts enableStrictSettings enableStrictSsl enableTelemetry enableTimers enableTips enableTransparentWorkspaces globalFolder httpProxy httpRetry httpTimeout httpsCaFilePath httpsCertFilePath httpsKeyFilePath httpsProxy ignorePath immutablePatterns initEditorConfig initFields initScope injectEnvironmentFiles installStatePath lastUpdateCheck logFilters minizip networkConcurrency networkSettings nmHoistingLimits nmMode nmSelfReferences nodeExperimentalPackageMap nodeLinker nodePackageMapType npmAlwaysAuth npmAuditExcludePackages npmAuditIgnoreAdvisories npmAuditRegistry npmAuthIdent npmAuthToken npmMinimalAgeGate npmPreapprovedPackages npmPublishAccess npmPublishProvenance npmPublishRegistry npmRegistries npmRegistryServer npmScopes packageExtensions patchFolder pnpEnableEsmLoader pnpEnableInlining pnpFallbackMode pnpIgnorePatterns pnpMode pnpShebang pnpUnpluggedFolder pnpZipBackend pnpmInstallConcurrency pnpmStoreFolder preferDeferredVersions preferInteractive preferReuse preferTruncatedLines progressBarStyle rcFilename supportedArchitectures taskPoolConcurrency taskPoolMode telemetryInterval telemetryUserId tsEnableAutoTypes unsafeHttpWhitelist virtualFolder winLinkType yarnPath plugins onConflict`.split(
    ' ',
  ),
);

/** Those of Yarn 2 and 3 alone, at which Yarn 4 stops. */
export const OLDER_SETTINGS: ReadonlySet<string> = new Set(
  `bstatePath caFilePath enableAbsoluteVirtuals frozenInstalls initLicense initVersion lockfileFilename pnpDataPath pnpPath preferAggregateCacheInfo unstable`.split(
    ' ',
  ),
);

/** What an entry of `npmScopes` and of `npmRegistries` may hold. */
export const ENTRY_SETTINGS: Readonly<Record<string, ReadonlySet<string>>> = {
  npmScopes: new Set(
    'npmAlwaysAuth npmAuthIdent npmAuthToken npmAuditRegistry npmPublishRegistry npmRegistryServer npmMinimalAgeGate onConflict value'.split(
      ' ',
    ),
  ),
  npmRegistries: new Set('npmAlwaysAuth npmAuthIdent npmAuthToken onConflict value'.split(' ')),
};
