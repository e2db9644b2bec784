import type { Bus, NatsUser } from '@gptget/bus'
import { SERVICES } from '@gptget/host/services'
import { shutdownTimesFromEnv } from '@gptget/runtime/shutdown'
import { idleMsFromEnv } from '../../../../../apps/local-model/src/config.ts'
import { discoverKeys, type FoundKey } from '../discover-keys.ts'
import { describeComputers } from './describe-computers.ts'
import { discoverOllama } from './discover-ollama.ts'
import { endLeftOverServices } from './end-left-over-services.ts'
import type { QuickstartAccount } from './quickstart-account.ts'

/** Receives lines of progress for people. */
export type Report = (line: string) => void

const { env } = process

/**
 * The work of a start that needs large libraries. It runs in a separate process that ends after the start, so that the
 * long-running process stays small. Inputs and outputs are plain data. Each job loads its own libraries, so that
 * Postgres starts before the others are loaded.
 */
export const jobs = {
  checkConfiguration: async ({ file }: { file: string | undefined }): Promise<string | null> => {
    if (file === undefined) return null
    const { checkConfiguration } = await import('./check-configuration.ts')
    return checkConfiguration(file, env)
  },

  readEnvironment: async () => ({
    ...shutdownTimesFromEnv(env),
    localModelIdleMs: idleMsFromEnv(env),
  }),

  endLeftOverServices: ({ dataDirectory }: { dataDirectory: string }) => endLeftOverServices(dataDirectory),

  /** Never fails, because the platform is useful without a local model. */
  findLocalModel: async ({ cacheDir }: { cacheDir: string }, report: Report) => {
    const { ensureWeights } = await import('../../../../../apps/local-model/src/weights/index.ts')
    return ensureWeights({ cacheDir, env, report }).catch((error: unknown) => ({
      status: 'unavailable' as const,
      reason: String(error),
    }))
  },

  discoverOllama: () => discoverOllama(env),

  installPostgres: async ({ cacheDir }: { cacheDir: string }) => {
    const { installPostgres } = await import('@gptget/embedded-servers')
    return installPostgres(cacheDir)
  },

  /** Gives each service a role with access to its own tables only. Returns a URL for each schema. */
  prepareDatabase: async ({ url }: { url: string }): Promise<Record<string, string>> => {
    const { prepareRoles, roleOf, urlAs } = await import('@gptget/postgres')
    const secret = new URL(url).password
    const roles = SERVICES.flatMap(({ tables }) => (tables ? [roleOf('gptget', tables, secret)] : []))
    await prepareRoles(url, roles)
    return Object.fromEntries(roles.map((role) => [role.schema, urlAs(url, role)]))
  },

  findNatsServer: async ({ cacheDir }: { cacheDir: string }, report: Report) => {
    const { findNatsServer } = await import('@gptget/embedded-servers')
    return findNatsServer({ cacheDir, env, report })
  },

  /** Prints the users of NATS's configuration, with passwords derived from one secret. */
  printNatsAuthorization: async ({ secret }: { secret: string }) => {
    const { passwordOf, printAuthorization } = await import('@gptget/bus')
    return printAuthorization((user) => JSON.stringify(passwordOf(secret, user)))
  },

  /** Returns the NATS URL of each user. */
  natsUrls: async ({ url, secret }: { url: string; secret: string }) => {
    const { loginUrl, NATS_USERS, passwordOf } = await import('@gptget/bus')
    const urls = NATS_USERS.map((user) => [user, loginUrl(url, user, passwordOf(secret, user))])
    return Object.fromEntries(urls) as Record<NatsUser, string>
  },

  openAccount: async (
    { natsUrl, dataDirectory }: { natsUrl: string; dataDirectory: string },
    report: Report,
  ): Promise<QuickstartAccount> => {
    const { openQuickstartAccount } = await import('./quickstart-account.ts')
    return withBus(natsUrl, report, (bus) => openQuickstartAccount(bus, dataDirectory))
  },

  /** Collects the facts for the text of the ready platform. */
  describePlatform: async (
    { edgeUrl, computersUrl, apiKey, accountId, natsUrl }: DescribeInput,
    report: Report,
  ): Promise<Description> => {
    const { chooseExampleModel } = await import('./choose-example-model.ts')
    const { makeConsoleLink } = await import('./console-link.ts')
    const [link, exampleModel, computers] = await Promise.all([
      withBus(natsUrl, report, (bus) => makeConsoleLink(bus, accountId, edgeUrl)),
      chooseExampleModel(`${edgeUrl}/v1`, apiKey),
      describeComputers(computersUrl),
    ])
    return { console: link, exampleModel, computers }
  },

  /** Finds the keys of known providers in the environment. */
  discoverKeys: async (): Promise<FoundKey[]> => {
    const { PROVIDER_ROWS } = await import('@gptget/providers')
    return discoverKeys(PROVIDER_ROWS, env)
  },
}

const withBus = async <Result>(
  url: string,
  report: Report,
  use: (bus: Bus) => Promise<Result>,
): Promise<Result> => {
  const { connectBus } = await import('@gptget/bus')
  const onError = (error: unknown, what: string) => report(`${what}: ${String(error)}`)
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
type Description = { console: string; exampleModel: string | undefined; computers: string }

export type Jobs = typeof jobs
