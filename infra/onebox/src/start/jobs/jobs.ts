import {
  connectBus,
  loginUrl,
  NATS_USERS,
  passwordOf,
  printAuthorization,
  type Bus,
  type NatsUser,
} from '@gptget/bus'
import { findNatsServer, installPostgres } from '@gptget/embedded-servers'
import { SERVICES } from '@gptget/host/services'
import { prepareRoles, roleOf, urlAs } from '@gptget/postgres'
import { PROVIDER_ROWS } from '@gptget/providers'
import { shutdownTimesFromEnv } from '@gptget/runtime'
import { idleMsFromEnv } from '../../../../../apps/local-model/src/config.ts'
import { ensureWeights } from '../../../../../apps/local-model/src/weights/index.ts'
import { discoverKeys, type FoundKey } from '../discover-keys.ts'
import { checkConfiguration } from './check-configuration.ts'
import { makeConsoleLink } from './console-link.ts'
import { chooseExampleModel } from './choose-example-model.ts'
import { describeComputers } from './describe-computers.ts'
import { discoverOllama } from './discover-ollama.ts'
import { endLeftOverServices } from './end-left-over-services.ts'
import { openQuickstartAccount, type QuickstartAccount } from './quickstart-account.ts'

/** Receives lines of progress for people. */
export type Report = (line: string) => void

const { env } = process

/**
 * The work of a start that needs large libraries. It runs in a separate process that ends after the start, so that the
 * long-running process stays small. Inputs and outputs are plain data.
 */
export const jobs = {
  checkConfiguration: async ({ file }: { file: string | undefined }) => checkConfiguration(file, env),

  readEnvironment: async () => ({
    ...shutdownTimesFromEnv(env),
    localModelIdleMs: idleMsFromEnv(env),
  }),

  endLeftOverServices: ({ dataDirectory }: { dataDirectory: string }) => endLeftOverServices(dataDirectory),

  /** Never fails, because the platform is useful without a local model. */
  findLocalModel: ({ cacheDir }: { cacheDir: string }, report: Report) =>
    ensureWeights({ cacheDir, env, report }).catch((error: unknown) => ({
      status: 'unavailable' as const,
      reason: String(error),
    })),

  discoverOllama: () => discoverOllama(env),

  installPostgres: ({ cacheDir }: { cacheDir: string }) => installPostgres(cacheDir),

  /** Gives each service a role with access to its own tables only. Returns a URL for each schema. */
  prepareDatabase: async ({ url }: { url: string }): Promise<Record<string, string>> => {
    const secret = new URL(url).password
    const roles = SERVICES.flatMap(({ tables }) => (tables ? [roleOf('gptget', tables, secret)] : []))
    await prepareRoles(url, roles)
    return Object.fromEntries(roles.map((role) => [role.schema, urlAs(url, role)]))
  },

  findNatsServer: ({ cacheDir }: { cacheDir: string }, report: Report) =>
    findNatsServer({ cacheDir, env, report }),

  /** Prints the users of NATS's configuration, with passwords derived from one secret. */
  printNatsAuthorization: async ({ secret }: { secret: string }) =>
    printAuthorization((user) => JSON.stringify(passwordOf(secret, user))),

  /** Returns the NATS URL of each user. */
  natsUrls: async ({ url, secret }: { url: string; secret: string }) =>
    Object.fromEntries(
      NATS_USERS.map((user) => [user, loginUrl(url, user, passwordOf(secret, user))]),
    ) as Record<NatsUser, string>,

  openAccount: async (
    { natsUrl, dataDirectory }: { natsUrl: string; dataDirectory: string },
    report: Report,
  ): Promise<QuickstartAccount> => {
    const onError = (error: unknown, what: string) => report(`${what}: ${String(error)}`)
    return withBus(natsUrl, onError, (bus) => openQuickstartAccount(bus, dataDirectory))
  },

  /** Collects the facts for the text of the ready platform. */
  describePlatform: async (
    { edgeUrl, computersUrl, apiKey, accountId, natsUrl }: DescribeInput,
    report: Report,
  ): Promise<Description> => ({
    console: await withBus(
      natsUrl,
      (error, what) => report(`${what}: ${String(error)}`),
      (bus) => makeConsoleLink(bus, accountId, edgeUrl),
    ),
    exampleModel: await chooseExampleModel(`${edgeUrl}/v1`, apiKey),
    computers: await describeComputers(computersUrl),
    keys: discoverKeys(PROVIDER_ROWS, env),
  }),
}

const withBus = async <Result>(
  url: string,
  onError: (error: unknown, what: string) => void,
  use: (bus: Bus) => Promise<Result>,
): Promise<Result> => {
  const bus = await connectBus({ url, name: 'admin', onError })
  try {
    return await use(bus)
  } finally {
    await bus.close()
  }
}

type DescribeInput = {
  edgeUrl: string
  computersUrl: string | undefined
  apiKey: string
  accountId: string
  natsUrl: string
}
type Description = { console: string; exampleModel: string | undefined; computers: string; keys: FoundKey[] }

export type Jobs = typeof jobs
