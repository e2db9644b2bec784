import * as announcements from './announcements.ts'
import * as accounts from './billing/accounts.ts'
import * as audit from './billing/audit.ts'
import * as byok from './billing/byok.ts'
import * as credits from './billing/credits.ts'
import * as exports from './billing/exports.ts'
import * as holds from './billing/holds.ts'
import * as limits from './billing/limits.ts'
import * as links from './console/links.ts'
import * as hosts from './computers/hosts.ts'
import * as runs from './computers/runs.ts'
import * as answers from './edge-gateway/answers.ts'
import * as claims from './edge-gateway/claims.ts'
import * as growingHolds from './edge-gateway/growing-holds.ts'
import * as leaving from './edge-gateway/leaving.ts'
import * as foreign from './media-proxy/foreign.ts'
import * as media from './media-proxy/media.ts'
import * as catalog from './router/catalog.ts'
import * as generations from './router/generations.ts'
import * as sessions from './realtime/sessions.ts'
import * as turns from './realtime/turns.ts'
import * as realtimeRoutes from './router/realtime-routes.ts'
import * as recordings from './router/recordings.ts'
import * as routes from './router/routes.ts'
import * as upstreamTasks from './router/tasks.ts'
import * as tokenCounts from './router/token-counts.ts'
import type { BroadcastSubject, CallSubject, StreamSubject } from './subject.ts'
import * as responses from './tasks-worker/responses.ts'
import * as tasks from './tasks-worker/tasks.ts'

type Request = CallSubject | StreamSubject

/** The rights of one service on the bus. NATS enforces them between hosts, the bus itself within a process. */
export type Access = {
  /** Calls and streams that it serves. */
  serves: readonly Request[]
  /** Calls and streams that it uses. */
  asks: readonly Request[]
  emits: readonly BroadcastSubject[]
  hears: readonly BroadcastSubject[]
  /** Its use of the stream of usage events. */
  usage: 'none' | 'publish' | 'consume'
  /** Whether it reads and writes the state of idempotency keys. */
  usesClaims: boolean
}

const LEASES = {
  asks: [credits.takeLease, credits.extendLease, credits.renewLeases, credits.returnLease],
  events: [credits.leasesRecalled],
}

/** For services whose work outlives a request. */
const HOLDS = [holds.openHold, holds.extendHold, holds.captureHold, holds.releaseHold, holds.renewHolds]

const ACCOUNT_COMMANDS = [
  accounts.createAccount,
  accounts.listAccounts,
  accounts.setAccountLimits,
  accounts.setAccountState,
  accounts.createKey,
  accounts.listKeys,
  accounts.readMonthlySpend,
  accounts.resolveKey,
  accounts.revokeKey,
  accounts.updateKey,
  byok.deleteByokKey,
  byok.listByokKeys,
  byok.readByokSealingKey,
  byok.storeByokKey,
  credits.grantCredits,
  credits.takeBackCredits,
  credits.verifyLedger,
  exports.readActivity,
  exports.readLedger,
]

/** What edges call on behalf of management keys. */
const KEY_MANAGEMENT = [
  accounts.createKeyByKey,
  accounts.readManagedKeys,
  accounts.revokeKeyByKey,
  accounts.rotateKeyByKey,
  accounts.updateKeyByKey,
  audit.listAudit,
]

/** Callers' operations on stored responses and conversations. */
const STORED_RESPONSES = [
  responses.readStorageRoom,
  responses.readHistory,
  responses.findItems,
  responses.readResponse,
  responses.listInputItems,
  responses.deleteResponse,
  responses.queueResponse,
  responses.cancelResponse,
  responses.createConversation,
  responses.readConversation,
  responses.deleteConversation,
  responses.updateConversation,
  responses.listConversationItems,
  responses.addConversationItems,
  responses.readConversationItem,
  responses.deleteConversationItem,
]

/** The tasks-worker's calls to providers through a router. */
const UPSTREAM_TASKS = [
  upstreamTasks.planTask,
  upstreamTasks.submitTask,
  upstreamTasks.pollTasks,
  upstreamTasks.findTask,
  upstreamTasks.cancelUpstreamTask,
  upstreamTasks.checkTaskWebhook,
  upstreamTasks.storeTaskOutput,
]

/** For services that make or use media. */
const MEDIA = [media.storeFile, media.readFile, media.requireRoom, foreign.fetchForeign]

/**
 * The rights of every service on the bus. A service that uses a subject that is not listed here fails at once, in every
 * test and at start, so the permissions generated from this list cannot differ from the code.
 */
export const ACCESS = {
  billing: {
    serves: [
      ...ACCOUNT_COMMANDS.filter(({ name }) => name.startsWith('billing.')),
      accounts.readKeyUsage,
      ...KEY_MANAGEMENT,
      audit.recordAudit,
      credits.creditPayment,
      credits.reversePayment,
      credits.listPayments,
      byok.readSealedKey,
      byok.saveSealedKey,
      ...LEASES.asks,
      ...HOLDS,
      holds.listHolds,
      credits.readCredits,
      generations.readGeneration,
      limits.takeLimits,
      limits.takeLeaderLimits,
      limits.findLimitLeader,
    ],
    asks: [limits.takeLeaderLimits, limits.findLimitLeader],
    emits: [
      accounts.accountChanged,
      accounts.keyChanged,
      byok.byokKeyGone,
      credits.leasesRecalled,
      limits.limiterAlive,
    ],
    hears: [limits.limiterAlive],
    usage: 'consume',
    usesClaims: false,
  },
  router: {
    serves: [
      catalog.readCatalog,
      catalog.checkConfiguration,
      byok.readByokSealingKey,
      byok.storeByokKey,
      realtimeRoutes.planRealtime,
      routes.readRouteStates,
      routes.simulateRoute,
      generations.generate,
      recordings.findRecording,
      recordings.readRecording,
      tokenCounts.countTokens,
      ...UPSTREAM_TASKS,
    ],
    asks: [
      byok.readSealedKey,
      byok.saveSealedKey,
      credits.extendLease,
      credits.renewLeases,
      growingHolds.growHold,
      responses.storeResponse,
      ...MEDIA,
    ],
    emits: [
      catalog.catalogChanged,
      catalog.catalogReloaded,
      routes.routesChanged,
      routes.routesObserved,
      routes.routesWanted,
    ],
    hears: [
      byok.byokKeyGone,
      catalog.catalogReload,
      routes.routesChanged,
      routes.routesObserved,
      routes.routesWanted,
    ],
    usage: 'publish',
    usesClaims: true,
  },
  'tasks-worker': {
    serves: [responses.storeResponse, responses.taskRetention, tasks.readTaskReceipt, ...STORED_RESPONSES],
    asks: [
      accounts.listKeys,
      accounts.resolveKey,
      generations.generate,
      ...HOLDS,
      ...LEASES.asks,
      ...MEDIA,
      ...UPSTREAM_TASKS,
      media.listFiles,
      media.deleteMedium,
      media.signContent,
    ],
    emits: [
      announcements.serviceAnnounced,
      responses.responseCancelled,
      responses.responseStatusChanged,
      tasks.taskChanged,
      ...LEASES.events,
    ],
    hears: [
      announcements.announcementsWanted,
      accounts.accountChanged,
      accounts.keyChanged,
      responses.responseCancelled,
      tasks.taskChanged,
      ...LEASES.events,
    ],
    usage: 'publish',
    usesClaims: false,
  },
  'edge-gateway': {
    serves: [answers.answerForKey, claims.isClaimHeld, growingHolds.growHold],
    asks: [
      accounts.resolveKey,
      accounts.readKeyUsage,
      ...KEY_MANAGEMENT,
      byok.listByokKeys,
      byok.deleteByokKey,
      byok.readByokSealingKey,
      byok.storeByokKey,
      claims.isClaimHeld,
      ...LEASES.asks,
      credits.readCredits,
      exports.readActivity,
      exports.readLedger,
      generations.readGeneration,
      generations.generate,
      runs.readRunReceipt,
      tasks.readTaskReceipt,
      turns.readTurn,
      limits.takeLimits,
      catalog.readCatalog,
      recordings.findRecording,
      recordings.readRecording,
      routes.readRouteStates,
      routes.simulateRoute,
      tokenCounts.countTokens,
      media.storeFile,
      media.measureSound,
      media.deleteMedium,
      ...STORED_RESPONSES,
    ],
    emits: [
      announcements.announcementsWanted,
      announcements.serviceAnnounced,
      answers.runCallerLeft,
      leaving.edgeLeaving,
      ...LEASES.events,
    ],
    hears: [
      announcements.announcementsWanted,
      announcements.serviceAnnounced,
      accounts.accountChanged,
      accounts.keyChanged,
      catalog.catalogChanged,
      responses.responseStatusChanged,
      ...LEASES.events,
    ],
    usage: 'publish',
    usesClaims: true,
  },
  'media-proxy': {
    serves: [
      ...MEDIA,
      media.measureSound,
      media.listFiles,
      media.deleteMedium,
      media.mediaRetention,
      media.signContent,
    ],
    asks: [accounts.resolveKey],
    emits: [announcements.serviceAnnounced],
    hears: [announcements.announcementsWanted, accounts.accountChanged, accounts.keyChanged],
    usage: 'none',
    usesClaims: false,
  },
  console: {
    serves: [links.makeSignInLink],
    asks: [
      accounts.createAccount,
      accounts.createKey,
      accounts.listAccounts,
      accounts.readMonthlySpend,
      accounts.revokeKey,
      accounts.setAccountLimits,
      accounts.setAccountState,
      accounts.updateKey,
      audit.listAudit,
      audit.recordAudit,
      catalog.readCatalog,
      credits.grantCredits,
      credits.takeBackCredits,
      credits.readCredits,
      credits.creditPayment,
      credits.reversePayment,
      credits.listPayments,
      exports.readLedger,
      media.mediaRetention,
      responses.taskRetention,
      routes.readRouteStates,
    ],
    emits: [announcements.announcementsWanted, announcements.serviceAnnounced],
    hears: [announcements.announcementsWanted, announcements.serviceAnnounced],
    usage: 'none',
    usesClaims: false,
  },
  docs: {
    serves: [],
    asks: [],
    emits: [announcements.serviceAnnounced],
    hears: [announcements.announcementsWanted],
    usage: 'none',
    usesClaims: false,
  },
  computers: {
    serves: [runs.readRunReceipt],
    asks: [
      accounts.resolveKey,
      ...HOLDS,
      answers.answerForKey,
      catalog.readCatalog,
      generations.readGeneration,
      media.storeFile,
    ],
    emits: [announcements.serviceAnnounced, hosts.computerHostAnnounced],
    hears: [
      announcements.announcementsWanted,
      hosts.computerHostAnnounced,
      answers.runCallerLeft,
      leaving.edgeLeaving,
      accounts.accountChanged,
      accounts.keyChanged,
      catalog.catalogChanged,
    ],
    usage: 'none',
    usesClaims: false,
  },
  realtime: {
    serves: [turns.readTurn],
    asks: [
      accounts.resolveKey,
      answers.answerForKey,
      catalog.readCatalog,
      credits.readCredits,
      realtimeRoutes.planRealtime,
      ...HOLDS,
    ],
    emits: [announcements.serviceAnnounced, sessions.sessionClosed],
    hears: [
      announcements.announcementsWanted,
      accounts.accountChanged,
      accounts.keyChanged,
      catalog.catalogChanged,
      leaving.edgeLeaving,
      sessions.sessionClosed,
    ],
    usage: 'none',
    usesClaims: false,
  },
  /** The operator's commands, and the one-box start. */
  admin: {
    serves: [],
    asks: [
      ...ACCOUNT_COMMANDS,
      links.makeSignInLink,
      audit.listAudit,
      holds.listHolds,
      holds.releaseHold,
      catalog.readCatalog,
      catalog.checkConfiguration,
      routes.readRouteStates,
    ],
    emits: [catalog.catalogReload],
    hears: [catalog.catalogReloaded],
    usage: 'none',
    usesClaims: false,
  },
} as const satisfies Record<string, Access>

/** Who connects to the bus with a separate name. */
export type BusUser = keyof typeof ACCESS
export const BUS_USERS = Object.keys(ACCESS) as BusUser[]

/** The rights of several services together, for one process. */
export const joinAccess = (users: readonly BusUser[]): Access => {
  const all: readonly Access[] = users.map((user) => ACCESS[user])
  return {
    serves: all.flatMap(({ serves }) => serves),
    asks: all.flatMap(({ asks }) => asks),
    emits: all.flatMap(({ emits }) => emits),
    hears: all.flatMap(({ hears }) => hears),
    usage: all.some(({ usage }) => usage === 'consume')
      ? 'consume'
      : all.some(({ usage }) => usage === 'publish')
        ? 'publish'
        : 'none',
    usesClaims: all.some(({ usesClaims }) => usesClaims),
  }
}
