import {
  findGoProgram,
  findNatsServer,
  startMailpit,
  startNats,
  startPostgres,
  startStripeMock,
  startVersitygw,
  type EmbeddedServer,
} from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { createTestDirectory, readTestRun, TEST_RUN_VARIABLES } from './test-run.ts'

/** A server for one test, which may kill and restart it. It ends with the test file's process at the latest. */
export type TestServer = {
  url: string
  port: number
  /** Resolves with the reason if it ends unexpectedly. */
  readonly crashed: Promise<string>
  stop(): Promise<void>
  /** Sends SIGKILL. */
  kill(): Promise<void>
  /** Restarts it with the same port and data. */
  restart(): Promise<void>
}

/** The NATS that all test files of the run share, including subjects and streams. Prefer `startTestNats`. */
export const testNatsUrl = (): string => readTestRun('natsUrl')

/**
 * Starts a NATS with JetStream (about 30 ms), without logins unless `authorization` configures them. `violations`: its
 * messages about missing permissions.
 */
export const startTestNats = async (
  options: { maxPayloadBytes?: number; authorization?: string; dataDir?: string } = {},
): Promise<TestServer & { violations: readonly string[] }> => {
  const dataDir = options.dataDir ?? (await createTestDirectory('nats'))
  const serverPath =
    process.env[TEST_RUN_VARIABLES.natsServer] ??
    (await findNatsServer({ cacheDir: resolveCacheDirectory(process.env), report: () => {} }))
  const violations: string[] = []
  const log = (line: string): void => {
    if (line.includes('Violation')) violations.push(line)
  }
  const server = await restartable((port) => startNats({ ...options, dataDir, serverPath, port, log }))
  return Object.assign(server, { violations })
}

/** Starts a Postgres cluster (about a second). Most tests need only `createTestDatabase`. */
export const startTestPostgres = async (options: { dataDir?: string } = {}): Promise<TestServer> => {
  const dataDir = options.dataDir ?? (await createTestDirectory('postgres'))
  const cacheDir = resolveCacheDirectory(process.env)
  return restartable((port) => startPostgres({ dataDir, cacheDir, fsync: false, auth: 'trust', port }))
}

/** The connection data of an S3 server. */
export type TestS3 = {
  endpoint: string
  bucket: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

const findProgram = (name: Parameters<typeof findGoProgram>[0]): Promise<string> => {
  const cacheDir = resolveCacheDirectory(process.env)
  return findGoProgram(name, { cacheDir, report: (line) => process.stderr.write(`${line}\n`) })
}

/** Starts a mail server for tests: `smtpUrl` accepts mails, and `url` is the API to read them. Built at first use. */
export const startTestMail = async (): Promise<Awaited<ReturnType<typeof startMailpit>>> =>
  startMailpit({ dataDir: await createTestDirectory('mail'), serverPath: await findProgram('mailpit') })

/** Starts Stripe's mock of its API. Built at first use. */
export const startTestStripe = async (): Promise<EmbeddedServer> =>
  startStripeMock({
    dataDir: await createTestDirectory('stripe'),
    serverPath: await findProgram('stripe-mock'),
  })

/** Starts an S3 server with one empty bucket (about a second). Built at first use, which takes minutes. */
export const startTestS3 = async (): Promise<TestServer & { s3: TestS3 }> => {
  const serverPath = await findProgram('versitygw')
  const credentials = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' }
  const bucket = 'media'
  const dataDir = await createTestDirectory('s3')
  const server = await restartable((port) =>
    startVersitygw({ dataDir, serverPath, bucket, ...credentials, ...(port === undefined ? {} : { port }) }),
  )
  return Object.assign(server, { s3: { endpoint: server.url, bucket, credentials } })
}

const restartable = async (start: (port?: number) => Promise<EmbeddedServer>): Promise<TestServer> => {
  let server = await start()
  const { url, port } = server
  return {
    url,
    port,
    get crashed() {
      return server.crashed
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop()
      server = await start(port)
    },
  }
}
